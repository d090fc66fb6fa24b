// Text that was laid out before its font came stays as it was in some browsers; another feature lays it out again.
document.fonts.ready.then(() => document.documentElement.style.setProperty("font-feature-settings", '"kern"'));
