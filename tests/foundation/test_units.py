"""Money, shares and dates as people write them, and the two ways money is printed."""

from __future__ import annotations

import datetime
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.foundation.units import (
    MAX_MONEY,
    MONEY_UNITS,
    UnitError,
    format_money_short,
    number_in,
    parse_date,
    parse_day_of_year,
    parse_money,
    parse_number,
    parse_share,
    whole_key,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("50万元", 500_000),
        ("1.2亿元", 120_000_000),
        ("0元", 0),
        ("300 CNY", 300),
        ("300CNY", 300),
        ("5 million CNY", 5_000_000),
        ("2.5 million yuan", 2_500_000),
        ("1,234.5万元", 12_345_000),
        ("1,234,567 CNY", 1_234_567),
        ("５０万元", 500_000),
        ("　３．５ 亿元 ", 350_000_000),
        ("0.0001万元", 1),
        (".5万元", 5_000),
        ("1000万亿元", MAX_MONEY),
    ],
)
def test_money_is_whole_yuan(text: str, yuan: int) -> None:
    assert parse_money(text) == yuan


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        (500000, "amount 500000 has no unit", "500000元' or '500000万元"),
        ("50", "amount 50 has no unit", "50元' or '50万元"),
        ("50万", "unknown unit of money '万'", "50万元"),
        ("500000 CYN", "unknown unit of money 'CYN'", "500000 CNY"),
        ("3 milion CNY", "unknown unit of money 'milion CNY'", "3 million CNY"),
        ("5²万元", "unknown unit of money '²万元'", "5万元"),
        ("-5元", "'-5元' is negative", ""),
        ("0.5元", "'0.5元' is not a whole number of yuan", ""),
        ("1001万亿元", "'1001万亿元' is too large", ""),
        ("9" * 500 + "元", "is too large", ""),
        ("万元", "'万元' is not an amount of money", ""),
        ("12,34元", "unknown unit of money ',34元'", ""),
        ("五十万元", "'五十万元' is not an amount of money", ""),
        ("", "'' is not an amount of money", ""),
        (True, "true is not an amount of money", ""),
        (None, "nothing is not an amount of money", ""),
        (["50万元"], "a list is not an amount of money", ""),
    ],
)
def test_what_is_not_money_is_refused_with_a_likely_spelling(text: object, message: str, suggestion: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_money(text)
    assert message in caught.value.message
    assert caught.value.suggestion == suggestion
    assert caught.value.expected


@given(st.integers(0, 10**9), st.sampled_from(sorted(MONEY_UNITS)))
def test_money_is_exact_in_every_unit(count: int, unit: str) -> None:
    expected = count * MONEY_UNITS[unit]
    if expected <= MAX_MONEY:
        assert parse_money(f"{count} {unit}") == parse_money(f"{count:,}{unit}") == expected


@given(st.integers(0, 99_999), st.sampled_from(["zh", "en"]))
def test_printed_money_reads_back(thousands: int, language: str) -> None:
    yuan = thousands * 100_000 if language == "en" else thousands * 1000
    assert parse_money(format_money_short(yuan, language)) == yuan


def test_money_is_printed_for_readers() -> None:
    assert format_money_short(320_000_000, "zh") == "3.2亿元"
    assert format_money_short(500_000, "zh") == "50万元"
    assert format_money_short(-500_000, "zh") == "-50万元"
    assert format_money_short(0, "en") == "0 yuan"
    assert format_money_short(80, "zh") == "80元"
    assert format_money_short(12_345_000, "en") == "12.3 million yuan"
    assert format_money_short(1e15, "en") == "1,000,000,000 million yuan"


@pytest.mark.parametrize(
    ("text", "share"), [("3.5%", 0.035), ("100%", 1.0), ("３．５％", 0.035), (0.035, 0.035), (0, 0.0)]
)
def test_shares_are_fractions(text: object, share: float) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [(35, "35%"), (1.01, "1.01%"), ("101%", ""), (-0.1, ""), ("many", ""), (True, ""), (None, ""), (float("nan"), "")],
)
def test_what_is_not_a_share_is_refused(value: object, suggestion: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_share(value)
    assert caught.value.suggestion == suggestion
    assert "from 0 to 1" in caught.value.expected


def test_numbers_know_their_range() -> None:
    assert parse_number(6, 0, 20) == 6.0
    for value in (21, -1, float("inf"), "6", False):
        with pytest.raises(UnitError, match=r"out of range|not a number"):
            parse_number(value, 0, 20)


def test_dates_are_of_the_calendar() -> None:
    assert parse_date("2023-10-20") == datetime.date(2023, 10, 20)
    assert parse_date("２０２３-10-20") == datetime.date(2023, 10, 20)
    assert parse_day_of_year("11-15") == (11, 15)
    for text in ("2023-02-30", "2023-13-01", "20 Oct 2023", "2023-1-1", "1820-10-20", "4048-01-15", 2023, None):
        with pytest.raises(UnitError):
            parse_date(text)
    for text in ("02-29", "13-01", "1-1", 1115):
        with pytest.raises(UnitError):
            parse_day_of_year(text)


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(UnitError("came", "wanted", "perhaps")))
    assert (error.message, error.expected, error.suggestion) == ("came", "wanted", "perhaps")


@pytest.mark.parametrize("digits", ["٢٠٢٣", "²", "½", "५", "𝟓", "Ⅷ"])
def test_digits_of_other_scripts_are_no_numbers(digits: str) -> None:
    for parse, text in (
        (parse_money, f"{digits}万元"),
        (parse_share, f"{digits}%"),
        (parse_date, f"{digits}-10-20"),
        (parse_day_of_year, f"{digits}-15"),
        (number_in, digits),
    ):
        with pytest.raises(UnitError):
            parse(text)  # type: ignore[operator]
    assert whole_number(digits) is None


@pytest.mark.parametrize(
    ("text", "number"), [("9", 9), ("９", 9), (" １２ ", 12), ("0", 0), ("09", None), ("０９", None), ("9.0", None)]
)
def test_a_whole_number_is_read_alike_as_a_key_and_on_the_command_line(text: str, number: int | None) -> None:
    assert whole_number(text) == number
    assert whole_key(text) == (text if number is None else number)


@pytest.mark.parametrize(
    "cell", ["1_000", "nan", "inf", "１２", "0x1F", "1e400", "1,000", "", " 1", "--1", "010", "-00.5"]
)
def test_a_cell_holds_a_plain_number_or_none(cell: str) -> None:
    with pytest.raises(UnitError):
        number_in(cell)


@pytest.mark.parametrize("number", [10**5000, -(10**5000)], ids=["large", "small"])
def test_a_number_beyond_all_bounds_is_refused_and_not_spelt_out(number: int) -> None:
    for parse in (parse_money, parse_share, parse_number):
        with pytest.raises(UnitError) as caught:
            parse(number)
        assert len(caught.value.message) < 200


def test_money_is_exact_to_the_last_digit() -> None:
    with pytest.raises(UnitError, match="whole number of yuan"):
        parse_money("1.0000000000000000000000000000000000001元")
