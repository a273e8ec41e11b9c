"""Deciding whether somebody was trafficked: one trained person, a second where it matters, a third where two differ.

Nothing of it is a condition of help (practice.md P10).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks, dictionary
from cases.actions.deciding import write_decided
from cases.models import OPEN_LOOKS, Case, CaseGrant, Determination, LookState, SecondLook
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

SECOND, THIRD = "second_determination", "third_determination"
# What takes a second person (determination.md 2).
TAKES_TWO = frozenset({"victim", "not_victim"})
NOT_ESTABLISHED = "not_victim"


class AlreadyHadTheirSay(PermissionDenied):
    """Nobody looks twice at the same determination."""


@transaction.atomic
def decide_determination(
    *,
    actor: "User",
    case: Case,
    determination: str,
    base_version: int,
    basis: str = "",
    override_reason: str = "",
    organisation: str = "",
    on: date | None = None,
    eligible: bool | None = None,
    not_established_kind: str = "",
    referral: str = "",
) -> Determination:
    """Record a trained person's decision. Whatever stood there becomes a former answer.

    A missing basis or reason is a mark and refuses nothing (P1). `victim` and `not_victim` open the look of a second
    person. The State's identification is another answer and is not touched. Raises PermissionDenied, FileClosed,
    SectionConflict, ValidationError for an unknown code.
    """
    access.require(actor, Permission.CASE_DETERMINE, case)
    if determination not in dictionary.codes("determination"):
        raise ValidationError({"determination": _("Choose one of the list.")})
    is_open = determination == "pending"
    instead = not_established_kind if determination == NOT_ESTABLISHED else ""
    values: dict[str, Any] = {
        "determination": determination,
        "determination_basis": basis,
        "determination_override_reason": override_reason,
        "determination_by": None if is_open else actor,
        "determination_date": None if is_open else (on or case.office.today()),
        "determination_org": "" if is_open else organisation,
        "eligible_for_assistance": eligible,
        "not_established_kind": instead,
        "non_victim_referral": referral if determination == NOT_ESTABLISHED else "",
    }
    row: Determination = write_decided(
        actor=actor, case=case, section="determination", values=values, base_version=base_version
    )
    suggested = row.determination_suggested
    facts = {"decision": determination, "suggested": suggested, "differs": suggested != determination}
    events.record("determination.decided", subject=case, office=case.office_id, actor=actor, facts=facts)
    _end_open_look(actor, case)
    if determination in TAKES_TWO:
        _open_look(actor, case, determination, basis)
    return row


def _end_open_look(actor: "User", case: Case) -> None:
    for look in SecondLook.objects.select_for_update().filter(case=case, state__in=OPEN_LOOKS):
        look.state = LookState.REPLACED
        look.save()
    for kind in (SECOND, THIRD):
        case_tasks.settle(case, kind, actor=actor)


def _open_look(actor: "User", case: Case, determination: str, basis: str) -> None:
    look = SecondLook(case=case, first_by=actor, first_code=determination, first_basis=basis)
    look.save()
    _call(actor, case, look, SECOND)


def _call(actor: "User", case: Case, look: SecondLook, kind: str) -> None:
    """Open the task of the next person, and tell those who could be it."""
    days = int(setting("cases.second_person_days", case.office_id))
    due = case_tasks.working_days_after(case, days)
    case_tasks.raise_task(case, kind, due_at=due, cause=look.first_code, actor=actor)
    outbox.enqueue("determination.look", to=could_look(case, look), about=case, occurrence=f"{look.pk}{kind}")


def could_look(case: Case, look: SecondLook) -> list["User"]:
    """Who could be the next person: named on the case or supervising it, allowed to decide, and without a say so far."""
    named = CaseGrant.objects.valid().filter(content_object=case).select_related("user")
    people = {one.user_id: one.user for one in named}
    people |= {person.pk: person for person in case_tasks.supervisors_of(case)}
    return [
        person
        for pk, person in people.items()
        if pk not in look.people() and access.may(person, Permission.CASE_DETERMINE, case)
    ]


@transaction.atomic
def look_at_determination(
    *,
    actor: "User",
    case: Case,
    determination: str,
    basis: str = "",
    not_established_kind: str = "",
    referral: str = "",
) -> SecondLook:
    """The second person agrees or differs; where they differ, a third decides (P10).

    What it is instead and which help was offered count where the third person does not establish trafficking.
    Raises PermissionDenied (AlreadyHadTheirSay among it), FileClosed, ValidationError, DoesNotExist where nothing waits.
    """
    access.require(actor, Permission.CASE_DETERMINE, case)
    access.require_in_use(case)
    if determination not in dictionary.codes("determination") or determination == "pending":
        raise ValidationError({"determination": _("Choose one of the list.")})
    look: SecondLook = SecondLook.objects.select_for_update(of=("self",)).get(case=case, state__in=OPEN_LOOKS)
    if actor.pk in look.people():
        raise AlreadyHadTheirSay
    is_second = look.state == LookState.SECOND
    before = look.first_code
    if is_second:
        _second(actor, case, look, determination, basis)
    else:
        _third(actor, case, look, determination, basis)
        _settle(actor, case, look, not_established_kind, referral)
    facts = {
        "decision": determination,
        "step": "second" if is_second else "third",
        "differs": determination != before,
    }
    events.record("determination.looked_at", subject=case, office=case.office_id, actor=actor, facts=facts)
    return look


def _second(actor: "User", case: Case, look: SecondLook, determination: str, basis: str) -> None:
    agrees = determination == look.first_code
    look.second_by, look.second_code, look.second_at = actor, determination, timezone.now()
    look.second_basis, look.state = basis, LookState.AGREED if agrees else LookState.THIRD
    look.save()
    case_tasks.settle(case, SECOND, actor=actor)
    if not agrees:
        _call(actor, case, look, THIRD)


def _third(actor: "User", case: Case, look: SecondLook, determination: str, basis: str) -> None:
    look.third_by, look.third_code, look.third_at = actor, determination, timezone.now()
    look.third_basis, look.state = basis, LookState.SETTLED
    look.save()
    case_tasks.settle(case, THIRD, actor=actor)


def _settle(actor: "User", case: Case, look: SecondLook, instead: str, referral: str) -> None:
    """What the third person decided stands on the section; the first one's decision becomes a former answer."""
    not_established = look.third_code == NOT_ESTABLISHED
    values = {
        "determination": look.third_code,
        "determination_basis": look.third_basis,
        "determination_by": actor,
        "determination_date": case.office.today(),
        "not_established_kind": instead if not_established else "",
        "non_victim_referral": referral if not_established else "",
    }
    write_decided(actor=actor, case=case, section="determination", values=values)
