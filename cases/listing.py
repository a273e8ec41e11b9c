"""The list of cases: narrowed, sorted, paged by key, recorded as one read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Membership, Office, User
from accounts.permissions import Permission, Role
from audit import events
from cases.models import Case
from cases.reference import read_reference

PAGE = 25
DEFAULT_SORT = "-registered"
# What one may sort by; the reference makes every order total, so that a key marks one place in it.
SORTS: dict[str, tuple[str, ...]] = {
    "registered": ("registration_date", "reference"),
    "-registered": ("-registration_date", "reference"),
    "reference": ("reference",),
    "-reference": ("-reference",),
}
LOOKUPS = {
    "status": "status",
    "office": "office",
    "owner": "owner",
    "registered_from": "registration_date__gte",
    "registered_to": "registration_date__lte",
}


@dataclass(frozen=True)
class Stretch:
    """One page of the list; `first` and `last` are the keys of its ends where there is more beyond them."""

    cases: list[Case]
    count: int
    first: str
    last: str


def offices_of(user: User) -> list[Office]:
    """The offices whose cases this person may see, by name."""
    found = {
        each.office_id: each.office
        for each in user.memberships_now()
        if Permission.CASE_VIEW in each.permissions
    }
    return list(found.values())


def owners_for(user: User) -> list[User]:
    """Those who may be responsible for a case, for who sees the cases of others."""
    offices = user.offices_with(Permission.CASE_OFFICE)
    if not offices:
        return []
    roles = (Role.CASEWORKER, Role.SUPERVISOR)
    staff = Membership.objects.valid().filter(office__in=offices, role__in=roles)
    return list(User.objects.filter(pk__in=staff.values("user")).order_by("display_name"))


def stretch_of(
    user: User, chosen: Mapping[str, Any], *, sort: str = "", after: str = "", before: str = ""
) -> Stretch:
    """A page of the cases `user` may see; `after` or `before` is a key that another page ended with."""
    rows = narrowed(Case.objects.visible_to(user).in_use(), chosen)
    order = SORTS.get(sort, SORTS[DEFAULT_SORT])
    backwards = bool(before)
    key = _read_key(before or after, order)
    page = rows.filter(_beyond(order, key, backwards)) if key else rows
    found = list(shown(page, tuple(_turned(name) if backwards else name for name in order), PAGE + 1))
    more = len(found) > PAGE
    cases = found[:PAGE][::-1] if backwards else found[:PAGE]
    count = rows.count()
    _record(user, cases, count, chosen)
    has_earlier, has_later = (more, True) if backwards else (bool(key), more)
    first = _key_of(cases[0], order) if cases and has_earlier else ""
    return Stretch(cases, count, first, _key_of(cases[-1], order) if cases and has_later else "")


def shown(rows: QuerySet[Case], order: tuple[str, ...], size: int) -> QuerySet[Case]:
    """The first `size` of these rows, with what a line of the list shows.

    Persons are joined to these few alone: a list of two thousand would ask row security of as many persons.
    """
    first = rows.order_by(*order).values("pk")[:size]
    page = Case.objects.filter(pk__in=first).plain()
    page = page.select_related("office", "owner", "person", "person__personbiodata")
    return page.defer("envelope", "person__personbiodata__envelope").order_by(*order)


def narrowed(rows: QuerySet[Case], chosen: Mapping[str, Any]) -> Any:
    """The rows that fit what was chosen; a reference that is none fits nothing."""
    conditions = {LOOKUPS[name]: value for name, value in chosen.items() if name in LOOKUPS}
    if "reference" in chosen:
        conditions["reference"] = read_reference(chosen["reference"]) or ""
    return rows.filter(**conditions)


def _beyond(order: tuple[str, ...], key: list[Any], backwards: bool) -> Q:
    """Rows after the key in this order (before it when going backwards)."""
    condition, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        column = name.removeprefix("-")
        falls = name.startswith("-") != backwards
        condition |= same & Q(**{f"{column}__{'lt' if falls else 'gt'}": value})
        same &= Q(**{column: value})
    return condition


def _key_of(case: Case, order: tuple[str, ...]) -> str:
    return "~".join(str(getattr(case, name.removeprefix("-"))) for name in order)


def _read_key(text: str, order: tuple[str, ...]) -> list[Any] | None:
    """The values of a key, None for none or for one that cannot be read."""
    parts = text.split("~")
    if len(parts) != len(order) or not text:
        return None
    reference = read_reference(parts[-1])
    if reference is None:
        return None
    if len(order) == 1:
        return [reference]
    try:
        return [date.fromisoformat(parts[0]), reference]
    except ValueError:
        return None


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _record(user: User, cases: list[Case], count: int, chosen: Mapping[str, Any]) -> None:
    """One entry for the whole page: how many, which (as a hash), narrowed by what."""
    ids = ",".join(sorted(str(case.pk) for case in cases))
    facts = {
        "count": len(cases),
        "ids_hash": hashlib.sha256(ids.encode()).hexdigest(),
        "filters": sorted(chosen),
    }
    offices = user.offices_with(Permission.CASE_LIST)
    events.record("case.listed", office=offices[0] if offices else None, actor=user, facts=facts)
