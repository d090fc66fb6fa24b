"""Values in the words of an answer: with their unit, alone or as a range."""

from __future__ import annotations

import math

from simulate.foundation.ratios import UNDEFINED
from simulate.foundation.units import format_money_short
from simulate.language.catalogue import say


def quantity(value: float, unit: str, language: str) -> str:
    """A value by its unit (CNY, 1 or count) in words: a sum, a percentage, a number; never with powers of ten."""
    if not math.isfinite(value):
        return UNDEFINED
    if unit == "CNY":
        return format_money_short(value, language)
    if unit == "1":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"


def range_of(low: float, high: float, language: str, between: str = "analysis.page.between") -> str:
    """``197 to 318 million yuan``: the unit once where both ends share it."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    one, other = format_money_short(float(low), language), format_money_short(float(high), language)
    name = other.lstrip("-0123456789.,")
    number = one.removesuffix(name)
    shared = not number.strip("-0123456789.,")  # 3 yuan and 4 million yuan end alike, but share no unit
    return f"{number if shared else one}{say(between, language)}{other}"
