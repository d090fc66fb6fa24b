"""Style and script of the page: no outside file, readable on a screen and on paper."""

# ruff: noqa: E501 (style sheets read better in long lines)
from __future__ import annotations

CSS = """
:root { --ink: #1d2429; --soft: #4d5a63; --line: #d5dce1; --deep: #0b3c5d; --pale: #eef4f8; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; line-height: 1.65;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Simulate Sans SC", "Segoe UI", Helvetica, Arial, sans-serif; }
main, header, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; } h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 0 .3rem; color: var(--deep); }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; color: var(--deep); border-bottom: 2px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1.02rem; margin: 1.2rem 0 .3rem; } p { margin: .4rem 0; } .stamp, figcaption { color: var(--soft); font-size: .86rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .8rem; margin: 1rem 0; padding: 0; list-style: none; }
.cards li { background: var(--pale); border-left: 4px solid var(--deep); padding: .7rem .9rem; }
.cards strong { display: block; font-size: 1.5rem; color: var(--deep); } .cards span { display: block; font-size: .85rem; color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(27rem, 1fr)); gap: .6rem 1.6rem; align-items: start; margin: 1rem 0; }
figure { margin: 0; } figure img { width: 100%; max-width: 46rem; height: auto; display: block; } figcaption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.pair { display: grid; grid-template-columns: minmax(20rem, 2fr) minmax(26rem, 3fr); gap: 1rem 2rem; align-items: start; } @media (max-width: 60rem) { .pair { display: block; } }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .88rem; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; } th, td { border-bottom: 1px solid var(--line); padding: .32rem .5rem; text-align: left; vertical-align: top; }
tbody th { min-width: 5.6rem; } thead th { background: var(--deep); color: #fff; vertical-align: bottom; } thead th.n { text-align: right; } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead [role=button] { cursor: pointer; text-decoration: underline dotted 1px; text-underline-offset: .25em; } thead [role=button]:focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
thead th[aria-sort=ascending] [role=button]::after { content: " \\25B2"; } thead th[aria-sort=descending] [role=button]::after { content: " \\25BC"; }
code { background: var(--pale); padding: .1rem .3rem; word-break: break-all; } pre { background: var(--pale); padding: .7rem; overflow-x: auto; }
footer { margin: 2.5rem auto; color: var(--soft); font-size: .86rem; }
@media print { body { font-size: 9.5pt; line-height: 1.5; } h1 { font-size: 15pt; } h2 { margin-top: 1.1rem; } table { font-size: 8pt; } th, td { padding: .18rem .3rem; } .figures { grid-template-columns: 1fr 1fr; gap: .4rem; } .pair { display: block; } main, header, footer { max-width: none; padding: 0; } figure, tr, .cards li, .pair table { break-inside: avoid; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .4rem; } .cards li { padding: .4rem .6rem; } .cards strong { font-size: 1.05rem; } .cards span { font-size: .76rem; }
  h2, h3, caption, thead { break-after: avoid; } tbody tr:nth-child(-n+3) { break-before: avoid; } thead { display: table-header-group; } .scroll { overflow: visible; } thead [role=button] { text-decoration: none; } thead [role=button]::after { content: "" !important; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } @page { size: A4; margin: 1.6cm; } }
""".strip()

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    const label = document.createElement("span");
    label.setAttribute("role", "button");
    label.tabIndex = 0;
    label.append(...head.childNodes);
    head.append(label);
    head.setAttribute("aria-sort", "none");
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending", body = table.tBodies[0];
      const value = (row) => row.cells[column].dataset.value;
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      [...body.rows].sort((a, b) => (down ? value(b) - value(a) : value(a) - value(b))).forEach((row) => body.append(row));
    };
    label.addEventListener("click", sort);
    label.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
    });
  });
}
""".strip()
"""Headings of a sortable table become buttons; without the script the table stands as it is. Spans, since browsers do not
print real buttons in headings that repeat on each page."""
