"""Clearing a suspicion against a child's guardian: one person asks with a reason, another agrees (consent.md 5)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from audit import events
from cases import access, case_tasks
from cases.actions.best_interests import NEEDED, may_assess
from cases.actions.child_tasks import LOOK, follow_child
from cases.actions.determining import AlreadyHadTheirSay
from cases.actions.errors import AlreadyDecided
from cases.actions.saving import keep_former
from cases.child import record as child_record
from cases.child import suspicion
from cases.child.suspicion import ASKED, CLEARED, GUARDIAN
from cases.models import Case, ChildProtection, VersionKind
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User


class ClearReason(models.TextChoices):
    """Why a suspicion stands no longer."""

    UNFOUNDED = "unfounded", gettext_lazy("It was looked into and is not so")
    OTHER_PERSON = "other_person", gettext_lazy("Somebody else is in this role now")
    MISTAKE = "mistake", gettext_lazy("It was entered by mistake")


@transaction.atomic
def ask_to_clear(*, actor: "User", case: Case, guardian: str, reason: str, note: str = "") -> ChildProtection:
    """Ask a second person to clear a suspicion; until somebody agrees it stands.

    Raises PermissionDenied, FileClosed, ValidationError for one that does not stand or a reason of no list,
    AlreadyDecided while another asking waits.
    """
    case, row = _opened(actor, case)
    if guardian not in suspicion.standing(row):
        raise ValidationError({"guardian": _("Choose one of the list.")})
    if suspicion.waiting(row):
        raise AlreadyDecided
    asked = {
        "by": str(actor.pk),
        "at": timezone.now().isoformat(),
        "reason": ClearReason(reason).value,
        "note": note,
    }
    _change(row, guardian, **{ASKED: asked})
    row.save()
    _record("child.clearing_asked", actor, case, {"reason": reason})
    due = case_tasks.working_days_after(case, 1)
    case_tasks.raise_task(case, LOOK, due_at=due, cause="asked", actor=actor)
    return row


def could_clear(user: "User", case: Case, row: ChildProtection) -> bool:
    """Whether somebody can be the second person: not who asked, and one of the two supervises the case."""
    from accounts.models import User as Staff

    asked = (suspicion.waiting(row) or {}).get(ASKED)
    if not asked or asked["by"] == str(user.pk) or not may_assess(user, case):
        return False
    people = (user, Staff.objects.get(pk=UUID(asked["by"])))
    return any(access.may(one, Permission.CASE_ASSIGN, case) for one in people)


@transaction.atomic
def decide_clearing(*, actor: "User", case: Case, agrees: bool) -> ChildProtection:
    """The second person agrees, and the suspicion is cleared; or does not, and it stands.

    No consent comes back by it: who is asked is asked anew. Raises PermissionDenied, AlreadyHadTheirSay, FileClosed,
    AlreadyDecided where nothing waits any more.
    """
    case, row = _opened(actor, case)
    waits = suspicion.waiting(row)
    if waits is None:
        raise AlreadyDecided
    if waits[ASKED]["by"] == str(actor.pk):
        raise AlreadyHadTheirSay
    if not could_clear(actor, case, row):
        raise PermissionDenied(Permission.CASE_ASSIGN.value)
    former: dict[str, tuple[Any, Any]] = {}
    if agrees:
        done = {"by": str(actor.pk), "at": timezone.now().isoformat()}
        _change(row, waits[GUARDIAN], **{CLEARED: done})
        if row.guardian_conflict == "yes" and row.guardian_type == waits[GUARDIAN]:
            former = {"guardian_conflict": (row.guardian_conflict, "no")}
            row.guardian_conflict = "no"
    else:
        _change(row, waits[GUARDIAN], **{ASKED: None})
    row.save()
    keep_former(actor, row, SECTIONS["child"], former, VersionKind.CORRECTION)
    decision = "agreed" if agrees else "not_agreed"
    _record("child.clearing_decided", actor, case, {"decision": decision, "reason": waits[ASKED]["reason"]})
    case_tasks.settle(case, LOOK, actor=actor)
    follow_child(actor=actor, case=case)
    return row


def _opened(actor: "User", case: Case) -> tuple[Case, ChildProtection]:
    for needed in NEEDED:
        access.require(actor, needed, case)
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    access.require_in_use(locked)
    return locked, child_record.row_of(locked)


def _change(row: ChildProtection, guardian: str, **values: Any) -> None:
    """Write into the standing entry about this guardian; the list is a new one, so that it is sealed anew."""
    row.suspicions = [
        {**one, **values} if one[GUARDIAN] == guardian and not one.get(CLEARED) else one
        for one in row.suspicions or ()
    ]


def _record(event: str, actor: "User", case: Case, facts: dict[str, Any]) -> None:
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)
