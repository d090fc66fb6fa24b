"""Writes ``docs/model.md``: prose from ``model_page.md``, tables from the declarations. Run ``python -m
simulate.report.model_page``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from simulate.behaviour.parameters import DECLARATIONS
from simulate.calibration.fit import weighted_quantile
from simulate.calibration.moments import load_moments
from simulate.calibration.observations import load_observations
from simulate.engine.inputs import purposes
from simulate.engine.inputs.layout import INSTRUMENT_PURPOSES
from simulate.engine.inputs.schedule import PHASES, WHEN
from simulate.foundation.files import write_atomic
from simulate.language.catalogue import SOURCE, has, say
from simulate.place.evidence import CALIBRATION
from simulate.place.figures import load_figures
from simulate.plan.files.load import load_plan
from simulate.plan.instrument import Instrument
from simulate.plan.plan import Plan
from simulate.randomness.marginals import Dirichlet, Truncated
from simulate.randomness.uniforms import registry
from simulate.scenario.files.priors import Prior, load_priors
from simulate.scenario.posterior import load_posterior

PLAN = "qingdao_2023"
POSTERIOR = CALIBRATION / "posterior.nc"
LEVELS = (0.05, 0.5, 0.95)
TEXT = Path(__file__).with_name("model_page.md")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "model.md"

STATE = (
    ("firm", "segment, sector", "word", "fixed", "which instruments it may win; peers"),
    ("firm", "revenue", "yuan", "once a year", "size class, cost of a project, contests"),
    ("firm", "capability", "1, mean 1", "fixed in a draw", "hazard of a project, contests"),
    ("firm", "stage", "0 to 3", "completion", "none, digital, networked, intelligent"),
    ("firm", "ever transformed", "yes or no", "completion", "official coverage"),
    ("firm", "aware", "yes or no", "fixed in a draw", "whether awards count and titles are applied for"),
    ("firm", "project under way", "quarter of completion", "start, completion", "one at a time"),
    ("firm", "last completion", "quarter", "completion", "a title needs a recent project"),
    ("firm", "attributes", "yes or no", "fixed in a draw", "certificates, being a platform"),
    ("firm", "titles held", "set", "rounds", "a title is won once"),
    ("firm", "active", "yes or no", "once a year", "exit"),
    ("instrument", "belief", "probability", "rounds", "(20 prior + winners) / (20 + applicants)"),
    ("instrument", "intercept", "logit", "first round", "meets the anchor without awards"),
    ("sector", "peer share", "share", "every quarter", "firms at stage 1 or higher"),
    ("city", "core value added, GDP", "yuan", "once a year", "share of the digital core"),
)  # entity, variable, unit, when it changes, meaning


def model_page() -> str:
    """The text of ``docs/model.md``: the prose of ``model_page.md`` with tables made from the declarations."""
    plan = load_plan(PLAN)
    made: Mapping[str, Callable[[], str]] = {
        "targets": lambda: _targets(plan),
        "state": _state,
        "segments": lambda: _segments(plan),
        "schedule": _schedule,
        "purposes": _purposes,
        "figures": _figures,
        "instruments": lambda: _instruments(plan),
        "parameters": lambda: _parameters(plan.issued),
        "moments": _moments,
        "posterior": lambda: _posterior(plan.issued),
        "vintage": lambda: plan.issued.isoformat(),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: made[match[1]](), TEXT.read_text(encoding="utf-8"))


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def _targets(plan: Plan) -> str:
    rows = [
        (
            one.article,
            one.title.en,
            "" if one.value is None else _shown(one.value),
            one.unit or "",
            "yes" if one.simulated else "no",
        )
        for one in plan.targets
    ]
    return markdown(("article", "target of the plan", "value", "unit", "simulated"), rows)


def _state() -> str:
    return markdown(("entity", "state variable", "unit", "changes", "use"), STATE)


def _segments(plan: Plan) -> str:
    counts = load_figures().segment_counts
    rows = [(name, plan.segments[name].en, counts[name]) for name in counts]
    return markdown(("segment", "who", "firms, end of 2022"), rows)


def _schedule() -> str:
    rows = [(one.name, WHEN[one.when], ", ".join(one.reads), ", ".join(one.writes), one.meaning) for one in PHASES]
    return markdown(("phase", "when", "reads", "writes", "what happens"), rows)


def _purposes() -> str:
    """Those of the model, and those that every attribute and instrument has once."""
    assert purposes.SIZE is not None  # the module registers the model's purposes
    own = [(name, meaning) for name, meaning in registry().items() if ":" not in name]
    shared = [(f"{kind}:<instrument>", "one for each instrument") for kind in INSTRUMENT_PURPOSES]
    return markdown(("purpose", "decides"), [*own, ("attribute:<name>", "whether a firm holds the attribute"), *shared])


def _figures() -> str:
    rows = [
        (
            name,
            _shown(one.value),
            _range(one.low, one.high),
            one.evidence.rating,
            one.evidence.quality,
            _sources(one.evidence.sources),
        )
        for name, one in load_figures().figures.items()
    ]
    return markdown(("figure", "value", "range", "rating", "quality", "source"), rows)


def _instruments(plan: Plan) -> str:
    return markdown(
        ("id", "group", "instrument", "recipient", "channel", "mechanism", "award"),
        [
            (one.id, one.group, one.title.en, one.recipient, one.channel, one.mechanism.kind, _award(one))
            for one in plan.instruments
        ],
    )


def _award(one: Instrument) -> str:
    award = (
        one.award.to_data() if hasattr(one.award, "to_data") else one.award.model_dump(mode="json", exclude_none=True)
    )
    return ", ".join(f"{key}: {value}" for key, value in award.items())


def _parameters(vintage: datetime.date) -> str:
    priors = load_priors(vintage=vintage)
    rows = [
        (
            f"`{one.name}`",
            one.identifier,
            one.unit,
            f"{one.low:g} to {one.high:g}",
            _prior(priors[one.name]),
            _source(priors[one.name]),
            one.meaning("en"),
        )
        for one in DECLARATIONS
    ]
    said = "A prior without an end is cut to its admissible range: less than 0.01 % of it lies outside."
    return f"{said}\n\n" + markdown(("parameter", "figure", "unit", "admissible", "prior", "source", "meaning"), rows)


def _prior(prior: Prior) -> str:
    value = prior.value
    if isinstance(value, Mapping):
        return "; ".join(f"{year}: {_data(one.to_data())}" for year, one in value.items())
    kind = " (vector)" if isinstance(value, Dirichlet) else ", cut" if isinstance(value, Truncated) else ""
    return _data(value.to_data()) + kind


def _data(data: object) -> str:
    if isinstance(data, Mapping):
        return ", ".join(f"{key} {_data(value)}" for key, value in data.items())
    return " / ".join(map(_shown, data)) if isinstance(data, (list, tuple)) else _shown(data)


def _source(prior: Prior) -> str:
    evidence = prior.evidence
    rating = evidence.rating if evidence.sources or evidence.rating != "recall" else "assumed from memory: recall"
    found = f"{rating} ({evidence.quality})" + (", later knowledge" if prior.later_knowledge else "")
    return f"{found}: {_sources(evidence.sources)}" if evidence.sources else found


def _posterior(vintage: datetime.date) -> str:
    """The parameters that a run draws from the shipped posterior: 5, 50 and 95 % before and after."""
    posterior, priors = load_posterior(POSTERIOR), load_priors(vintage=vintage)
    rows = []
    for name, column in posterior.values.items():
        prior = priors[name].value
        assert not isinstance(prior, (Dirichlet, Mapping))
        before = prior.quantile(np.array(LEVELS))
        after = weighted_quantile(column, posterior.weight, list(LEVELS))
        rows.append((f"`{name}`", *(" / ".join(f"{one:.4g}" for one in levels) for levels in (before, after))))
    about = posterior.attributes
    said = (
        f"Fitted to {about['figures']}, known on {about['vintage']}; {int(about['draws']):,} draws of the prior, effective sample "
        f"size {float(about['effective_sample_size']):,.0f}."
    )
    return f"{said}\n\n" + markdown(("fitted parameter", "prior 5 / 50 / 95 %", "posterior 5 / 50 / 95 %"), rows)


def _sources(sources: Sequence[object]) -> str:
    return "; ".join(str(getattr(one, "title", one)) for one in sources)


def _moments() -> str:
    known = {one.id: one for one in load_observations()}
    rows = []
    for one in load_moments().values():
        figure = known[one.figure]
        what = ", ".join((*one.instruments, *one.segments)) or "city"
        rows.append(
            (
                one.name,
                one.figure,
                f"{one.quantity}: {what}, {', '.join(map(str, one.years))}",
                f"{one.base:g}",
                one.chance,
                f"{one.sd:g}",
                _unit(figure.unit),
                figure.use,
                figure.known_at.isoformat(),
            )
        )
    return markdown(("moment", "figure", "simulated", "base", "chance", "sd", "unit", "use", "known at"), rows)


def _unit(unit: str) -> str:
    """The unit of a figure in words."""
    key = f"report.model_page.unit.{unit}"
    return say(key, SOURCE) if has(key) else unit


def _range(low: object, high: object) -> str:
    return "" if low == high else f"{_shown(low)} to {_shown(high)}"


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_shown(one)}" for key, one in value.items())
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)


def main() -> None:
    """Write ``docs/model.md`` anew."""
    write_atomic(PAGE, model_page())


if __name__ == "__main__":
    main()
