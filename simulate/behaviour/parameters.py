"""Declared parameters: what the rules may be told, each once.

The code knows a parameter's name, unit, admissible range and meaning. Its distribution, source, quality and the date
from which it could be known are data (``calibration/priors.yaml``); a scenario may replace the distribution. A value
outside the admissible range is refused wherever it comes from. Money is in yuan, shares are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Declaration:
    """One parameter (or, with ``components`` > 1, one vector of shares) of the behavioural rules.

    Attributes
    ----------
    name: the word that plans, priors and scenarios use.
    unit: ``share``, ``probability``, ``yuan``, ``1/year`` and so on.
    low, high: the admissible range, both ends included.
    meaning_en, meaning_zh: one sentence each.
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
    meaning_en: str
    meaning_zh: str
    identifier: str
    components: int = 1
    yearly: bool = False
    whole: bool = False
    structural: bool = False

    def meaning(self, language: str) -> str:
        """Return the sentence that says what the parameter means."""
        return self.meaning_zh if language == "zh" else self.meaning_en

    @property
    def columns(self) -> tuple[str, ...]:
        """Names under which sampled values are stored: the name itself, or one ``name_0 .. name_k`` a component."""
        if self.components == 1:
            return (self.name,)
        return tuple(f"{self.name}_{index}" for index in range(self.components))


# One line a part: what the code needs, the English sentence, the Chinese one with the figure's number.
# fmt: off
_D = Declaration

_PROJECTS = (
    _D("project_hazard", "1/year", 0.0, 5.0,
       "Yearly hazard of starting a digital upgrade project without peer influence, mean above-scale industrial firm",
       "规上工业企业不受同行影响时每年启动数字化改造项目的平均风险率", "PJ01"),
    _D("peer_effect", "1/year", 0.0, 5.0,
       "Added yearly hazard per share of the own sector at stage 1 or higher",
       "本行业达到一级及以上企业占比对项目启动风险率的影响", "PJ02"),
    _D("stage_success_0", "probability", 0.0, 1.0,
       "Probability that a completed project lifts a firm from stage 0 to 1",
       "项目完成后由0级升至1级的概率", "PJ03"),
    _D("stage_success_1", "probability", 0.0, 1.0,
       "Probability that a completed project lifts a firm from stage 1 to 2",
       "项目完成后由1级升至2级的概率", "PJ04"),
    _D("stage_success_2", "probability", 0.0, 1.0,
       "Probability that a completed project lifts a firm from stage 2 to 3",
       "项目完成后由2级升至3级的概率", "PJ05"),
    _D("size_gradient", "per unit of ln(revenue)", -1.0, 2.0,
       "Change of the log hazard of a project per unit of log revenue",
       "营业收入对数每增加一单位，项目启动风险率对数的变化", "PA08"),
    _D("leading_sector_shift", "log hazard", -3.0, 3.0,
       "Shift of the log hazard of a project in the leading sectors",
       "领先行业项目启动风险率对数的增量", "PA09"),
    _D("frailty_shape", "dimensionless", 0.1, 1000.0,
       "Shape of the Gamma distribution of unobserved capability, mean 1, variance 1/shape",
       "企业不可观测能力的伽马分布形状参数（均值1，方差为其倒数）", "PA10"),
    _D("award_response", "per unit of award intensity", 0.0, 20.0,
       "Semi-elasticity of the project hazard to the expected award as a share of the project's cost",
       "项目启动风险率对奖补强度（预期奖补与项目成本之比）的半弹性", "PA11"),
    _D("award_response_large_ratio", "ratio", 0.0, 2.0,
       "Award response of large firms relative to small and medium firms",
       "大型企业奖补响应相对中小企业的比例", "PA12"),
    _D("intensity_cap", "dimensionless", 0.0, 5.0,
       "Largest award intensity that enters the hazard",
       "进入风险率的奖补强度上限", "PX03"),
    _D("renewal_belief", "probability", 0.0, 1.0,
       "Firms' belief that the scheme is renewed after its last day",
       "企业认为政策到期后会延续的主观概率", "PA17"),
    _D("firm_discount_rate", "1/year", 0.0, 1.0,
       "Rate at which firms discount an expected award",
       "企业对预期奖补的年贴现率", "PF02"),
    _D("award_haircut", "share", 0.0, 1.0,
       "Share by which firms mark an award down for non-payment, proration or delay",
       "企业因拒付、按比例兑付或拖延而对奖补打的折扣", "PF03"),
    _D("project_cost_share_0", "share of yearly revenue", 0.0, 5.0,
       "Outlay of a project at stage 0; a repeat at stage 3 costs as much",
       "0级企业项目投入占年营业收入的比重（3级企业再改造相同）", "PC01"),
    _D("project_cost_share_1", "share of yearly revenue", 0.0, 5.0,
       "Outlay of a project at stage 1",
       "1级企业项目投入占年营业收入的比重", "PC02"),
    _D("project_cost_share_2", "share of yearly revenue", 0.0, 5.0,
       "Outlay of a project at stage 2",
       "2级企业项目投入占年营业收入的比重", "PC03"),
    _D("project_cost_floor", "yuan", 0.0, 1e8,
       "Least outlay of an upgrade project",
       "单个改造项目的最低投入", "PX02"),
)

