"""How numbers are printed: shares, sums of money, and what has no value; the words around them are the catalogues'."""

from __future__ import annotations

import math
import re

from simulate.foundation.ratios import UNDEFINED
from simulate.foundation.units import format_money_short
from simulate.language.catalogue import say
from simulate.language.layout import money_unit


def percent(share: float) -> str:
    """A share as a whole percentage; what is small but not zero does not become zero, nor what is short of all, all; a
    share of nothing is ``UNDEFINED``."""
    if not math.isfinite(share):
        return UNDEFINED
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def fine_percent(share: float) -> str:
    """``12 %``; one decimal under ten; a share of nothing is ``UNDEFINED``."""
    if not math.isfinite(share):
        return UNDEFINED
    return f"{100 * share:.0f} %" if abs(share) >= 0.0995 else f"{100 * share:.1f} %"


def small_percent(share: float) -> str:
    """``0.15%``, ``22%``: two digits that count."""
    return f"{100 * share:.2g}%"


def large_percent(share: float) -> str:
    """``99.85%``, ``78%``: as many decimals as its complement has in two digits."""
    digits = len(small_percent(1 - share).partition(".")[2].rstrip("%"))
    return f"{share:.{digits}%}"


def quantity(value: float, unit: str, language: str) -> str:
    """A value by its unit (CNY, 1 or count) in words: a sum, a percentage, a number; never with powers of ten."""
    if not math.isfinite(value):
        return UNDEFINED
    if unit == "CNY":
        return format_money_short(value, language)
    if unit == "1":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"


def money(yuan: float, language: str, like: float | None = None) -> str:
    """``25.4 million yuan``, in the unit that a sentence takes; in the unit of the larger amount ``like`` where one is given; in
    a smaller one where nothing would be left of it."""
    unit = money_unit(language, "prose", yuan if like is None else like)
    text = f"{yuan / unit.yuan:,.{unit.digits}f}{unit.name}"
    vanished = yuan != 0 and not re.search("[1-9]", text)
    return format_money_short(yuan, language) if vanished else text


def range_of(low: float, high: float, language: str, between: str = "analysis.page.between") -> str:
    """``197 to 318 million yuan``: the unit once where both ends share it."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    one, other = format_money_short(float(low), language), format_money_short(float(high), language)
    name = other.lstrip("-0123456789.,")
    number = one.removesuffix(name)
    shared = not number.strip("-0123456789.,")  # 3 yuan and 4 million yuan end alike, but share no unit
    return f"{number if shared else one}{say(between, language)}{other}"


def unit(language: str) -> str:
    """The unit of money in tables."""
    return money_unit(language, "table").name


def amount(yuan: float, language: str, sign: bool = False) -> str:
    """A figure of money in the unit of the tables; what is small but not zero does not become zero."""
    if not math.isfinite(yuan):
        return UNDEFINED
    factor, _, digits = money_unit(language, "table")
    text = f"{yuan / factor:{'+' if sign else ''},.{digits}f}"
    if yuan != 0 and not re.search("[1-9]", text):
        least = "0.1" if digits else "1"
        return f">-{least}" if yuan < 0 else f"<{least}"
    return text if re.search("[1-9]", text) else text.lstrip("+-")
