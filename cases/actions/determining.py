"""Deciding whether somebody was trafficked: one trained person, a second where it matters, a third where two differ.

Nothing of it is a condition of help (practice.md P10).
"""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import qualifications
from accounts.permissions import Permission
from accounts.qualifications import QualificationKind
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


class LooksFirst(ValidationError):
    """The determination waits for the next person: whoever is not the first decides there (practice.md P10)."""


class LookChanged(Exception):
    """What was agreed to, or differed from, is not what stands there now."""


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
    person; so does leaving what two had agreed on, and the decision of somebody who is not noted as trained. The
    State's identification is another answer and is not touched. Raises PermissionDenied, FileClosed, SectionConflict,
    LooksFirst, ValidationError for an unknown code.
    """
    access.require(actor, Permission.CASE_DETERMINE, case)
    if determination not in dictionary.codes("determination"):
        raise ValidationError({"determination": _("Choose one of the list.")})
    agreed = _check_turn(actor, case)
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
    is_trained = qualifications.holds(actor, QualificationKind.ASSESSOR)
    facts = {
        "decision": determination,
        "suggested": suggested,
        "differs": suggested != determination,
        "trained": is_trained,
    }
    events.record("determination.decided", subject=case, office=case.office_id, actor=actor, facts=facts)
    _end_open_look(actor, case)
    leaves = agreed in TAKES_TWO and determination != agreed
    if determination in TAKES_TWO or leaves or not (is_trained or is_open):
        _open_look(actor, case, determination, basis)
    return row


def _check_turn(actor: "User", case: Case) -> str:
    """The code that people stand behind together, if they do. Raises LooksFirst for whom another page is."""
    look = SecondLook.objects.plain().filter(case=case).first()
    if look is None:
        return ""
    if look.state in (LookState.THIRD, LookState.TRAINED):
        raise LooksFirst(_("It waits for a third, trained person. Nobody else decides meanwhile."))
    if look.state == LookState.SECOND and look.first_by_id != actor.pk:
        raise LooksFirst(_("It waits for a second person. Look at it instead of deciding anew."))
    return look.made_up


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
    """Who could be the next person: named on the case or supervising it, allowed to decide, and without a say so far.

    As the third, somebody trained; where nobody is, all of them hear that somebody is needed.
    """
    named = CaseGrant.objects.valid().filter(content_object=case).select_related("user")
    people = {one.user_id: one.user for one in named}
    people |= {person.pk: person for person in case_tasks.supervisors_of(case)}
    could = [
        person
        for pk, person in people.items()
        if pk not in look.people() and access.may(person, Permission.CASE_DETERMINE, case)
    ]
    if look.state == LookState.SECOND:
        return could
    trained = qualifications.holders_among((person.pk for person in could), QualificationKind.ASSESSOR)
    return [person for person in could if person.pk in trained] or could


@transaction.atomic
def look_at_determination(
    *,
    actor: "User",
    case: Case,
    determination: str,
    basis: str = "",
    seen: tuple[UUID, int] | None = None,
    not_established_kind: str = "",
    referral: str = "",
) -> SecondLook:
    """The second person agrees or differs; where they differ, a third, trained one decides (P10).

    `seen` is the look and its version that was read: nobody agrees to words they have not seen. What it is instead and
    which help was offered count where the third person does not establish trafficking. Raises PermissionDenied
    (AlreadyHadTheirSay among it), FileClosed, LookChanged, ValidationError, DoesNotExist where nothing waits.
    """
    access.require(actor, Permission.CASE_DETERMINE, case)
    access.require_in_use(case)
    look: SecondLook = SecondLook.objects.select_for_update(of=("self",)).get(case=case, state__in=OPEN_LOOKS)
    if determination not in looked_at(look):
        raise ValidationError({"determination": _("Choose one of the list.")})
    if actor.pk in look.people():
        raise AlreadyHadTheirSay
    if seen is not None and seen != (look.pk, look.version):
        raise LookChanged
    is_trained = qualifications.holds(actor, QualificationKind.ASSESSOR)
    if look.state != LookState.SECOND and not is_trained:
        raise ValidationError(_("Only somebody noted as trained to assess decides here as the third person."))
    is_second = look.state == LookState.SECOND
    before = look.first_code
    if is_second:
        _second(actor, case, look, determination, basis, is_trained=is_trained)
    else:
        _third(actor, case, look, determination, basis)
        _settle(actor, case, look, not_established_kind, referral)
    facts = {
        "decision": determination,
        "step": "second" if is_second else "third",
        "differs": determination != before,
        "trained": is_trained,
    }
    events.record("determination.looked_at", subject=case, office=case.office_id, actor=actor, facts=facts)
    return look


def looked_at(look: SecondLook) -> list[str]:
    """The codes the next person chooses from: that it is open only where somebody opened it again."""
    return [
        code
        for code in dictionary.codes("determination")
        if code != "pending" or look.first_code == "pending"
    ]


def _second(
    actor: "User", case: Case, look: SecondLook, determination: str, basis: str, *, is_trained: bool
) -> None:
    look.second_by, look.second_code, look.second_at = actor, determination, timezone.now()
    look.second_basis = basis
    if determination != look.first_code:
        look.state = LookState.THIRD
    elif is_trained or (look.first_by and qualifications.holds(look.first_by, QualificationKind.ASSESSOR)):
        look.state = LookState.AGREED
    else:
        look.state = LookState.TRAINED
    look.save()
    case_tasks.settle(case, SECOND, actor=actor)
    if look.is_open:
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
        # Reason, organisation and eligibility were the first person's words about another decision.
        "determination_override_reason": "",
        "determination_org": "",
        "eligible_for_assistance": None,
        "determination_by": actor,
        "determination_date": case.office.today(),
        "not_established_kind": instead if not_established else "",
        "non_victim_referral": referral if not_established else "",
    }
    write_decided(actor=actor, case=case, section="determination", values=values)
