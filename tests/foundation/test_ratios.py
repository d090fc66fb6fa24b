"""A ratio of something to nothing has no value, and one way to say so."""

from __future__ import annotations

import math

import numpy as np

from simulate.foundation.ratios import UNDEFINED, defined, ratio, ratio_of_sums


def test_a_share_of_nothing_is_neither_nothing_nor_infinite() -> None:
    np.testing.assert_array_equal(ratio([0, 3, 1], [0, 0, 4]), [np.nan, np.nan, 0.25])
    assert math.isnan(ratio_of_sums([0, 0], [0, 0]))
    assert ratio_of_sums([1, 2], [4, 8]) == 0.25
    assert np.isnan(ratio(1, 0))


def test_what_has_no_value_is_printed_in_one_way() -> None:
    assert [defined(value, "{:.1f}".format) for value in (0.5, math.nan, math.inf)] == ["0.5", UNDEFINED, UNDEFINED]
