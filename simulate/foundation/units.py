"""Money, shares and dates: the only module that parses and prints units of money.

Money is whole yuan (``int``) everywhere else. Full-width digits, signs and letters, as a Chinese input method
writes them, are read like their ASCII forms.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
import unicodedata
from collections.abc import Hashable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from simulate.foundation.errors import nearest
from simulate.language.choice import tell
from simulate.language.layout import money_unit

MAX_MONEY = 10**15
"""The largest amount accepted, in yuan: sums of thousands of such amounts would leave 64 bits."""

MOST_DIGITS = 60
LONGEST = 10**MOST_DIGITS
"""A longer number is not spelt out in a message."""

_MONEY = tomllib.loads(Path(__file__).with_name("money.toml").read_text(encoding="utf-8"))
MONEY_UNITS: dict[str, int] = _MONEY["units"]
YUAN: str = _MONEY["yuan"]
"""The unit in which an amount is written where a file or a command states it in whole yuan."""

EXAMPLE_MONEY: str = _MONEY["example"]
EARLIEST, LATEST = 1900, 2200
"""The years of which a plan, its evidence or a forecast may speak."""


# Digits are those of ASCII: ``\d`` and ``isdigit`` know some 700 more, of which Python reads only a part as numbers.
_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*(.*)")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_OF_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
_PLAIN = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class UnitError(ValueError):
    """A text that is not money, a share or a date; ``expected`` says what is, ``suggestion`` a likely spelling."""

    def __init__(self, message: str, expected: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.suggestion = suggestion

    def __reduce__(self) -> tuple[type[UnitError], tuple[str, str, str]]:
        return type(self), (self.message, self.expected, self.suggestion)


def to_half_width(text: str) -> str:
    """Full-width forms as their ASCII forms; nothing else changes (a superscript stays what it is).

    Examples
    --------
    >>> to_half_width("５０％")
    '50%'
    """
    narrow = (unicodedata.normalize("NFKC", c) if unicodedata.east_asian_width(c) == "F" else c for c in text)
    return "".join(narrow).strip()


def whole_key(key: Hashable) -> Hashable:
    """The whole number of a key such as ``"3"``, or its full-width form; other keys, and one with zeros before it, as they are."""
    number = whole_number(key) if isinstance(key, str) else None
    return key if number is None else number


def describe(value: object) -> str:
    """A value as it is quoted in a message, short enough for one line."""
    if isinstance(value, dict):
        return tell("error.value.a_mapping")
    if isinstance(value, (list, tuple)):
        return tell("error.value.a_list")
    if value is None:
        return tell("error.value.nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > LONGEST:
        return tell("error.value.many_digits", digits=MOST_DIGITS)
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def parse_money(value: object) -> int:
    """Yuan of ``300 CNY``, ``5 million CNY``.

    Raises
    ------
    UnitError
        No unit, an unknown unit, a negative amount, a part of a yuan, or more than ``MAX_MONEY``.

    Examples
    --------
    >>> parse_money("1.2亿元"), parse_money("5 million CNY")
    (120000000, 5000000)
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise UnitError(
            tell("error.value.amount_has_no_unit", value=describe(value)),
            tell("error.value.money"),
            _with_units(describe(value)),
        )
    if not isinstance(value, str):
        raise UnitError(tell("error.value.not_amount_money", value=describe(value)), tell("error.value.money"))
    match = _AMOUNT.fullmatch(to_half_width(value))
    if match is None or not re.search("[0-9]", match[1]):
        raise UnitError(tell("error.value.not_amount_money", value=describe(value)), tell("error.value.money"))
    factor = _money_unit(match[1], match[2])
    digits = match[1].replace(",", "")
    amount = Fraction(digits) * factor if len(digits) <= MOST_DIGITS else Fraction(MAX_MONEY + 1)
    if amount < 0:
        raise UnitError(tell("error.value.is_negative", value=describe(value)), tell("error.value.amount_0_or_more"))
    if amount > MAX_MONEY:
        raise UnitError(
            tell("error.value.is_too_large", value=describe(value)),
            tell("error.value.at_most", max_money=format_money_short(MAX_MONEY, TYPED)),
        )
    if amount != int(amount):
        raise UnitError(
            tell("error.value.not_whole_number_yuan", value=describe(value)), tell("error.value.whole_yuan")
        )
    return int(amount)


def _money_unit(number: str, text: str) -> int:
    unit = re.sub(r"\s+", " ", text.strip())
    known = {name.casefold(): factor for name, factor in MONEY_UNITS.items()}
    if unit.casefold() in known:
        return known[unit.casefold()]
    if not unit:
        raise UnitError(
            tell("error.value.amount_has_no_unit", value=number), tell("error.value.money"), _with_units(number)
        )
    near = f"{unit}{YUAN}" if f"{unit}{YUAN}" in MONEY_UNITS else nearest(unit, MONEY_UNITS)
    gap = " " if near and near.isascii() else ""
    allowed = tell("error.value.one_of_the_units", money_units=", ".join(MONEY_UNITS))
    raise UnitError(
        tell("error.value.unknown_unit_of_money", unit=unit), allowed, f"{number}{gap}{near}" if near else ""
    )


def _with_units(number: str) -> str:
    """Both spellings of a bare number, so that the user picks the one that was meant."""
    try:
        amount = Decimal(number.replace(",", ""))
    except ArithmeticError:
        return ""
    if not amount.is_finite() or not 0 <= amount <= MAX_MONEY or amount != int(amount):
        return ""
    return f"{int(amount)}{YUAN}' or '{int(amount)}{_MONEY['ten_thousand']}"


