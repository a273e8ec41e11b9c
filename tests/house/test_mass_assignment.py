"""What no form asks for, no request sets: owner, office, state, dates and identifiers have actions of their own.

Generated from the resolver: every page that takes a POST is sent what its own form holds, and beside it every
protected name. Afterwards no protected column of any table may hold a planted value, and none of a row that was
there may have changed, but where the page's own action is just that (OWN_DEED).
"""

from __future__ import annotations

import copy
import importlib
import json
import pkgutil
from collections.abc import Iterator
from html.parser import HTMLParser

from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.checks import every_view
from accounts.decorators import access_of
from tests.house.matrix_asking import ROUTES, Route, _holds, example
from tests.house.matrix_world import World
from tests.house.test_access_matrix import signed_in, world
from tests.people import give_factor_to_session

__all__ = ["world"]
OURS = ("accounts", "cases", "contact", "exchange", "redress", "reports", "notifications")
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


def test_what_must_not_be_kept_is_no_longer_sent() -> None:
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
                str(field.column)
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


def _asked(table: str, key: str, columns: list[str]) -> str:
    pairs = ", ".join(f"'{name}', \"{name}\"::text" for name in columns)
    return f'SELECT \'{table}\', "{key}"::text, jsonb_build_object({pairs}) FROM "{table}"'  # noqa: S608  # names of our models


EVERYTHING = " UNION ALL ".join(_asked(*one) for one in TABLES if one[0] not in BESIDE)


def taken() -> Columns:
    """All protected columns now, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return {
            (table, key): row if isinstance(row, dict) else json.loads(row)
            for table, key, row in cursor.fetchall()
        }


# view name: table and column that its own action may change in rows that were there; a table and a dot: any of
# its columns. Which approval, pair or offer is asked for differs from run to run.
OWN_DEED: dict[str, set[str]] = {
    "account_change_password": {"accounts_user.password"},
    "accounts:approve": {
        "accounts_approval.",
        "cases_case.restricted_case",
        "cases_erasurerequest.",
        "exchange_export.",
    },
    "accounts:refuse": {"accounts_approval.", "cases_erasurerequest.", "exchange_export."},
    "accounts:withdraw": {"accounts_approval.", "cases_erasurerequest.", "exchange_export."},
    "accounts:end-duty": {"accounts_duty.valid_to"},
    "accounts:end-role": {"accounts_membership.valid_to"},
    "accounts:lockdown": {"accounts_office.locked_at"},
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
    "cases:duplicate_decide": {"cases_duplicatepair."},
    "cases:duplicate_undo": {"cases_duplicatepair."},
    "cases:emergency_review": {"cases_breakglass.reviewed_at", "cases_breakglass.reviewed_by_id"},
    "cases:erasure_ask": {"cases_case.closed_to_use_at"},
    "cases:entry_remove": {"cases_exploitation.version"},
    "cases:file_remove": {"cases_attachment.version"},
    "cases:hand_over_accept": {"cases_handovercase.", "cases_case.owner_id", "cases_casegrant.valid_to"},
    "cases:hand_over_decline": {"cases_handovercase."},
    "cases:hand_over_withdraw": {"cases_handovercase."},
    "cases:hand_over_wizard": {"cases_casegrant.valid_to"},
    "cases:hold_lift": {"cases_legalhold.version"},
    "cases:location_lock": {"cases_case.location_locked"},
    "cases:restrict": {"cases_case.restricted_case"},
    "contact:enquiry": {"contact_enquiry.version"},
    "contact:enquiry_draft": {"contact_enquiry.version"},
    # Who opens a case becomes its owner.
    "contact:enquiry_case": {"cases_casegrant.kind"},
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
            if value == old or {f"{key[0]}.{column}", f"{key[0]}."} & OWN_DEED.get(route.name, set()):
                continue
            if key in before:
                told.append(f"{route.name}: {key[0]}.{column} changed from {old} to {value}")
            elif column not in FLAGS and (
                value == sent.get(column.removesuffix("_id")) or str(value).startswith("2001-02-03")
            ):
                told.append(f"{route.name}: {key[0]}.{column} took {value}")
    return told


def address_of(route: Route, world: World) -> str:
    """The route with objects of this world in its placeholders."""
    return route.address(example(route, world, world.cases["own"].pk))


def every_route() -> list[Route]:
    """Every guarded route, with and without placeholders."""
    plain = []
    for route, pattern, view in every_view():
        marked = access_of(view)
        if marked is not None and marked.permission is not None and "<" not in route:
            space = next(
                (one for one in get_resolver().namespace_dict if _holds(one, route, pattern.name)), ""
            )
            plain.append(
                Route(f"{space}:{pattern.name}" if space else str(pattern.name), marked.permission, ())
            )
    return [*ROUTES, *sorted(plain, key=lambda one: one.name)]


WHO = ("amina", "bruno", "farah", "jonas", "oskar")


def send(client: Client, address: str, values: dict[str, str]) -> tuple[int, Columns]:
    """Post the page's own form with the planted names beside it; gives what the columns hold then, undone."""
    cookies = copy.deepcopy(client.cookies)
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
