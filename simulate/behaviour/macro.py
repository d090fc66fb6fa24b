"""Digital-core value added and its share of GDP (``docs/model.md``, Submodels: digital core)."""

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

    The published V_0 already holds the sales to projects of its own year: those of a steady state, I_0, are taken off
    before what is left grows, so that V_0 leads over to V_1 without a step. A part of GDP is no larger than GDP.

    Parameters
    ----------
    start : V_0, value added of the digital core in the year before the first, yuan
    outlays_at_start : I_0, outlays on projects of a steady state, yuan a year
    growth_index : G_t, growth path of core firms, 1 at the start
    local_share : chi, share of the outlays that goes to local core firms (``local_spend_share``)
    value_added_ratio : va, value added of a yuan of their revenue (``value_added_ratio``)
    outlays : I_t, the year's outlays on projects, yuan
    gdp : GDP_t, yuan

    Returns
    -------
    V_t, yuan.

    Examples
    --------
    >>> core_value_added(100.0, 40.0, 1.5, 0.5, 0.5, 60.0, 1000.0)
    150.0
    >>> core_value_added(100.0, 40.0, 1.5, 0.5, 0.5, 60.0, 120.0)
    120.0
    """
    sales = local_share * value_added_ratio
    rest = max(start - sales * outlays_at_start, 0.0)
    return min(rest * growth_index + sales * outlays, gdp)


@rule
def gross_domestic_product(year_before: float, growth: float) -> float:
    """Exogenous nominal GDP: GDP_t = GDP_{t-1} (1 + g_t); each year has its own growth.

    Parameters
    ----------
    year_before : GDP_{t-1}, yuan
    growth : g_t (``gdp_growth``)

    Returns
    -------
    GDP_t, yuan.

    Examples
    --------
    >>> gross_domestic_product(100.0, 0.25)
    125.0
    """
    return year_before * (1.0 + growth)
