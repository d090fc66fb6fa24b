"""Digital-core value added and its share of GDP (model, section 7)."""

from __future__ import annotations

from simulate.behaviour.arithmetic import exponential, logarithm
from simulate.compiling import rule


@rule
def core_value_added(
    start: float, growth_index: float, local_share: float, value_added_ratio: float, outlays: float
) -> float:
    """V_t = V_0 * growth path of core firms + chi * va * stage costs spent, in yuan."""
    return start * growth_index + local_share * value_added_ratio * outlays


@rule
def gross_domestic_product(start: float, growth: float, years: int) -> float:
    """Exogenous nominal GDP: GDP_0 (1 + g)^years, in yuan."""
    return start * exponential(years * logarithm(1.0 + growth))
