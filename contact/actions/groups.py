"""Registering many people at once (practice.md P9): a table that is kept as it is typed, and a case for each row."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import add_entry, open_case
from contact.actions.families import AlreadyInAFamily, form_family, keep_apart
from contact.models import DONE, DONE_KEEPS, GroupMember, GroupRegistration
from vault import keys, ledger
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import Office
    from cases.models import Case

CHANGED_BY_HAND = frozenset({"kind", "met_on", "place"})


@dataclass
class Registered:
    """What became of the table: the case of each row by its number."""

    cases: dict[int, "Case"] = field(default_factory=dict)


@transaction.atomic
def begin_group(*, actor: User, office: "Office") -> GroupRegistration:
    """Begin a table; it is there before the first row. Raises PermissionDenied."""
    if not actor.can(Permission.CASE_OPEN, office):
        raise PermissionDenied(Permission.CASE_OPEN.value)
    row = GroupRegistration(office=office, begun_by=actor, written_by=actor, met_on=office.today())
    row.save()
    events.record("group.begun", subject=row, office=office.pk, actor=actor)
    return row


@transaction.atomic
def change_group(
    *,
    actor: User,
    group: GroupRegistration,
    values: Mapping[str, Any],
    rows: Sequence[Mapping[str, str]],
    page: UUID | None = None,
) -> None:
    """Keep the table as it is typed: `rows` are the words of each row by column, read only when they are registered.

    `page` is the one it is typed on. Raises ValueError for what is not changed by hand, StaleVersion when somebody
    else has written meanwhile.
    """
    if unknown := values.keys() - CHANGED_BY_HAND:
        raise ValueError(f"not changed by hand: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(group, name, value)
    group.rows, group.written_by, group.written_in = [dict(row) for row in rows], actor, page
    group.full_clean(exclude={"office", "begun_by", "written_by", "envelope"})
    group.save()
    facts = {"count": len(rows)}
    events.record("group.changed", subject=group, office=group.office_id, facts=facts, actor=actor)


@transaction.atomic
def register_group(
    *, actor: User, group: GroupRegistration, people: Mapping[int, Mapping[str, Any]]
) -> Registered:
    """Open a case for each of `people` (read rows by their number); the other rows stay as they are kept.

    A row may give `code`, `age` (apparent, in years), `sex`, `language`, `need`, `family` (the same mark for those
    who belong together), `relation` and `apart` (numbers of rows). Who belongs together or must be kept apart holds
    for rows that became cases before, too. Nobody is searched for, because no name is known. Raises StaleVersion
    when somebody else has written or registered meanwhile.
    """
    rows = [dict(row) for row in group.rows]
    earlier = {number: row for number, row in enumerate(rows, 1) if row.get(DONE)}
    if people.keys() & earlier.keys():
        raise StaleVersion
    # Nobody registers the same rows a second time: what was read must still stand.
    for number, given in people.items():
        rows += [{}] * (number - len(rows))
        rows[number - 1] = {DONE: "yes", **{name: _as_typed(given.get(name)) for name in DONE_KEEPS}}
    group.rows, group.written_by, group.written_in = rows, actor, None
    group.save()
    done = Registered(cases={number: _open(actor, group, number, given) for number, given in people.items()})
    _tie(actor, done.cases, {**{n: _as_given(row) for n, row in earlier.items()}, **people}, group)
    facts = {"count": len(done.cases)}
    events.record("group.registered", subject=group, office=group.office_id, facts=facts, actor=actor)
    return done


def _as_typed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _as_given(row: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "apart": [int(number) for number in row.get("apart", "").split(", ") if number]}


def _tie(
    actor: User,
    new: Mapping[int, "Case"],
    people: Mapping[int, Mapping[str, Any]],
    group: GroupRegistration,
) -> None:
    """Families and who is kept apart, of the new rows among themselves and with those that became cases before.

    Of these only such as the actor may still change; a person of another family by now stays in that one.
    """
    members = GroupMember.objects.filter(group=group, row__in=people.keys() - new.keys()).select_related(
        "case"
    )
    reached = {one.row: one.case for one in members if access.may(actor, Permission.CASE_EDIT, one.case)}
    cases = {**reached, **new}
    apart = [pair for pair in _apart(people) if set(pair) <= cases.keys() and set(pair) & new.keys()]
    for numbers in _families(people):
        here = [number for number in numbers if number in cases]
        if len(here) < 2 or not new.keys() & set(here):
            continue
        relations = {cases[number].pk: str(people[number].get("relation", "")) for number in here}
        # Who must be kept apart does not live together, family or not.
        together = None if not any(set(pair) <= set(here) for pair in apart) else False
        with contextlib.suppress(AlreadyInAFamily):
            form_family(
                actor=actor, cases=[cases[one] for one in here], relations=relations, joint_shelter=together
            )
    for first, second in apart:
        keep_apart(actor=actor, case=cases[first], other=cases[second])


@transaction.atomic
def end_group(*, actor: User, group: GroupRegistration) -> None:
    """Erase what was typed and not registered; the cases that were opened stay."""
    number, office = group.pk, group.office_id
    events.record("group.ended", subject=group, office=office, actor=actor)
    group.delete()
    keys.destroy_scope(number)
    ledger.append(number, reason="group_ended")


def _open(actor: User, group: GroupRegistration, number: int, given: Mapping[str, Any]) -> "Case":
    case = open_case(
        actor=actor,
        office=group.office,
        unsearched="group",
        seen={
            "age_at_registration": given.get("age"),
            "sex": given.get("sex", ""),
            "primary_language": given.get("language", ""),
        },
        data_source="case_management",
        registration_date=group.met_on,
        legacy_reference=given.get("code", ""),
        identification_country=group.office.country,
    )
    GroupMember.objects.create(group=group, case=case, row=number)
    if need := given.get("need"):
        urgent = {"needs": [need], "need_priority": {need: "immediate"}, "needs_date": group.office.today()}
        add_entry(actor=actor, case=case, section="needs", values=urgent)
    return case


def _families(people: Mapping[int, Mapping[str, Any]]) -> Iterable[list[int]]:
    """The numbers of rows that carry the same mark."""
    marks: dict[str, list[int]] = {}
    for number, given in people.items():
        if mark := str(given.get("family") or "").strip().casefold():
            marks.setdefault(mark, []).append(number)
    return [numbers for numbers in marks.values() if len(numbers) > 1]


def _apart(people: Mapping[int, Mapping[str, Any]]) -> Iterable[tuple[int, int]]:
    """Pairs of rows of which one names the other."""
    named = {
        frozenset((number, other)) for number, given in people.items() for other in given.get("apart") or ()
    }
    return [(one, two) for one, two in combinations(sorted(people), 2) if frozenset((one, two)) in named]
