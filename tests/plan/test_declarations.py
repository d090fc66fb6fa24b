"""A way of granting titles, a form of award, a number: each is declared once, and what follows from it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from simulate.language.catalogue import has, languages
from simulate.plan.award import FORMS, Award
from simulate.plan.columns import Column, models_in, quantity_of
from simulate.plan.instrument import COLUMNS, Application
from simulate.plan.mechanism import WAYS, Mechanism, mechanism_code
from tests.engine.random_cities import MECHANISMS, NUMBERS


def unread(model: type[BaseModel]) -> Iterator[str]:
    """Numbers of a model, and of all below it, that bear no column; ``belief`` and costs bear theirs beside their types."""
    for name, field in model.model_fields.items():
        below = list(models_in(field.annotation))
        if not below and quantity_of(field) and not any(isinstance(one, Column) for one in field.metadata):
            yield f"{model.__name__}.{name}"
        for one in below:
            yield from unread(one)


@pytest.mark.parametrize("model", [Award, Mechanism, Application])
def test_engines_read_every_number_that_a_plan_may_state(model: type[BaseModel]) -> None:
    assert not list(unread(model))


def test_every_form_of_award_names_fields_of_an_award_and_needs_what_it_may_have() -> None:
    for form in FORMS.values():
        assert set(form.needs) <= set(form.fields) <= set(Award.model_fields) - {"kind"}
    assert {name for form in FORMS.values() for name in form.fields} == set(Award.model_fields) - {"kind"}


def test_the_engines_are_compared_on_every_mechanism_and_every_number() -> None:
    assert set(MECHANISMS) == set(WAYS)
    assert set(NUMBERS) | {"recovery"} == set(COLUMNS)  # what is recovered is no matter of a draw: the ledger reads it


def test_mechanisms_have_codes_of_their_own() -> None:
    assert sorted(map(mechanism_code, WAYS)) == list(range(len(WAYS)))


@pytest.mark.parametrize("language", languages())
def test_everything_declared_has_a_name_in_every_language(language: str) -> None:
    keys = [f"plan.mechanism.{name}" for name in WAYS] + [f"plan.award.{name}" for name in FORMS]
    assert [key for key in keys + [f"plan.column.{name}" for name in COLUMNS] if not has(key, language)] == []
