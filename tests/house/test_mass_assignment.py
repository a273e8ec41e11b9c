"""What no form asks for, no request sets: owner, office, state, dates and identifiers have actions of their own.

Generated from the resolver: every page that takes a POST is sent what its own form holds, and beside it every
protected name. Afterwards no protected column of any table may hold a planted value, and none of a row that was
there may have changed, but where the page's own action is just that (OWN_DEED).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone

from accounts.checks import every_view
from accounts.decorators import access_of
from audit import context
from exchange import actions as exporting
from redress import actions as redressing
from reports.models import ReportRun
from tests.house import matrix_world
from tests.house.matrix_world import World
from tests.house.test_access_matrix import ROUTES, Route, _resolves, _spaces, example, signed_in
from tests.people import give_factor_to_session

pytestmark = pytest.mark.django_db
OURS = ("accounts", "cases", "exchange", "redress", "reports", "notifications")
PEOPLE = ("owner", "user", "actor", "given_by", "approved_by", "asked_by", "decided_by", "declared_by",
          "opened_by", "placed_by", "recorded_by", "requester", "reviewed_by", "handler")  # fmt: skip
MOMENTS = ("at", "asked_at", "approved_at", "closed_at", "closed_to_use_at", "created_at", "decided_at",
           "erased_at", "locked_at", "opened_at", "received_at", "registered_at", "released_at", "reviewed_at",
           "valid_from", "valid_to", "valid_until")  # fmt: skip
FLAGS = ("restricted_case", "location_locked", "is_active", "is_demonstration")
CODES = ("status", "state", "kind", "role", "version", "serial", "reference", "code_name", "password_hash")
PROTECTED = {
    *PEOPLE, *(f"{name}_id" for name in PEOPLE), *MOMENTS, *FLAGS, *CODES,
    "office", "office_id", "case", "case_id", "organisation_id", "id", "envelope", "tags", "email", "password",
}  # fmt: skip


def every_form() -> Iterator[type[forms.BaseForm]]:
    """Every form class of ours."""
    for name in (*OURS, "config"):
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
                if one.__module__.split(".")[0] in {*OURS, "config"}:
                    yield one


def test_model_forms_name_their_fields() -> None:
    """`__all__` and `exclude` would let a new column in by itself."""
    for form in every_form():
        if issubclass(form, forms.BaseModelForm) and form._meta.model is not None:
            assert isinstance(form._meta.fields, list | tuple), form
            assert form._meta.exclude is None, form


def test_what_must_not_be_kept_is_no_longer_sent(world: World) -> None:
    """A field that hides what is typed is never kept over the end of a session."""
    from accounts.kept_forms import NEVER_KEPT

    hidden = {
        (form.__name__, name)
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert hidden and {name for _form, name in hidden} <= NEVER_KEPT


class Fields(HTMLParser):
    """What a browser would send of the forms on a page, first choices taken."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if given.get("value") and not self.sent.get(self.select):
                self.sent[self.select] = given["value"]
        elif tag == "textarea":
            self.sent.setdefault(name, "Written by a test")
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"}:
                self.sent.setdefault(name, given.get("value", "on"))
            elif kind == "date":
                self.sent.setdefault(name, given.get("value") or f"{timezone.localdate()}")
            elif kind == "number":
                self.sent.setdefault(name, given.get("value") or "1")
            elif kind not in {"file", "submit"}:
                self.sent.setdefault(
                    name, given.get("value") or ("" if kind == "hidden" else "Written by a test")
                )

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


def planted(world: World) -> dict[str, str]:
    """Every protected name with a value that nothing in this world has."""
    stranger, office = str(world.cast.emil.pk), str(world.cast.ponte.pk)
    values = dict.fromkeys([*PEOPLE, *(f"{name}_id" for name in PEOPLE)], stranger)
    values |= dict.fromkeys(MOMENTS, "2001-02-03T04:05") | dict.fromkeys(FLAGS, "on")
    values |= {
        "office": office,
        "office_id": office,
        "organisation_id": str(world.cast.ponte.organisation_id),
    }
    values |= dict.fromkeys(("case", "case_id"), str(world.cases["other office"].pk))
    values |= {
        "id": "7" * 8 + "-7777-4777-8777-" + "7" * 12,
        "version": "777",
        "serial": "777",
        "envelope": "Nzc3",
    }
    return values | {"status": "closed", "state": "approved", "kind": "owner", "role": "system_administrator",
                     "reference": "WH-7777", "code_name": "Planted Heron", "tags": "777", "email": "p@planted.example",
                     "password": "planted", "password_hash": "planted"}  # fmt: skip