_APPLICATIONS = (
    _D("awareness_large", "probability", 0.0, 1.0,
       "Large firm knows of the clause",
       "大型企业知晓政策的概率", "PW01"),
    _D("awareness_medium", "probability", 0.0, 1.0,
       "Medium firm knows of the clause",
       "中型企业知晓政策的概率", "PW02"),
    _D("awareness_small", "probability", 0.0, 1.0,
       "Small above-scale firm knows of the clause",
       "规上小型企业知晓政策的概率", "PW03"),
    _D("awareness_below_scale", "probability", 0.0, 1.0,
       "Below-scale firm knows of the clause",
       "规下企业知晓政策的概率", "PW04"),
    _D("claim_rate", "probability", 0.0, 1.0,
       "Recognised firm claims an award that must be claimed",
       "获认定企业对需申请兑付的奖补提出申请的概率", "PW06", yearly=True),
    _D("application_response", "per unit of log value", 0.0, 10.0,
       "Change of the application logit per unit of the log of one plus expected award over application cost",
       "申报意愿对数几率对（1+预期奖补/申报成本）对数的响应", "PW07"),
    _D("application_cap", "probability", 0.01, 0.999,
       "Highest chance that an aware and eligible firm applies without the award",
       "知晓且符合条件的企业在无奖补时申报概率的上限", "PX18"),
    _D("application_cost_standard", "yuan", 0.0, 1e7,
       "Cost of preparing an application for a municipal standard",
       "申报市级标准类认定的成本", "PC07", yearly=True),
    _D("application_cost_national", "yuan", 0.0, 1e7,
       "Cost of preparing an application for a national title",
       "申报国家级称号的成本", "PC08", yearly=True),
    _D("assessment_fee_dcmm", "yuan", 0.0, 1e7,
       "Consulting and assessment fee of data-management maturity (DCMM) level 2",
       "数据管理能力成熟度（DCMM）二级评估及咨询费用", "PC05", yearly=True),
    _D("node_cost", "yuan", 0.0, 1e9,
       "Construction cost of an identifier-resolution secondary node",
       "工业互联网标识解析二级节点建设成本", "PC06", yearly=True),
)

