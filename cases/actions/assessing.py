"""Judging a level of risk, asking for a new assessment, and taking up an alarm (risk.md 3 to 5)."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting
from accounts.permissions import DutyCode, Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks
from cases.actions.deciding import write_decided
from cases.actions.protecting import IMMEDIATE, LOWER, REVIEW, alarm, follow_assessment
from cases.assessing import risk_levels, risk_record
from cases.assessing.risk import Level
from cases.models import Case, CaseTask, ConflictOfInterest, RiskAssessment

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def set_risk_level(
    *, actor: "User", case: Case, row: UUID, level: str, reason: str, base_version: int
) -> RiskAssessment:
    """Set the level that counts by professional judgement.

    Any assessor may raise it. Below the computed level, or below what counted, it takes a supervisor and a reason, and
    never goes below the floor. Raises PermissionDenied, LevelNotAllowed, SectionConflict, DoesNotExist.
    """
    for needed in (Permission.CASE_EDIT, Permission.RESTRICTED_WRITE):
        access.require(actor, needed, case)
    current = RiskAssessment.objects.get(case=case, pk=row)
    assessed = risk_record.evaluate(case, current)
    if assessed is None:
        raise ValidationError(_("This assessment is not about one person."))
    final = Level.of(level)
    supervises = access.may(actor, Permission.RISK_LOWER, case)
    risk_levels.check_final(final, assessed, supervises=supervises, reason=reason)
    if current.risk_level_final and final < Level.of(current.risk_level_final):
        risk_levels.check_lowering(supervises=supervises, reason=reason)
    if current.risk_level != assessed.computed.code:
        # The record tells more, or less, than when the row was saved: the judgement is about what it tells now.
        current = write_decided(
            actor=actor, case=case, section="risk", values={}, base_version=base_version, row=row
        )
        base_version = current.version
    values = {"risk_level_final": final.code, "risk_override_reason": reason}
    stored = write_decided(
        actor=actor, case=case, section="risk", values=values, base_version=base_version, row=row
    )
    facts = {"risk": final.code, "suggested": assessed.computed.code}
    events.record("risk.level_set", subject=case, office=case.office_id, actor=actor, facts=facts)
    follow_assessment(actor=actor, case=case, row=stored, is_new=False)
    if supervises:
        case_tasks.settle(case, LOWER, actor=actor)
    return stored


@transaction.atomic
def ask_for_assessment(*, actor: "User", case: Case) -> CaseTask:
    """The person asks for a new assessment (risk.md 5). Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    return force_assessment(case, "request", actor=actor)


def force_assessment(
    case: Case, cause: str, *, actor: "User | None" = None, urgent: bool = False
) -> CaseTask:
    """Something happened after which the risk has to be assessed again: due within the hours the office has set.

    For rules of this floor and of upper ones, within the action that tells them. `cause` is a code of
    risk_events.CAUSES.
    """
    key = "cases.risk_urgent_event_hours" if urgent else "cases.risk_event_hours"
    due = timezone.now() + timedelta(hours=int(setting(key, case.office_id)))
    return case_tasks.raise_task(case, REVIEW, due_at=due, cause=cause, actor=actor)


def sound_alarm(*, actor: "User", case: Case, cause: str) -> None:
    """An immediate risk that another section tells of, before anybody has assessed it."""
    force_assessment(case, cause, actor=actor, urgent=True)
    alarm(actor, case, cause)


def alarms_for(user: "User", task: UUID) -> CaseTask | None:
    """The alarm, for somebody who may take it up; None else. The security focal point may not open the case.

    The rule of `alarm_people` in one statement, so that an alarm of others takes no more work than none.
    """
    offices = user.offices_with(Permission.RISK_ALERT)
    focal = [office for office in offices if user.has_duty(DutyCode.SECURITY_FOCAL_POINT, office)]
    away = ConflictOfInterest.objects.blocking().filter(case=OuterRef("case"), user=user)
    reached = Case.objects.order_by().visible_to(user).values("pk")
    with acting.by_rule("risk_alarm"):
        rows = CaseTask.objects.filter(
            Q(case__restricted_case=False) | Q(case__office__in=focal) | Q(case__in=reached),
            kind=IMMEDIATE,
            pk=task,
            case__erased_at__isnull=True,
            case__office__in=offices,
        )
        found: CaseTask | None = (
            rows.exclude(Exists(away)).select_related("case__office", "case__owner", "done_by").first()
        )
    return found


@transaction.atomic
def take_alarm(*, actor: "User", task: UUID) -> CaseTask:
    """Say that one acts on it: the task of today is settled. Raises PermissionDenied."""
    found = alarms_for(actor, task)
    if found is None:
        raise PermissionDenied(Permission.RISK_ALERT.value)
    with acting.by_rule("risk_alarm"):
        case_tasks.settle(found.case, IMMEDIATE, actor=actor)
        found.refresh_from_db(fields=["done_at", "done_by"])
    events.record(
        "risk.alert_taken", subject=found, scope=found.case_id, office=found.case.office_id, actor=actor
    )
    return found
