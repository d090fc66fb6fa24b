"""Declared parameters: what the rules may be told, each once.

The code knows a parameter's name, unit and admissible range; what it means, the catalogues say. Its distribution, source, quality and the date
from which it could be known are data (``calibration/priors.yaml``); a scenario may replace the distribution. A value
outside the admissible range is refused wherever it comes from. Money is in yuan, shares are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulate.language.catalogue import say


@dataclass(frozen=True)
class Declaration:
    """One parameter (or, with ``components`` > 1, one vector of shares) of the behavioural rules.

    Attributes
    ----------
    name: the word that plans, priors and scenarios use.
    unit: ``share``, ``probability``, ``yuan``, ``1/year`` and so on.
    low, high: the admissible range, both ends included.
    identifier: the figure's number in ``calibration/`` (PA.., PX.., B.., R..).
    components: length of the vector; 1 for a number.
    yearly: read year by year, so that each year may have a value of its own; else one value holds for the whole run.
    whole: a known value must be a whole number (a sampled one is rounded where it is used).
    structural: part of the model's shape, the same in every draw: it cannot be sampled.
    """

    name: str
    unit: str
    low: float
    high: float
    identifier: str
    components: int = 1
    yearly: bool = False
    whole: bool = False
    structural: bool = False

    def meaning(self, language: str) -> str:
        """The sentence that says what it means, in the language of a catalogue."""
        return say(f"parameter.{self.name}.meaning", language)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names under which sampled values are stored: the name itself, or one ``name_0 .. name_k`` a component."""
        if self.components == 1:
            return (self.name,)
        return tuple(f"{self.name}_{index}" for index in range(self.components))


_PROJECTS = (
    Declaration("project_hazard", "1/year", 0.0, 5.0, "PJ01"),
    Declaration("peer_effect", "1/year", 0.0, 5.0, "PJ02"),
    Declaration("stage_success_0", "probability", 0.0, 1.0, "PJ03"),
    Declaration("stage_success_1", "probability", 0.0, 1.0, "PJ04"),
    Declaration("stage_success_2", "probability", 0.0, 1.0, "PJ05"),
    Declaration("size_gradient", "per unit of ln(revenue)", -1.0, 2.0, "PA08"),
    Declaration("leading_sector_shift", "log hazard", -3.0, 3.0, "PA09"),
    Declaration("frailty_shape", "dimensionless", 0.1, 1000.0, "PA10"),
    Declaration("award_response", "per unit of award intensity", 0.0, 20.0, "PA11"),
    Declaration("award_response_large_ratio", "ratio", 0.0, 2.0, "PA12"),
    Declaration("intensity_cap", "dimensionless", 0.0, 5.0, "PX03"),
    Declaration("renewal_belief", "probability", 0.0, 1.0, "PA17"),
    Declaration("firm_discount_rate", "1/year", 0.0, 1.0, "PF02"),
    Declaration("award_haircut", "share", 0.0, 1.0, "PF03"),
    Declaration("project_cost_share_0", "share of yearly revenue", 0.0, 5.0, "PC01"),
    Declaration("project_cost_share_1", "share of yearly revenue", 0.0, 5.0, "PC02"),
    Declaration("project_cost_share_2", "share of yearly revenue", 0.0, 5.0, "PC03"),
    Declaration("project_cost_floor", "yuan", 0.0, 1e8, "PX02"),
)

_APPLICATIONS = (
    Declaration("awareness_large", "probability", 0.0, 1.0, "PW01"),
    Declaration("awareness_medium", "probability", 0.0, 1.0, "PW02"),
    Declaration("awareness_small", "probability", 0.0, 1.0, "PW03"),
    Declaration("awareness_below_scale", "probability", 0.0, 1.0, "PW04"),
    Declaration("claim_rate", "probability", 0.0, 1.0, "PW06", yearly=True),
    Declaration("application_response", "per unit of log value", 0.0, 10.0, "PW07"),
    Declaration("application_cap", "probability", 0.01, 0.999, "PX18"),
    Declaration("application_cost_standard", "yuan", 0.0, 1e7, "PC07", yearly=True),
    Declaration("application_cost_national", "yuan", 0.0, 1e7, "PC08", yearly=True),
    Declaration("assessment_fee_dcmm", "yuan", 0.0, 1e7, "PC05", yearly=True),
    Declaration("node_cost", "yuan", 0.0, 1e9, "PC06", yearly=True),
)