_RECOGNITION = (
    _D("pass_rate_standard", "probability", 0.0, 1.0,
       "Applicant meets a municipal standard",
       "标准类认定的通过率", "PG01", yearly=True),
    _D("success_rate_national", "probability", 0.0, 1.0,
       "Prior success rate of applicants for a rationed national title",
       "限额国家级称号申报的先验成功率", "PG02"),
    _D("little_giant_list", "count", 0.0, 20000.0,
       "National new little giants of a year",
       "全国当年新认定专精特新“小巨人”数", "PG03", yearly=True, whole=True),
    _D("little_giant_share", "share", 0.0, 1.0,
       "City's share of the national new little giants",
       "本市占全国新认定“小巨人”的比重", "PG04", yearly=True),
    _D("fiveg_factory_list", "count", 0.0, 10000.0,
       "Length of a year's national 5G-factory list",
       "全国当年5G工厂名录数", "PG05", yearly=True, whole=True),
    _D("fiveg_factory_share", "share", 0.0, 1.0,
       "City's share of the national 5G-factory list",
       "本市占全国5G工厂名录的比重", "PG06", yearly=True),
    _D("dual_cross_2023", "probability", 0.0, 1.0,
       "One cross-industry platform award is payable for 2023",
       "2023年有一项“双跨”平台奖励应付的概率", "PG07"),
    _D("platform_arrivals", "count/year", 0.0, 100.0,
       "New national specialised platforms of the city a year",
       "本市每年新增国家级特色专业型平台数", "PG08", yearly=True),
    _D("smart_factory_anchor", "count/batch", 0.0, 1000.0,
       "Expected municipal smart factories of the first batch without award",
       "无奖补时首批市级智能工厂的期望认定数", "PG09"),
    _D("workshop_line_anchor", "count/batch", 0.0, 5000.0,
       "Expected municipal digital workshops and automated lines of the first batch without award",
       "无奖补时首批数字化车间和自动化生产线的期望认定数", "PG10"),
    _D("two_integration_share", "share", 0.0, 1.0,
       "Share of recognised smart factories, workshops and lines whose firm holds the two-integration certificate",
       "获认定智能工厂、车间、产线的企业中持有两化融合贯标证书的比重", "PG11"),
    _D("node_anchor", "count/year", 0.0, 100.0,
       "Expected new secondary nodes of the first year without award",
       "无奖补时首年新增二级节点的期望数", "PG12"),
    _D("dcmm_anchor", "count/year", 0.0, 1000.0,
       "Expected first-time passes of DCMM level 2 or higher in the first year without award",
       "无奖补时首年首次通过DCMM二级及以上的期望企业数", "B81"),
    _D("contest_noise_ratio", "ratio", 0.0, 10.0,
       "Standard deviation of contest noise relative to that of log capability",
       "评审噪声标准差与企业能力对数标准差之比", "PG14"),
    _D("contest_size_weight", "per unit of ln(revenue)", 0.0, 5.0,
       "Weight of log revenue in a contest's score",
       "评审得分中营业收入对数的权重", "PX06"),
    _D("title_window_quarters", "quarters", 1.0, 40.0,
       "Quarters after completion in which a project can carry a title",
       "项目完成后可用于申报认定的季度数", "PX05", whole=True, structural=True),
    _D("platform_share", "share", 0.0, 1.0,
       "Share of large industrial and digital-core firms that run an industrial internet platform",
       "大型工业企业和数字经济核心企业中运营工业互联网平台的比重", "B10"),
    _D("farm_count", "count/year", 0.0, 200.0,
       "Digital-agriculture demonstration farms subsidised a year",
       "每年获补助的数字农业示范园数", "PF06", yearly=True),
)

_AWARDS = (
    _D("realised_share", "share", 0.0, 1.0,
       "Share of its ceiling that an award of the form 'up to' pays",
       "“最高”“不超过”类奖补实际兑付占上限的比重", "R7", yearly=True),
    _D("little_giant_award_share", "share", 0.0, 1.0,
       "Mean little-giant award as a share of its ceiling",
       "“小巨人”奖补占上限的平均比重", "PF05", yearly=True),
    _D("recovery", "share", 0.0, 1.0,
       "Share of market-based support that is recovered in the end",
       "市场化方式支持资金最终收回的比重", "PX14"),
)