def parse_number(value: object, low: float = -math.inf, high: float = math.inf) -> float:
    """A plain finite number.

    Parameters
    ----------
    value : of YAML: an int or a float, no text
    low, high : range, both ends included

    Returns
    -------
    The number.

    Raises
    ------
    UnitError
        No number, or out of the range.

    Examples
    --------
    >>> parse_number(3, 0, 5)
    3.0
    """
    expected = _range_words("error.value.number", low, high)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        hint = to_half_width(value) if isinstance(value, str) else ""
        near = hint if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", hint) else ""
        raise UnitError(tell("error.value.is_not_a_number", value=describe(value)), expected, near)
    number = float(value) if isinstance(value, float) or abs(value) < LONGEST else math.inf
    if not math.isfinite(number) or not low <= number <= high:
        raise UnitError(tell("error.value.is_out_of_range", value=describe(value)), expected)
    return number


def whole_number(text: str) -> int | None:
    """The number of a text of digits without a leading zero, such as the number of an article (``9`` or ``９``); or None.

    Digits of other scripts than ASCII and its full-width forms (Arabic, superscript) are none.
    """
    digits = to_half_width(text)
    return int(digits) if _WHOLE.fullmatch(digits) else None


def number_in(cell: str) -> float:
    """The finite number that a cell of a table holds; raises UnitError for anything but digits, point and exponent."""
    if _PLAIN.fullmatch(cell) is None:
        hint = to_half_width(cell)
        near = hint if hint != cell and _PLAIN.fullmatch(hint) else ""
        raise UnitError(
            tell("error.value.is_not_a_number", value=describe(cell)),
            tell("error.value.number_without_separators_or"),
            near,
        )
    return parse_number(float(cell))


def parse_share(value: object, low: float = 0.0, high: float = 1.0) -> float:
    """The share 0.035 of ``3.5%`` or of the number 0.035.

    Parameters
    ----------
    value : a text with a per cent sign, or a fraction
    low, high : range as fractions, both ends included

    Returns
    -------
    Fraction.

    Raises
    ------
    UnitError
        No share, or out of the range.

    Examples
    --------
    >>> parse_share("3.5%"), parse_share(0.035)
    (0.035, 0.035)
    """
    expected = _range_words("error.value.share", low, high)
    if isinstance(value, str):
        match = _PERCENT.fullmatch(to_half_width(value))
        if match is None or not re.search("[0-9]", match[1]):
            raise UnitError(tell("error.value.is_not_a_share", value=describe(value)), expected)
        share = float(Decimal(match[1].replace(",", "")) / 100)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnitError(tell("error.value.is_not_a_share", value=describe(value)), expected)
    else:
        share = float(value) if isinstance(value, float) or abs(value) < LONGEST else math.inf
    if not math.isfinite(share) or not low <= share <= high:
        percent = isinstance(value, (int, float)) and low <= share / 100 <= high
        raise UnitError(
            tell("error.value.share_out_range", value=describe(value)), expected, f"{value}%" if percent else ""
        )
    return share


def _range_words(key: str, low: float, high: float) -> str:
    """What is expected, within its range."""
    ends = (
        "any"
        if math.isinf(low) and math.isinf(high)
        else "from"
        if math.isinf(high)
        else "to"
        if math.isinf(low)
        else "both"
    )
    return tell(f"error.range.{ends}", what=tell(key), low=low, high=high)


def parse_date(value: object) -> datetime.date:
    """The date of ``2023-10-20``.

    Raises
    ------
    UnitError
        Any other spelling, days that do not exist, and other centuries.

    Examples
    --------
    >>> str(parse_date("2023-10-20"))
    '2023-10-20'
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    match = _DATE.fullmatch(to_half_width(value)) if isinstance(value, str) else None
    if match is None:
        raise UnitError(tell("error.value.is_not_a_date", value=describe(value)), tell("error.value.date"))
    year, month, day = (int(part) for part in match.groups())
    if not EARLIEST <= year <= LATEST:
        raise UnitError(
            tell("error.value.the_year_came", year=year),
            tell("error.value.from_to", expected_date=tell("error.value.date"), earliest=EARLIEST, latest=LATEST),
        )
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise UnitError(
            tell("error.value.day_does_not_exist", value=describe(value)), tell("error.value.date")
        ) from None


def parse_day_of_year(value: object) -> tuple[int, int]:
    """Month and day of ``11-15``, for a date that returns every year (29 February therefore does not).

    Raises
    ------
    UnitError
        Any other spelling, and days that do not exist in every year.

    Examples
    --------
    >>> parse_day_of_year("11-15")
    (11, 15)
    """
    expected = tell("error.value.day_of_year")
    match = _DAY_OF_YEAR.fullmatch(to_half_width(value)) if isinstance(value, str) else None
    if match is None:
        raise UnitError(tell("error.value.not_day_year", value=describe(value)), expected)
    month, day = int(match[1]), int(match[2])
    try:
        datetime.date(2023, month, day)
    except ValueError:
        raise UnitError(tell("error.value.day_not_in_every_year", value=describe(value)), expected) from None
    return month, day


TYPED = "zh"
"""The language whose short amounts are what a file or a command takes."""


def format_money_short(yuan: float, language: str) -> str:
    """``12.3 million yuan``: the unit a reader would pick for this size; never scientific."""
    unit = money_unit(language, "short", yuan)
    return f"{_plain(yuan / unit.yuan, unit.digits)}{unit.name}"


def typed_money(yuan: float) -> str:
    """An amount as it is typed in a file or a command, in a unit of its size."""
    return format_money_short(yuan, TYPED).replace(",", "")


def in_yuan(amount: int) -> str:
    """An amount as it is typed in a file or a command, in whole yuan."""
    return f"{amount}{YUAN}"


def _plain(number: float, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
