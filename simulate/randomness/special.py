"""SciPy's special functions, loaded when the first is called: ``special.ndtri(u)``.

Commands that only read files make many distributions and draw from none of them.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """The function of this name of ``scipy.special``."""
    from scipy import special  # half a second that `simulate check` need not take

    return getattr(special, name)
