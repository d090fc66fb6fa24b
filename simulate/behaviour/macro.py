"""Digital-core value added and its share of GDP (model, section 7)."""

from __future__ import annotations

from simulate.kernels.compiling import rule


@rule
def core_value_added(
    start: float,
    outlays_at_start: float,
    growth_index: float,
    local_share: float,
    value_added_ratio: float,
    outlays: float,
    gdp: float,
) -> float:
    """V_t = max(0, V_0 - chi va I_0) G_t + chi va I_t, at most GDP_t, in yuan.

    I_t are the year's outlays on projects, chi the share of them that goes to local core firms, va the value added of a
    yuan of their revenue, G_t the growth path of core firms. The published V_0 already holds the sales to projects of
    its own year: those of a steady state, I_0, are taken off before what is left grows, so that V_0 leads over to V_1
    without a step. A part of GDP is no larger than GDP.
    """
    sales = local_share * value_added_ratio
    rest = max(start - sales * outlays_at_start, 0.0)
    return min(rest * growth_index + sales * outlays, gdp)


@rule
def gross_domestic_product(year_before: float, growth: float) -> float:
    """Exogenous nominal GDP: GDP_t = GDP_{t-1} (1 + g_t), in yuan; each year has its own growth."""
    return year_before * (1.0 + growth)
