"""A question is not asked again when the person says so, and asked again when the person brings it up."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions.errors import FieldsNotAllowed, UnknownFields
from cases.interview import not_again
from cases.models import Case, NotAgain
from cases.record import upkeep
from cases.sections import edited_section

if TYPE_CHECKING:
    from accounts.models import User


def note_not_again(actor: "User", case: Case, section: str, keys: Collection[str]) -> None:
    """Keep what the person asked; part of the save of the section, which has asked who may. The first day stays.

    Raises UnknownFields for a question that nobody asks of the person.
    """
    if not keys:
        return
    if of_staff := [key for key in keys if not not_again.is_told(key)]:
        raise UnknownFields(of_staff)
    row = NotAgain.objects.filter(case=case).first() or NotAgain(case=case)
    today = case.office.today().isoformat()
    stands = {key for key, one in row.questions.items() if not one.get("asked")}
    added = {key: {"on": today, "by": str(actor.pk)} for key in keys if key not in stands}
    if not added:
        return
    row.questions = {**row.questions, **added}
    row.save()
    _follow(case, section)
    _record("question.not_again", actor, case, section, added)


@transaction.atomic
def ask_again(*, actor: "User", case: Case, section: str, field: str) -> bool:
    """The person has brought it up: the question is asked as any other. True when it was not asked before.

    Raises UnknownSection, UnknownFields, PermissionDenied, FileClosed.
    """
    spec = edited_section(section)
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    if field not in spec.all_fields:
        raise UnknownFields([field])
    if field not in access.writable_fields(actor, case, section):
        raise FieldsNotAllowed([field])
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if field not in not_again.of_case(case):
        return False
    row = NotAgain.objects.filter(case=case).first() or NotAgain(case=case)
    # A word of its own: a wish that came here from another case of hers stays there as she said it.
    said = {"on": case.office.today().isoformat(), "by": str(actor.pk), "asked": True}
    row.questions = {**row.questions, field: said}
    row.save()
    _follow(case, section)
    _record("question.asked_again", actor, case, section, [field])
    return True


def _follow(case: Case, section: str) -> None:
    """What is not asked is not missing: of every entry of the section, not only of the one on the page."""
    not_again.forget(case)
    upkeep.refill(case, [section])


def _record(event: str, actor: "User", case: Case, section: str, keys: Collection[str]) -> None:
    facts = {"section": section, "fields": sorted(keys)}
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)
