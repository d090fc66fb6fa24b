"""Every variable and term of the outputs, once: its unit, and how it is called in English and Chinese.

Column headings, chart labels, NetCDF attributes and the model's documentation all read it here, so that one thing never
bears two names. Units: ``count``, ``CNY``, ``1`` (a share), ``year``, or empty where a term has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
OverYears = Literal["flow", "yearly", "stock", "share", ""]


@dataclass(frozen=True)
class Term:
    """One variable or term: ``en`` and ``zh`` are its labels, the descriptions say in a sentence what it means.

    ``over_years``: a flow adds up over years; a yearly figure (one that counts a firm anew each year, or by custom stands
    for one year), a stock (at one time) and a share do not. Empty for what is no variable by year.
    """

    name: str
    unit: str
    en: str
    zh: str
    description_en: str
    description_zh: str
    over_years: OverYears = ""

    @property
    def adds_up(self) -> bool:
        """Whether the years of the variable may be summed."""
        return self.over_years == "flow"


# Name, unit and labels on the first line; then the two sentences, and of a variable what it is over years.
# fmt: off
_T = Term

_COUNTS = (
    _T("eligible", "count", "eligible", "符合条件",
       "Firms that met an instrument's conditions at the round, by recognition year",
       "申报轮次时符合政策条件的企业数（按认定年度）", "yearly"),
    _T("aware", "count", "aware", "知晓",
       "Eligible firms that knew of the clause", "符合条件且知晓政策的企业数", "yearly"),
    _T("applied", "count", "applied", "申报",
       "Eligible firms that applied", "提出申报的企业数", "flow"),
    _T("recognised", "count", "recognised", "认定",
       "Titles granted, with or without money", "获得认定的数量（含未获资金的）", "flow"),
    _T("paid", "count", "awarded", "获奖补",
       "Recognitions that carry a payment", "认定后应付奖补的数量", "flow"),
    _T("recognised_anyway", "count", "recognised anyway", "无奖补也会获认定",
       "Recognitions that the same firm also has, by that year's end, in the twin without awards",
       "同一企业在无奖补情形下当年年底前也已获得的认定数", "flow"),
)

_MONEY = (
    _T("entitlement", "CNY", "entitlement", "应享金额",
       "Awards before the rule of the higher award", "就高不重复核减前的奖补金额", "flow"),
    _T("stacking_saving", "CNY", "stacking saving", "就高不重复核减",
       "What the rule 'the higher award, no duplication' takes off", "按就高不重复原则核减的金额", "flow"),
    _T("obligation", "CNY", "obligation", "应兑付",
       "Entitlement less stacking saving: what is owed, by recognition year",
       "应享金额减去就高不重复核减，按认定年度计", "flow"),
    _T("cash", "CNY", "cash", "实际支出",
       "What is paid out, by payment year and payer", "按兑付年度和资金来源计的实际支出", "flow"),
    _T("fiscal_cost", "CNY", "fiscal cost", "财政成本",
       "Cash less the part of financing that is expected back", "实际支出扣除市场化支持预期收回的部分", "flow"),
    _T("unpaid", "CNY", "unpaid", "结转未兑付",
       "Due but not covered by the appropriation; rolls over", "超出预算安排而结转下年的应付金额", "stock"),
    _T("lapsed", "CNY", "lapsed", "失效未兑付",
       "Due, not covered by the appropriation, and given up", "超出预算安排且不再兑付的应付金额", "flow"),
    _T("project_anyway", "CNY", "project anyway", "无奖补也会实施的项目",
       "Entitlement whose project is also carried out in the twin without awards",
       "所对应项目在无奖补情形下也会实施的应享金额", "flow"),
    _T("entitlement_anyway", "CNY", "title anyway", "无奖补也会获得的称号",
       "Entitlement whose title the same firm also holds in the twin without awards",
       "同一企业在无奖补情形下也会获得称号的应享金额", "flow"),
    _T("appropriation", "CNY", "appropriation", "预算安排",
       "What the budget provides for an article in a year", "本级预算当年为某一条款安排的资金", "flow"),
    _T("execution_rate", "1", "execution rate", "执行率",
       "Cash on the budget over appropriation", "本级实际支出与预算安排之比", "share"),
)

_ADOPTION = (
    _T("projects", "count", "projects started", "启动改造项目数",
       "Digital upgrade projects started in a year, repeats included", "当年启动的数字化改造项目数（含再次改造）", "flow"),
    _T("firms_with_project", "count", "firms with a project", "启动项目的企业数",
       "Distinct firms that started a project in a year", "当年启动改造项目的企业数（不重复计）", "yearly"),
    _T("stage_moves", "count", "stage moves", "等级提升数",
       "Completed projects that raised a firm's stage", "项目完成后企业等级提升的次数", "flow"),
    _T("investment", "CNY", "investment", "改造投资",
       "Outlay of the projects started in a year", "当年启动项目的投入", "flow"),
    _T("coverage", "1", "coverage", "数字化转型覆盖率",
       "Share of firms that ever carried out a project, at year end", "年末曾实施过数字化改造的企业占比", "share"),
    _T("stage_share", "1", "stage share", "等级占比",
       "Share of firms at a maturity stage, at year end", "年末各数字化等级企业占比", "share"),
    _T("core_value_added", "CNY", "digital-core value added", "数字经济核心产业增加值",
       "Value added of the digital core, by sector accounting", "按行业核算的数字经济核心产业增加值", "yearly"),
    _T("core_share", "1", "digital-core share of GDP", "数字经济核心产业增加值占比",
       "Digital-core value added over nominal GDP", "数字经济核心产业增加值占地区生产总值的比重", "share"),
    _T("gdp", "CNY", "gross domestic product", "地区生产总值",
       "Nominal gross domestic product of the city", "按当年价计的地区生产总值", "yearly"),
    _T("firms", "count", "active firms", "存续企业数",
       "Firms in business at year end", "年末存续的企业数", "stock"),
    _T("parameter_value", "", "parameter value", "参数取值",
       "Value of a parameter in a draw", "某次抽样中参数的取值"),
    _T("reading_chosen", "", "reading chosen", "所取解读",
       "Which alternative of a reading a draw uses", "某次抽样对条文采用的解读"),
)

_DIMENSIONS = (
    _T("policy", "", "policy", "政策情形",
       "With the awards, or the twin without them on the same luck", "有奖补，或同一随机数下的无奖补对照"),
    _T("policy_on", "", "with awards", "有奖补",
       "The plan's awards are paid", "按方案兑付奖补"),
    _T("policy_off", "", "without awards", "无奖补",
       "The twin: same firms, same luck, no award", "对照情形：同样的企业与随机数，没有奖补"),
    _T("draw", "", "draw", "抽样",
       "One possible future: one set of parameters, readings and chances",
       "一种可能的未来：一组参数、解读与随机结果"),
    _T("instrument", "", "instrument", "政策工具",
       "One award of the plan", "方案中的一项奖补"),
    _T("article", "", "article", "条款",
       "Article of the plan", "方案条目"),
    _T("group", "", "group", "类别",
       "A amount stated, B by provincial policy, C promised without amount",
       "A类写明金额，B类按省政策，C类承诺支持但未写明金额"),
    _T("year", "year", "recognition year", "认定年度",
       "Year in which the title is granted and the obligation arises", "获得认定、形成应兑付的年度"),
    _T("payment_year", "year", "payment year", "兑付年度",
       "Year in which cash leaves", "资金实际支出的年度"),
    _T("payer", "", "payer", "资金来源",
       "Who pays", "奖补资金的承担方"),
    _T("segment", "", "segment", "企业类别",
       "Which of the three groups of firms", "三类企业之一"),
    _T("sector", "", "sector", "行业",
       "Industrial sector, or the digital core", "工业行业或数字经济核心产业"),
    _T("size", "", "size class", "企业规模",
       "Small below 100 million yuan of revenue, large from 400 million",
       "营业收入1亿元以下为小型，4亿元及以上为大型"),
    _T("stage", "", "maturity stage", "数字化等级",
       "0 none, 1 digital, 2 networked, 3 intelligent", "0级未转型，1级数字化，2级网络化，3级智能化"),
    _T("parameter", "", "parameter", "参数",
       "A declared number of the behavioural rules", "行为规则中声明的参数"),
    _T("reading", "", "reading", "条文解读",
       "What an ambiguous sentence of the plan is taken to mean", "对方案有歧义语句的理解"),
    _T("target", "", "target", "目标",
       "A quantitative aim that the plan states", "方案提出的量化目标"),
)

_VALUES = (
    _T("city", "", "city", "市级",
       "City budget", "市级财政"),
    _T("province", "", "province", "省级",
       "Provincial budget", "省级财政"),
    _T("district", "", "district", "区（市）级",
       "District budget", "区（市）级财政"),
    _T("fund", "", "fund", "基金",
       "Guidance or market fund", "引导基金或市场化基金"),
    _T("industry_above_scale", "", "above-scale industry", "规上工业企业",
       "Industrial firms with revenue of 20 million yuan or more", "年主营业务收入2000万元及以上的工业企业"),
    _T("industry_small", "", "smaller industry", "规下工业企业",
       "Smaller industrial firms on the municipal ladder of small and medium firms",
       "纳入市级中小企业梯度培育的规下工业企业"),
    _T("digital_core", "", "digital core", "数字经济核心企业",
       "Software, IT-service and platform firms", "软件、信息技术服务和平台企业"),
    _T("small", "", "small", "小型",
       "Revenue below 100 million yuan", "营业收入1亿元以下"),
    _T("medium", "", "medium", "中型",
       "Revenue from 100 to 400 million yuan", "营业收入1亿元至4亿元"),
    _T("large", "", "large", "大型",
       "Revenue of 400 million yuan or more", "营业收入4亿元及以上"),
    _T("group_a", "", "A, amount stated", "A类：写明金额",
       "The plan states the amount", "方案写明金额"),
    _T("group_b", "", "B, by provincial policy", "B类：按省政策",
       "The plan refers to provincial policy", "方案规定按照省政策执行"),
    _T("group_c", "", "C, promised without amount", "C类：未写明金额",
       "The plan promises support without an amount", "方案承诺支持但未写明金额"),
    _T("stated", "", "stated", "原文写明",
       "Rating: the plan's text states it", "依据：方案原文写明"),
    _T("observed", "", "observed", "公开数据",
       "Rating: a published figure", "依据：公开发布的数据"),
    _T("derived", "", "derived", "推算",
       "Rating: computed from published figures", "依据：由公开数据推算"),
    _T("prior", "", "prior", "文献先验",
       "Rating: a range from the literature or from earlier rounds", "依据：文献或往期情况给出的区间"),
    _T("recall", "", "unchecked", "未核实",
       "Rating: remembered, without a source that was checked", "依据：未经核实的记忆数据"),
    _T("assumed", "", "assumed", "假设",
       "Rating: an assumption", "依据：假设"),
    _T("unpriced", "", "unpriced", "未定价",
       "Listed, but without an amount that could be assumed with evidence", "列出但无依据可估金额"),
)

_STATISTICS = (
    _T("mean", "", "mean", "均值",
       "Mean of all draws; means add up", "全部抽样的平均值，可相加"),
    _T("p10", "", "P10", "P10（一成可能不超过）",
       "One future in ten lies below", "十种可能中有一种低于此数"),
    _T("p50", "", "P50", "P50（中位数）",
       "Half of the futures lie below", "一半可能低于此数"),
    _T("p90", "", "P90", "P90（九成把握不超过）",
       "Nine futures in ten do not exceed it", "九成把握不超过此数"),
    _T("p95", "", "P95", "P95（九成五把握不超过）",
       "Nineteen futures in twenty do not exceed it", "九成五把握不超过此数"),
    _T("range_80", "", "80 % range", "八成区间",
       "From P10 to P90", "P10至P90"),
    _T("standard_error", "", "Monte Carlo error", "模拟误差",
       "Standard error from the limited number of draws", "因抽样次数有限产生的标准误"),
    _T("probability", "1", "probability", "概率",
       "Share of the draws", "占全部抽样的比重"),
    _T("exceedance", "1", "probability of exceeding", "超支概率",
       "Probability that what is due exceeds the appropriation", "应付金额超过预算安排的概率"),
    _T("assumed_share", "1", "share on assumed amounts", "依赖假设金额的比重",
       "Share of the money that rests on assumed amounts", "依赖假设金额的部分所占比重"),
    _T("deadweight", "1", "deadweight", "无奖励也会做",
       "Share of the money for what would have happened anyway", "没有奖补也会发生的部分所占比重"),
    _T("additional", "", "additional", "奖补带来的增量",
       "With the awards less without them, on the same luck", "同一随机数下有奖补与无奖补之差"),
    _T("total", "", "total", "合计",
       "Sum", "合计"),
    _T("headline", "CNY", "headline", "主口径",
       "Obligation on the budget for group A without market-based support",
       "本级承担的A类应兑付（不含市场化支持）"),
    _T("source", "", "source", "依据",
       "Where a figure comes from", "数据来源"),
    _T("rating", "", "rating", "依据等级",
       "How well a figure is known", "数据可靠程度"),
    _T("amount", "CNY", "amount", "金额",
       "Award a recipient", "单项奖补金额"),
    _T("window", "", "window", "有效期",
       "Days between which a recognition counts", "认定有效的起止日期"),
    _T("not_modelled", "", "not modelled", "未建模",
       "Listed, but outside the model", "列出但不在模型范围内"),
)
# fmt: on

TERMS: dict[str, Term] = {
    one.name: one for one in (*_COUNTS, *_MONEY, *_ADOPTION, *_DIMENSIONS, *_VALUES, *_STATISTICS)
}


def term(name: str) -> Term:
    """Return the term called ``name``; raise ``KeyError`` if the vocabulary has none."""
    return TERMS[name]


def label(name: str, language: Language) -> str:
    """Return the heading of a term: ``label("cash", "zh")`` is 实际支出."""
    return TERMS[name].zh if language == "zh" else TERMS[name].en


def description(name: str, language: Language) -> str:
    """Return the sentence that says what a term means."""
    return TERMS[name].description_zh if language == "zh" else TERMS[name].description_en
