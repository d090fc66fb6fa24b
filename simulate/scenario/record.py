"""A scenario as plain data: what the run key is made of, and all that is needed to have the scenario again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulate.behaviour.parameters import DECLARATIONS, NAMES, Declaration
from simulate.foundation.files import sha256_file, sha256_json
from simulate.language.choice import tell
from simulate.place.calibration_folder import READ_BY_RUNS
from simulate.scenario.attachments import ATTACHMENTS, FIGURES
from simulate.scenario.files.cursor import Cursor
from simulate.scenario.files.shapes import Shape, number
from simulate.scenario.files.value_shapes import Distribution, Shares, YearlyValue
from simulate.scenario.scenario import Origin, Parameter, Scenario, Variant

FORMAT = 1


def resolved_data(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data with text keys only, equal to what JSON gives back.

    ``content`` is everything that changes the numbers of a draw, with the full plan and every parameter. ``origin`` is
    what the scenario was resolved from.

    Parameters
    ----------
    scenario : loaded

    Returns
    -------
    What ``scenario_from_data`` reads again.
    """
    data = {
        "format": FORMAT,
        "title": dict(scenario.title),
        "draws": scenario.draws,
        "seed": scenario.seed,
        "language": scenario.language,
        "content": _content(scenario),
        "origin": _origin(scenario.origin),
    }
    plain: dict[str, Any] = _with_text_keys(data)
    return plain


def _content(scenario: Scenario) -> dict[str, Any]:
    """Spelt as a scenario file spells it, so that a path here is a path there."""
    population, limits = scenario.population, scenario.appropriations
    segments = {
        name: {"count": population.counts.get(name), "entrants_per_year": population.entrants.get(name)}
        for name in scenario.plan.segments
    }
    return {
        "plan": scenario.plan.to_data(),
        "readings": dict(scenario.readings),
        "variants": {name: _fingerprint(found) for name, found in scenario.variants.items()},
        "behaviour": {name: _parameter_data(value) for name, value in scenario.parameters.items()},
        "population": {"scale": population.scale, "segments": segments},
        "macro": {"gdp_2022": scenario.gdp_2022},
        "appropriations": {"unpaid": "lapse" if limits.lapses else "rollover", "articles": dict(limits.limits)},
        "horizon": {"end": scenario.horizon_end},
        "posterior": scenario.posterior.sha256 if scenario.posterior else None,
        "observed": scenario.observed.sha256 if scenario.observed else None,
    }


def _fingerprint(variants: tuple[Variant, ...]) -> str:
    """There may be hundreds of variants, which the readings and patches of ``origin`` give again."""
    return sha256_json(
        _with_text_keys([{"choices": one.choices, "instrument": one.instrument.to_data()} for one in variants])
    )


def _origin(origin: Origin) -> dict[str, Any]:
    """Files that the scenario refers to are those that a run's folder keeps."""
    written = dict(origin.written.data)  # with the title of its own or of its file
    for key, name in ATTACHMENTS.items():
        if written.get(key) is not None:
            written[key] = name
    written.pop("extends", None)
    found = {
        "written": written,
        "plan": origin.base.to_data(),
        "priors": {name: _parameter_data(value) for name, value in origin.priors.items()},
    }
    return found | ({"calibration": _hashes(origin.calibration)} if origin.calibration else {})


def _hashes(calibration: Path) -> dict[str, str]:
    """What the run read of a folder of figures that is not the one that ships."""
    return {name: sha256_file(calibration / name) for name in READ_BY_RUNS if (calibration / name).is_file()}


def attachments(scenario: Scenario) -> dict[str, Path]:
    """The files that a run folder keeps beside ``run.json``.

    Parameters
    ----------
    scenario : loaded

    Returns
    -------
    Name in the run folder to the file that is copied there.
    """
    found = {name: getattr(scenario, key) for key, name in ATTACHMENTS.items()}
    kept = {name: one.path for name, one in found.items() if one is not None}
    own = scenario.origin.calibration
    figures = {place: own / name for name, place in FIGURES.items() if (own / name).is_file()} if own else {}
    return kept | figures


def _parameter_data(value: Parameter) -> Any:
    if isinstance(value, Mapping):
        return {"by_year": {year: one.to_data() for year, one in value.items()}}
    return value.to_data()


def recorded_priors(at: Cursor) -> dict[str, Parameter]:
    """The parameters that a run folder's record holds: every figure in yuan, shares and plain numbers.

    Parameters
    ----------
    at : their place in the record, which takes refusals: of what is no value of a declared parameter, and of one that
        is missing

    Returns
    -------
    Name to distribution.
    """
    found: dict[str, Parameter] = {}
    if not isinstance(at.value, Mapping):
        at.refuse_value(tell("error.value.mapping_from_declared_parameters"))
        return found
    for key in at.value:
        if key not in NAMES:
            at.down(key).refuse_key("parameter", NAMES)
    for one in DECLARATIONS:
        if one.name not in at.value:
            at.refuse(tell("error.value.the_parameter_is_missing", name=one.name), f"'{one.name}: ...'")
        else:
            found[one.name] = _recorded_shape(one).read(at.down(one.name))
    return found


def _recorded_shape(declared: Declaration) -> Shape:
    if declared.components > 1:
        return Shares(declared.components)
    low, high = declared.low, declared.high
    return YearlyValue(Distribution(number(low, high), low, high))


def _with_text_keys(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _with_text_keys(value) for key, value in data.items()}
    return [_with_text_keys(value) for value in data] if isinstance(data, (list, tuple)) else data