_RECOGNITION = (
    Declaration("pass_rate_standard", "probability", 0.0, 1.0, "PG01", yearly=True),
    Declaration("success_rate_national", "probability", 0.0, 1.0, "PG02"),
    Declaration("little_giant_list", "count", 0.0, 20000.0, "PG03", yearly=True, whole=True),
    Declaration("little_giant_share", "share", 0.0, 1.0, "PG04", yearly=True),
    Declaration("fiveg_factory_list", "count", 0.0, 10000.0, "PG05", yearly=True, whole=True),
    Declaration("fiveg_factory_share", "share", 0.0, 1.0, "PG06", yearly=True),
    Declaration("dual_cross_2023", "probability", 0.0, 1.0, "PG07"),
    Declaration("platform_arrivals", "count/year", 0.0, 100.0, "PG08", yearly=True),
    Declaration("smart_factory_anchor", "count/batch", 0.0, 1000.0, "PG09"),
    Declaration("workshop_line_anchor", "count/batch", 0.0, 5000.0, "PG10"),
    Declaration("two_integration_share", "share", 0.0, 1.0, "PG11"),
    Declaration("node_anchor", "count/year", 0.0, 100.0, "PG12"),
    Declaration("dcmm_anchor", "count/year", 0.0, 1000.0, "B81"),
    Declaration("contest_noise_ratio", "ratio", 0.0, 10.0, "PG14"),
    Declaration("contest_size_weight", "per unit of ln(revenue)", 0.0, 5.0, "PX06"),
    Declaration("title_window_quarters", "quarters", 1.0, 40.0, "PX05", whole=True, structural=True),
    Declaration("platform_share", "share", 0.0, 1.0, "B10"),
    Declaration("farm_count", "count/year", 0.0, 200.0, "PF06", yearly=True),
)

_AWARDS = (
    Declaration("realised_share", "share", 0.0, 1.0, "R7", yearly=True),
    Declaration("little_giant_award_share", "share", 0.0, 1.0, "PF05", yearly=True),
    Declaration("recovery", "share", 0.0, 1.0, "PX14"),
)

_POPULATION = (
    Declaration("industry_growth", "1/year", -0.2, 0.5, "PD01"),
    Declaration("entrant_transformed", "share", 0.0, 1.0, "PJ07"),
    Declaration("entrant_spread", "log points", 0.0, 3.0, "PX19"),
    Declaration("above_scale_median", "yuan", 2.1e7, 1e9, "PX09"),
    Declaration("small_revenue_median", "yuan", 1e5, 1.9e7, "PX10"),
    Declaration("core_revenue_median", "yuan", 1e5, 1e9, "PX11"),
    Declaration("tail_exponent", "dimensionless", 0.5, 5.0, "PD02"),
    Declaration("growth_sd", "log points", 0.0, 1.0, "PD03"),
    Declaration("growth_size_exponent", "dimensionless", 0.0, 1.0, "PD04"),
    Declaration("exit_rate_small", "1/year", 0.0, 1.0, "PD05"),
    Declaration("exit_rate_medium", "1/year", 0.0, 1.0, "PD05"),
    Declaration("exit_rate_large", "1/year", 0.0, 1.0, "PD05"),
    Declaration("productivity_gain_1", "log points", -0.5, 1.0, "PD06"),
    Declaration("productivity_gain_2", "log points", -0.5, 1.0, "PD07"),
    Declaration("productivity_gain_3", "log points", -0.5, 1.0, "PD08"),
    Declaration("productivity_ramp", "years", 0.25, 10.0, "PD09"),
    Declaration("revenue_drift", "1/year", -0.3, 0.5, "PX08"),
    Declaration("core_revenue_drift", "1/year", -0.3, 0.5, "A53"),
)

_START = (
    Declaration("stage_shares_above_scale", "share", 0.0, 1.0, "PA07", 4),
    Declaration("stage_shares_small", "share", 0.0, 1.0, "PX12", 4),
    Declaration("stage_shares_core", "share", 0.0, 1.0, "PX12", 4),
    Declaration("stage_rank_correlation", "dimensionless", 0.0, 1.0, "PX17"),
    Declaration("coverage_start", "share", 0.0, 1.0, "PX04"),
    Declaration("busy_share_start", "share", 0.0, 1.0, "PX13"),
)

_MACRO = (
    Declaration("core_share_2022", "share", 0.0, 1.0, "PM03"),
    Declaration("local_spend_share", "share", 0.0, 1.0, "PM04"),
    Declaration("value_added_ratio", "share", 0.0, 1.0, "PM05"),
    Declaration("gdp_growth", "1/year", -0.2, 0.3, "PM03", yearly=True),
)

DECLARATIONS: tuple[Declaration, ...] = (
    *_PROJECTS,
    *_APPLICATIONS,
    *_RECOGNITION,
    *_AWARDS,
    *_POPULATION,
    *_START,
    *_MACRO,
)

DECLARED: dict[str, Declaration] = {one.name: one for one in DECLARATIONS}

NAMES: tuple[str, ...] = tuple(DECLARED)

NUMBERS: tuple[str, ...] = tuple(one.name for one in DECLARATIONS if one.components == 1)
"""Names of what is one number, not a vector of shares."""

COLUMNS: tuple[str, ...] = tuple(column for one in DECLARATIONS for column in one.columns)


def declaration(name: str) -> Declaration:
    """The declaration of one parameter.

    Raises
    ------
    KeyError
        No rule knows a parameter of this name.

    Examples
    --------
    >>> declaration("claim_rate").unit, declaration("stage_shares_core").columns[0]
    ('probability', 'stage_shares_core_0')
    """
    return DECLARED[name]