Columns = dict[tuple[str, str], dict[str, str]]


def tables() -> list[tuple[str, str, list[str]]]:
    """Every table of ours with its key and its protected columns."""
    found = []
    for label in OURS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            columns = [
                field.column
                for field in model._meta.concrete_fields
                if (field.name in PROTECTED or field.attname in PROTECTED)
                and not isinstance(field, models.BinaryField)
            ]
            if columns and not model._meta.proxy:
                found.append((model._meta.db_table, str(model._meta.pk.column), columns))
    return found


TABLES = tables()
# Written by every request, or the log of what was asked.
BESIDE = {"accounts_signedinsession", "accounts_submission", "accounts_keptform", "notifications_outbox"}


def taken() -> Columns:
    """All protected columns now."""
    found: Columns = {}
    with connection.cursor() as cursor:
        for table, key, columns in TABLES:
            if table in BESIDE:
                continue
            names = ", ".join(f'"{name}"::text' for name in columns)
            cursor.execute(f'SELECT "{key}"::text, {names} FROM "{table}"')  # noqa: S608  # names of our models
            for row in cursor.fetchall():
                found[table, row[0]] = dict(zip(columns, row[1:], strict=True))
    return found


# view name: table and column that its own action may change in rows that were there.
OWN_DEED: dict[str, set[str]] = {
    "account_change_password": {"accounts_user.password"},
    "accounts:approve": {
        "accounts_approval.decided_at",
        "accounts_approval.decided_by_id",
        "accounts_approval.state",
        "accounts_approval.version",
        "cases_case.restricted_case",
    },
    "accounts:end-duty": {"accounts_duty.valid_to"},
    "accounts:end-role": {"accounts_membership.valid_to"},
    "accounts:suspend": {
        "accounts_approval.decided_at",
        "accounts_approval.state",
        "accounts_approval.version",
        "accounts_user.is_active",
    },
    "cases:access_give": {
        "cases_casegrant.given_by_id",
        "cases_casegrant.valid_from",
        "cases_casegrant.valid_to",
    },
    "cases:conflict_review": {
        "cases_conflictofinterest.decided_at",
        "cases_conflictofinterest.decided_by_id",
        "cases_conflictofinterest.state",
    },
    "cases:consent_record": {"cases_case.status"},
    "cases:emergency_review": {"cases_breakglass.reviewed_at", "cases_breakglass.reviewed_by_id"},
    "cases:erasure_ask": {"cases_case.closed_to_use_at"},
    "cases:exploitation_remove": {"cases_exploitation.version"},
    "cases:hand_over_wizard": {"cases_casegrant.valid_to"},
    "cases:hold_lift": {"cases_legalhold.version"},
    "cases:location_lock": {"cases_case.location_locked"},
    "cases:restrict": {"cases_case.restricted_case"},
    "redress:assess": {"redress_affected.version"},
    "redress:complaint": {
        "redress_complaint.handler_id",
        "redress_complaint.office_id",
        "redress_complaint.version",
    },
    "redress:complaint-close": {
        "redress_complaint.closed_at",
        "redress_complaint.handler_id",
        "redress_complaint.version",
    },
    "redress:request": {"redress_personrequest.version"},
    "reports:cancel": {"reports_reportrun.state"},
}


