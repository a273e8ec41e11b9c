"""What no form asks for, no request sets: owner, office, state, dates and identifiers have actions of their own.

Every valid form of the house is sent twice: as it is, and beside it the name of every column of ours that the form
does not ask for, with a value that such a column takes. Both times the very same is answered and written.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.kept_forms import NEVER_KEPT
from accounts.models import Office, User
from cases.models import Case
from tests.house.matrix_asking import ask
from tests.house.matrix_deeds import FORMS, Rehearsal, rehearsed
from tests.house.matrix_forms import forms_made, names_known
from tests.house.matrix_traces import PLANTED_DAY, traces
from tests.house.matrix_world import World
from tests.house.test_access_by_form import CLOSED

OURS = sorted(one.label for one in apps.get_app_configs() if Path(one.path).parent == settings.BASE_DIR)
MODELS = [
    model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)
]
# A field of these names in a form lets whoever fills it in say who, where, when or in which state.
TELLING = {
    "owner", "user", "actor", "office", "case", "role", "status", "state", "version", "at", "is_active",
    "restricted_case", "location_locked", "reference", "code_name", "email", "password",
}  # fmt: skip
ASKED_ON_PURPOSE = {
    "AgreementForm": {"reference"},
    "HearingEndForm": {"state"},
    "PermitForm": {"state"},
    "AffectedForm": {"reference"},
    "ApartForm": {"reference"},
    "AssignForm": {"user"},
    "BlankFormForm": {"office"},
    "BreachForm": {"office"},
    "CaseFilterForm": {"reference", "status"},
    "ConflictForm": {"user"},
    "CountryForm": {"office"},
    "DisclosureForm": {"at"},
    "DuressForm": {"password"},
    "FamilyForm": {"reference"},
    "FindForm": {"reference"},
    "HouseForm": {"office"},
    "InviteForm": {"email", "office", "role"},
    "LoginForm": {"password"},
    "NewPasswordForm": {"password"},
    "OtherCaseForm": {"reference"},
    "ReadingForm": {"case"},
    "RoleForm": {"role"},
    "TakeForm": {"office"},
    "WithoutConsentForm": {"office"},
    "WorkForm": {"office"},
    "_SafetyForm": {"office"},
}


def every_form() -> Iterator[type[forms.BaseForm]]:
    """Every form class of ours."""
    for name in OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "form" in module.name and ".migrations" not in module.name:
                importlib.import_module(module.name)
    todo, seen = [forms.BaseForm], set()
    while todo:
        for one in todo.pop().__subclasses__():
            if one not in seen:
                seen.add(one)
                todo.append(one)
                if one.__module__.split(".")[0] in OURS:
                    yield one


def test_model_forms_name_their_fields() -> None:
    """`__all__` and `exclude` would let a new column in by itself."""
    for form in every_form():
        if issubclass(form, forms.BaseModelForm) and form._meta.model is not None:
            assert isinstance(form._meta.fields, list | tuple), form
            assert form._meta.exclude is None, form


def test_forms_that_ask_who_where_or_in_which_state_are_known() -> None:
    """Nothing is planted beside a form under a name that it asks for: which of them do is said here."""
    found = {form.__name__: TELLING & set(getattr(form, "base_fields", {})) for form in every_form()}
    assert {name: names for name, names in found.items() if names} == ASKED_ON_PURPOSE


def test_what_must_not_be_kept_is_no_longer_sent() -> None:
    """A field that hides what is typed is never kept over the end of a session."""
    hidden = {
        (form.__name__, name)
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert hidden and {name for _form, name in hidden} <= NEVER_KEPT


def planted(world: World) -> dict[str, list[str]]:
    """A value for every column of ours, under the names by which forms and views could read it; several where two differ."""
    found: dict[str, list[str]] = {}
    for model in MODELS:
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.BinaryField):
                for name in {field.name, field.attname}:
                    values = found.setdefault(name, [])
                    if (value := a_value_for(field, world)) not in values:
                        values.append(value)
    return found


def a_value_for(field: Any, world: World) -> str:
    """One that the column takes and nothing in this world has."""
    people = {User: world.cast.emil.pk, Office: world.cast.ponte.pk, Case: world.cases["other office"].pk}
    if field.is_relation:
        return str(people.get(field.related_model) or "77777777-7777-4777-8777-777777777777")
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    for kind, value in (
        (models.UUIDField, "77777777-7777-4777-8777-777777777777"),
        (models.DateTimeField, f"{PLANTED_DAY}T04:05:06"),
        (models.DateField, PLANTED_DAY),
        (models.BooleanField, "on"),
        ((models.IntegerField, models.FloatField, models.DecimalField), "777"),
        (models.EmailField, "planted@wayhome.example"),
    ):
        if isinstance(field, kind):
            return value
    return "planted"


@pytest.fixture(scope="module")
def beside(world: World) -> dict[str, list[str]]:
    found = planted(world)
    assert (
        len(found) > 300 and {"owner_id", "office", "status", "valid_to", "restricted_case"} <= found.keys()
    )
    return found


@pytest.mark.parametrize("name", [one for one in FORMS if one not in CLOSED])
def test_nothing_is_set_beside_a_form(world: World, beside: dict[str, list[str]], name: str) -> None:
    with rehearsed(world, name) as this:
        with forms_made() as made:
            alone = ask(this.visitor, "post", this.address, this.sent)
        prefixes = ["", *sorted({f"{form.prefix}-" for form in made if form.prefix})[:1]]
        more = {f"{prefix}{one}": values for prefix in prefixes for one, values in beside.items()}
        asked_for = names_known(made) | this.names | this.deed.takes
        more = {one: values for one, values in more.items() if one not in asked_for}
        both = ask(this.visitor, "post", this.address, more | this.sent)
    assert len(more) > 200
    assert both.status == alone.status
    assert same(this, world, alone, both) == []


def same(this: Rehearsal, world: World, alone: Any, both: Any) -> list[str]:
    """What was written otherwise."""
    people = [*world.cast.people.values(), *world.cast.offices.values(), *world.cases.values()]
    known = (
        f"{[str(one.pk) for one in people]} {this.address} {this.sent} 77777777-7777-4777-8777-777777777777"
    )
    one, other = traces(alone, known), traces(both, known)
    assert one or this.deed.only_looks, "the form alone writes nothing: planting beside it shows nothing"
    return [
        line
        for line in difflib.unified_diff(one, other, lineterm="", n=0)
        if line[:2] not in ("--", "++", "@@")
    ]
