"""The look of every chart: one font that has Chinese, one palette that survives grey print, one footer."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import xarray as xr
from matplotlib import font_manager
from numpy.typing import ArrayLike

from simulate.language.catalogue import say
from simulate.language.message import worded
from simulate.language.widths import text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

FONT_FILE = Path(__file__).parents[1] / "fonts" / "SimulateSansSC-Regular.otf"
FONT = "Simulate Sans SC"

# Okabe and Ito's colours that tell apart for every kind of colour vision; their lightness falls in this order, so that
# they also tell apart in grey.
INK, BLUE, ORANGE, SKY, GREY = "#222222", "#0072B2", "#D55E00", "#7FC4EC", "#8A8A8A"
LADDER = ("#0B3C5D", "#2F7FB5", "#8CC0E0", "#DCEBF5")
"""From dark to light, for parts of a whole."""
HATCHES = ("", "///", "...", "xx")
"""A second mark beside the colour, for print without colour."""

STYLE: dict[str, Any] = {
    "font.family": [FONT, "DejaVu Sans"],
    "font.size": 9,
    "axes.titlesize": 11,
    "ytick.labelsize": 8,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "svg.hashsalt": "simulate",
    "pdf.fonttype": 42,
}

P = ParamSpec("P")


@contextmanager
def _style() -> Iterator[None]:
    """The house style; whether figures show by themselves stays as pyplot has set it meanwhile, on its first import."""
    with mpl.rc_context(cast(Any, STYLE)):
        yield
        interactive = mpl.is_interactive()
    mpl.interactive(interactive)


@functools.cache
def _register_font() -> None:
    font_manager.fontManager.addfont(FONT_FILE)


def house(draw: Callable[Concatenate[Axes, P], None]) -> Callable[Concatenate[Axes | None, P], Axes]:
    """Let a drawing function work in the house style on the axes given, or on new ones where None came."""

    @functools.wraps(draw)
    def styled(axes: Axes | None, *args: P.args, **more: P.kwargs) -> Axes:
        _register_font()
        with _style():
            if axes is None:
                axes = new_axes()
            draw(axes, *args, **more)
        return axes

    return cast("Callable[Concatenate[Axes | None, P], Axes]", styled)


def new_axes(width: float = 7.2, height: float = 4.2) -> Axes:
    """Axes on a figure of their own, in inches; a notebook shows it."""
    _register_font()
    with _style():
        figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
        cast("ConstrainedLayoutEngine", figure.get_layout_engine()).set(rect=(0, 0.045, 1, 0.95))
    return axes


LEAST_HEIGHT = 2.4
FOOTER, FOOTER_LINE = 150, 0.11
"""Columns that a line of the footer may take, and its height in inches."""
SEPARATOR = " · "


def resize(axes: Axes, height: float, width: float = 7.2) -> None:
    """Give the whole figure a size that fits its rows; a figure that others share stays as it is."""
    figure = axes.figure
    if len(figure.axes) == 1:
        figure.set_size_inches(width, max(height, LEAST_HEIGHT))  # type: ignore[union-attr]
        engine = cast("ConstrainedLayoutEngine", cast("Figure", figure).get_layout_engine())
        engine.set(rect=(0, 0.19 / max(height, LEAST_HEIGHT), 1, 1 - 0.22 / max(height, LEAST_HEIGHT)))


def finish(axes: Axes, data: xr.Dataset, language: str, title: str, unit: str, clock: str = "") -> None:
    """Title, and the footer that says what the picture rests on."""
    axes.set_title(title, wrap=True)
    figure = axes.figure
    height = figure.get_size_inches()[1]  # type: ignore[union-attr]
    lines = _lines(stamp(data, language, unit, clock))
    figure.text(0.01, 0.06 / height, "\n".join(lines), fontsize=6.5, color="#555555", va="bottom")
    engine = cast("Figure", figure).get_layout_engine()
    if len(lines) > 1 and len(figure.axes) == 1 and engine is not None:
        room = FOOTER_LINE * (len(lines) - 1)
        cast("ConstrainedLayoutEngine", engine).set(rect=(0, (0.19 + room) / height, 1, 1 - (0.22 + room) / height))


def _lines(text: str) -> list[str]:
    """The parts of a stamp, as many on a line as fit."""
    lines: list[str] = []
    for part in text.split(SEPARATOR):
        longer = SEPARATOR.join([*lines[-1:], part])
        if text_width(longer) <= FOOTER:
            lines[-1:] = [longer]
        else:
            lines += wrapped(part, FOOTER)
    return lines


def stamp(data: xr.Dataset, language: str, unit: str, clock: str = "") -> str:
    """What a figure rests on, as far as ``data`` says it.

    ``clock``: recognition, payment, both, or empty where no money is shown.
    """
    about = data.attrs
    parts = [str(worded(about, name, language)) for name in ("title", "readings") if f"{name}_en" in about]
    if unit:
        parts.append(say("report.style.unit", language, unit=unit))
    if clock:
        parts += [say("report.style.current_prices", language), say(f"report.style.clock.{clock}", language)]
    draws = about.get("draws", data.sizes.get("draw"))
    if draws is not None:
        parts.append(say("report.style.draws", language, draws=draws))
    if "seed" in about:
        parts.append(say("report.style.seed", language, seed=about["seed"]))
    if "run_key" in about:
        parts.append(say("report.style.content_hash", language, hash=str(about["run_key"])[:12]))
    return literal(SEPARATOR.join(parts))


def whiskers(axes: Axes, places: ArrayLike, low: ArrayLike, high: ArrayLike) -> None:
    """Vertical lines that show on bars of any shade: dark, on a wider white one."""
    axes.vlines(places, low, high, color="white", lw=2.8)
    axes.vlines(places, low, high, color=INK, lw=1.2)


def literal(text: str) -> str:
    """Text in which a dollar sign stays a dollar sign, since matplotlib would read formulas between two."""
    return text.replace("$", r"\$")


def drawn_picture(axes: Axes) -> bytes:
    """The PNG that ``save`` writes."""
    out = io.BytesIO()
    _save(axes, out, "png")
    return out.getvalue()


def save(axes: Axes, path: Path) -> None:
    """Write PNG (200 dpi) or SVG, by the suffix; the same picture gives the same bytes."""
    _save(axes, path, path.suffix[1:])


def close(axes: Axes) -> None:
    """Let go of a chart's figure."""
    plt.close(axes.figure)  # type: ignore[arg-type]


def _save(axes: Axes, out: Path | io.BytesIO, kind: str) -> None:
    metadata: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
    figure: Figure = axes.figure  # type: ignore[assignment]
    _register_font()
    with mpl.rc_context(cast(Any, STYLE)):
        figure.savefig(out, format=kind, dpi=200, metadata=metadata)
