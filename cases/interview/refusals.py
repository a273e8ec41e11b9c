"""Whom the person does not want to interpret, wherever she said so (practice.md P7).

Her no goes with her: to another case of the same person, and to another office, whose register knows the same
interpreter by another code. What is told there is yes or no, never which case, which office or when.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts import acting
from cases.models import Case, ChoiceState, Interpreter, InterpreterChoice, PersonLink
from vault.indexes import normalise
from vault.sealed import open_many

RULE = "interpreters"
# The last digits of a telephone number say whose it is, however the rest is written.
TOLD_BY_DIGITS = 8
NUMBER = re.compile(r"\d(?:[\s()./-]*\d){7,}")


# (case, interpreter, of which register, what she said, when).
Word = tuple[UUID, UUID, UUID, str, datetime]


def refused(
    case: Case, among: Iterable[Interpreter] | None = None, heard: Sequence[Word] | None = None
) -> set[UUID]:
    """Ids of those on the register of the case's office (or `among` them) whom the person does not want.

    `heard` is what `words` gave, for who asks about two lists.
    What was said in this case counts until it is taken back; a no from elsewhere until she said otherwise here, later.
    """
    said: dict[UUID, tuple[str, datetime]] = {}
    elsewhere: list[tuple[UUID, UUID, datetime]] = []
    for at_case, pk, office, state, at in words(case) if heard is None else heard:
        if at_case == case.pk:
            said[pk] = state, at
        if state == ChoiceState.REFUSED and (at_case != case.pk or office != case.office_id):
            elsewhere.append((pk, office, at))
    found = {pk for pk, (state, _at) in said.items() if state == ChoiceState.REFUSED}
    for pk, at in _on_the_register(case, elsewhere, among):
        if pk not in said or said[pk][1] < at:
            found.add(pk)
    return found


def is_refused(case: Case, interpreter: Interpreter) -> bool:
    """Whether the person does not want this one."""
    return interpreter.pk in refused(case, [interpreter])


def _on_the_register(
    case: Case, noted: list[tuple[UUID, UUID, datetime]], among: Iterable[Interpreter] | None
) -> list[tuple[UUID, datetime]]:
    """(who of the own register, when the person said no) for words on interpreters of any register, oldest first."""
    own = [(pk, at) for pk, office, at in noted if office == case.office_id]
    foreign = {pk: at for pk, office, at in noted if office != case.office_id}
    if not foreign:
        return own
    rows = Interpreter.objects.working().filter(office=case.office_id) if among is None else among
    register, others = open_many(rows), open_many(Interpreter.objects.filter(pk__in=foreign))
    return own + [(row.pk, foreign[other.pk]) for row in register for other in others if is_same(row, other)]


def words(case: Case) -> Sequence[Word]:
    """All she said here, and her refusals at other cases: for rules, never shown.

    A file that is closed to every use tells nothing any more.
    """
    of_her = Q(case__in=same_person(case), case__closed_to_use_at__isnull=True, state=ChoiceState.REFUSED)
    with acting.by_rule(RULE):
        rows = InterpreterChoice.objects.filter(of_her | Q(case=case)).order_by("said_at")
        return list(rows.values_list("case", "interpreter", "interpreter__office", "state", "said_at"))


def same_person(case: Case) -> set[UUID]:
    """Ids of the other cases of this person, whoever may see them: for rules, never shown.

    By decisions of the duplicate review, one after the other, and by the earlier case that the record names.
    """
    found = {case.pk, *([UUID(case.previous_case)] if case.previous_case else [])}
    return _linked_with(found) - {case.pk}


def linked(case: Case) -> set[UUID]:
    """Those of them that the duplicate review linked: told without opening the case, once for this instance of it."""
    known: set[UUID] | None = case.__dict__.get("_linked")
    if known is None:
        known = case.__dict__["_linked"] = _linked_with({case.pk}) - {case.pk}
    return known


def _linked_with(found: set[UUID]) -> set[UUID]:
    """These cases and all that links lead to from them, one after the other."""
    with acting.by_rule(RULE):
        while True:
            links = PersonLink.objects.standing().filter(Q(pair__first__in=found) | Q(pair__second__in=found))
            more = {pk for pair in links.values_list("pair__first", "pair__second") for pk in pair}
            if more <= found:
                return found
            found = found | more


def is_same(one: Interpreter, other: Interpreter) -> bool:
    """Whether two registers mean the same human being: the same number, or the same name and a language in common."""
    if _numbers(one) & _numbers(other):
        return True
    name = set(normalise(one.name).split())
    shared = set(one.languages) & set(other.languages)
    return bool(name and shared) and name == set(normalise(other.name).split())


def _numbers(row: Interpreter) -> set[str]:
    found = NUMBER.findall(row.contact or "")
    return {"".join(filter(str.isdigit, number))[-TOLD_BY_DIGITS:] for number in found}