def wrong(route: Route, before: Columns, after: Columns, values: dict[str, str]) -> list[str]:
    """What a request set that it may not set."""
    told = []
    sent = {name.removesuffix("_id"): value for name, value in values.items()}
    for key, row in after.items():
        for column, value in row.items():
            old = before.get(key, {}).get(column)
            if key in before and value != old and f"{key[0]}.{column}" not in OWN_DEED.get(route.name, set()):
                told.append(f"{route.name}: {key[0]}.{column} changed from {old} to {value}")
            elif (
                value != old
                and column not in FLAGS
                and (value == sent.get(column.removesuffix("_id")) or str(value).startswith("2001-02-03"))
            ):
                told.append(f"{route.name}: {key[0]}.{column} took {value}")
    return told


@pytest.fixture
def world(cast: Any) -> World:
    """The world of the access matrix, and what it has no object of."""
    made = matrix_world.build(cast)
    case = made.cases["own"]
    week = {"from": "2026-01-01", "to": "2026-02-01", "offices": [str(cast.harbour.pk)], "figures": []}
    ReportRun.objects.update(params={**week, "basis": "registration"})
    complaint = redressing.take_complaint(
        actor=cast.amina, channel="paper", text="Words", office=cast.harbour
    )
    breach = redressing.record_breach(
        actor=cast.farah,
        office=cast.harbour,
        kind="device_lost",
        discovered_at=timezone.now(),
        what="A telephone",
    )
    affected = redressing.add_affected(actor=cast.farah, breach=breach, reference=case.reference)
    asked = redressing.record_request(
        actor=cast.amina, case=case, kind="correction", what="A name", received_on=timezone.localdate()
    )
    with context.acting(user=cast.amina):
        export = exporting.ask_export(actor=cast.amina, office=cast.harbour, purpose="case_work",
                                      recipient="internal", chosen=["first_name"])  # fmt: skip
    ids = {"complaint_id": complaint.pk, "breach_id": breach.pk, "affected_id": affected.pk,
           "request_id": asked.pk, "export_id": export.pk}  # fmt: skip
    made.more = ids  # type: ignore[attr-defined]  # read by address_of
    return made


def address_of(route: Route, world: World) -> str:
    """The route with objects of this world in its placeholders."""
    given = example(route, world, world.cases["own"].pk)
    return route.address({name: world.more.get(name, value) for name, value in given.items()})  # type: ignore[attr-defined]  # set above


def every_route() -> list[Route]:
    """Guarded routes with and without placeholders; ending sessions and signing in are tested by themselves."""
    plain = [
        Route(name, route, (), access.permission)
        for route, pattern, view in every_view()
        if "<" not in route and (access := access_of(view)) is not None and not access.public
        for name in [next((f"{space}:{pattern.name}" for space in _spaces() if _resolves(f"{space}:{pattern.name}", route)),
                          pattern.name)]
    ]  # fmt: skip
    return [*ROUTES, *sorted(plain, key=lambda one: one.name)]


WHO = ("amina", "bruno", "farah", "jonas", "oskar")


def send(client: Client, address: str, values: dict[str, str]) -> tuple[int, Columns]:
    """Post the page's own form with the planted names beside it; gives what the columns hold then, undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        page = client.get(address)
        fields = Fields()
        if page.status_code == 200 and not page.streaming:
            fields.feed(page.content.decode("utf-8", "replace"))
        transaction.set_rollback(True)
    with transaction.atomic():
        own = {name: value for name, value in fields.sent.items() if name not in {"csrfmiddlewaretoken"}}
        answer = client.post(address, values | own)
        after = taken() if answer.status_code < 400 or answer.status_code == 422 else {}
        transaction.set_rollback(True)
    client.cookies = cookies  # the session's row is back, too
    return answer.status_code, after


def test_nothing_protected_is_set_beside_a_form(world: World) -> None:
    values, told, reached, routes = planted(world), [], set(), every_route()
    before = taken()
    for name in WHO:
        person = world.cast.people[name]
        client = signed_in(person)
        for number, route in enumerate(routes):
            if number % 15 == 0:
                give_factor_to_session(client, person)
            status, after = send(client, address_of(route, world), values)
            assert status < 500, (name, route.name)
            if after:
                reached.add(route.name)
                told += [f"{name}: {one}" for one in wrong(route, before, after, values)]
    assert not told, "\n".join(told)
    assert len(reached) > 100, sorted(one.name for one in routes if one.name not in reached)
