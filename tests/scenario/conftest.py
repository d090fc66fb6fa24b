"""The shipped plan and the priors are read once for all tests of scenarios: neither changes after loading."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from simulate.scenario import references, resolve


@pytest.fixture(autouse=True, scope="session")
def _read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "load_plan", functools.cache(references.load_plan))
        patch.setattr(resolve, "load_priors", functools.cache(resolve.load_priors))
        yield