_POPULATION = (
    _D("industry_growth", "1/year", -0.2, 0.5,
       "Net yearly growth of the number of above-scale industrial firms",
       "规上工业企业数年净增长率", "PD01"),
    _D("entrant_transformed", "share", 0.0, 1.0,
       "Share of firms entering the above-scale population that already did a project",
       "新入规企业中已实施过改造的比重", "PJ07"),
    _D("entrant_spread", "log points", 0.0, 3.0,
       "Spread of log revenue over the threshold among firms that have grown above scale",
       "新升规企业营业收入对数超出规上门槛部分的离散度", "PX19"),
    _D("above_scale_median", "yuan", 2.1e7, 1e9,
       "Median revenue of the lognormal body of above-scale industrial firms, which is cut at 20 million",
       "规上工业企业营业收入对数正态主体的中位数（2000万元处截断）", "PX09"),
    _D("small_revenue_median", "yuan", 1e5, 1.9e7,
       "Median revenue of smaller industrial firms",
       "规下工业企业营业收入中位数", "PX10"),
    _D("core_revenue_median", "yuan", 1e5, 1e9,
       "Median revenue of digital-core firms",
       "数字经济核心企业营业收入中位数", "PX11"),
    _D("tail_exponent", "dimensionless", 0.5, 5.0,
       "Pareto exponent of the upper tail of revenue",
       "营业收入上尾的帕累托指数", "PD02"),
    _D("growth_sd", "log points", 0.0, 1.0,
       "Standard deviation of yearly log revenue growth up to median size",
       "中位及以下规模企业年营业收入对数增长的标准差", "PD03"),
    _D("growth_size_exponent", "dimensionless", 0.0, 1.0,
       "Exponent with which that deviation falls with size above the median",
       "中位规模以上企业增长波动随规模下降的指数", "PD04"),
    _D("exit_rate_small", "1/year", 0.0, 1.0,
       "Yearly exit of small firms, falling below scale included",
       "小型企业年退出率（含退出规上）", "PD05"),
    _D("exit_rate_medium", "1/year", 0.0, 1.0,
       "Yearly exit of medium firms",
       "中型企业年退出率", "PD05"),
    _D("exit_rate_large", "1/year", 0.0, 1.0,
       "Yearly exit of large firms",
       "大型企业年退出率", "PD05"),
    _D("productivity_gain_1", "log points", -0.5, 1.0,
       "Revenue gain from reaching stage 1",
       "升至1级带来的营业收入对数增量", "PD06"),
    _D("productivity_gain_2", "log points", -0.5, 1.0,
       "Further revenue gain from reaching stage 2",
       "升至2级带来的营业收入对数增量", "PD07"),
    _D("productivity_gain_3", "log points", -0.5, 1.0,
       "Further revenue gain from reaching stage 3",
       "升至3级带来的营业收入对数增量", "PD08"),
    _D("productivity_ramp", "years", 0.25, 10.0,
       "Years over which a productivity gain is realised",
       "生产率增益的实现年限", "PD09"),
    _D("revenue_drift", "1/year", -0.3, 0.5,
       "Drift of log nominal revenue of industrial firms",
       "工业企业名义营业收入对数年漂移", "PX08"),
    _D("core_revenue_drift", "1/year", -0.3, 0.5,
       "Drift of log nominal revenue of digital-core firms",
       "数字经济核心企业名义营业收入对数年漂移", "A53"),
)

_START = (
    _D("stage_shares_above_scale", "share", 0.0, 1.0,
       "Stage shares 0 to 3 of above-scale industrial firms at the end of 2022",
       "2022年末规上工业企业0至3级占比", "PA07", 4),
    _D("stage_shares_small", "share", 0.0, 1.0,
       "Stage shares 0 to 3 of smaller industrial firms at the end of 2022",
       "2022年末规下工业企业0至3级占比", "PX12", 4),
    _D("stage_shares_core", "share", 0.0, 1.0,
       "Stage shares 0 to 3 of digital-core firms at the end of 2022",
       "2022年末数字经济核心企业0至3级占比", "PX12", 4),
    _D("stage_rank_correlation", "dimensionless", 0.0, 1.0,
       "Correlation of the starting stage with the log project multiplier",
       "初始等级与项目倾向对数的秩相关系数", "PX17"),
    _D("coverage_start", "share", 0.0, 1.0,
       "Official coverage of above-scale industrial firms at the end of 2022",
       "2022年末规上工业企业数字化转型覆盖率", "PX04"),
    _D("busy_share_start", "share", 0.0, 1.0,
       "Share of firms with a project under way at the end of 2022",
       "2022年末有在建项目的企业占比", "PX13"),
)

_MACRO = (
    _D("core_share_2022", "share", 0.0, 1.0,
       "Digital core's share of GDP in 2022",
       "2022年数字经济核心产业增加值占GDP比重", "PM03"),
    _D("local_spend_share", "share", 0.0, 1.0,
       "Share of digital investment bought from local digital-core firms",
       "企业数字化投入中购自本地核心企业的比重", "PM04"),
    _D("value_added_ratio", "share", 0.0, 1.0,
       "Value added per yuan of digital-core revenue",
       "核心产业每元营业收入的增加值", "PM05"),
    _D("gdp_growth", "1/year", -0.2, 0.3,
       "Growth of nominal GDP",
       "名义地区生产总值年增长率", "PM03", yearly=True),
)

# fmt: on

DECLARATIONS: tuple[Declaration, ...] = (
    *_PROJECTS,
    *_APPLICATIONS,
    *_RECOGNITION,
    *_AWARDS,
    *_POPULATION,
    *_START,
    *_MACRO,
)

NAMES: tuple[str, ...] = tuple(one.name for one in DECLARATIONS)

COLUMNS: tuple[str, ...] = tuple(column for one in DECLARATIONS for column in one.columns)

_BY_NAME = {one.name: one for one in DECLARATIONS}


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
    return _BY_NAME[name]
