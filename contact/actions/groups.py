"""Registering many people at once (practice.md P9): a table that is kept as it is typed, and a case for each row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases.actions import add_entry, open_case
from contact.actions.families import form_family, keep_apart
from contact.models import GroupMember, GroupRegistration
from vault import keys, ledger

if TYPE_CHECKING:
    from accounts.models import Office
    from cases.models import Case

CHANGED_BY_HAND = frozenset({"kind", "met_on", "place"})


@dataclass
class Registered:
    """What became of the table: the case of each row by its number, and how many rows are left to be read."""

    cases: dict[int, "Case"] = field(default_factory=dict)
    left: int = 0


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
    *, actor: User, group: GroupRegistration, values: Mapping[str, Any], rows: Sequence[Mapping[str, str]]
) -> None:
    """Keep the table as it is typed: `rows` are the words of each row by column, read only when they are registered.

    Raises ValueError for what is not changed by hand, StaleVersion when somebody else has written meanwhile.
    """
    if unknown := values.keys() - CHANGED_BY_HAND:
        raise ValueError(f"not changed by hand: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(group, name, value)
    group.rows, group.written_by = [dict(row) for row in rows], actor
    group.full_clean(exclude={"office", "begun_by", "written_by", "envelope"})
    group.save()
    facts = {"count": len(rows)}
    events.record("group.changed", subject=group, office=group.office_id, facts=facts, actor=actor)


@transaction.atomic
def register_group(
    *,
    actor: User,
    group: GroupRegistration,
    people: Mapping[int, Mapping[str, Any]],
    left: Sequence[Mapping[str, str]] = (),
) -> Registered:
    """Open a case for each of `people` (read rows by their number); `left` are rows that stay as they were typed.

    A row may give `code`, `age` (apparent, in years), `sex`, `language`, `need`, `family` (the same mark for those
    who belong together), `relation` and `apart` (numbers of rows). Nobody is searched for, because no name is known.
    """
    done = Registered(left=len(left))
    for number, given in people.items():
        done.cases[number] = _open(actor, group, number, given)
    for numbers in _families(people):
        relations = {done.cases[number].pk: people[number].get("relation", "") for number in numbers}
        form_family(actor=actor, cases=[done.cases[number] for number in numbers], relations=relations)
    for first, second in _apart(people):
        keep_apart(actor=actor, case=done.cases[first], other=done.cases[second])
    group.rows, group.written_by = [dict(row) for row in left], actor
    group.save()
    facts = {"count": len(done.cases)}
    events.record("group.registered", subject=group, office=group.office_id, facts=facts, actor=actor)
    return done


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
