"""What a level of risk does to a case, in the transaction that sets it (risk.md 4)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.approvals import holders
from accounts.permissions import DutyCode, Permission
from accounts.policy import GrantKind
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks
from cases.actions.granting import grant_access
from cases.assessing import office_rules, risk_record, risk_state
from cases.assessing.risk import Level
from cases.assessing.risk_levels import EFFECTS
from cases.erasing import calling_back
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantReason, RiskAssessment
from cases.models.scoped import set_quietly
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

REVIEW, ACTION, IMMEDIATE, LOWER = "risk_review", "risk_action", "risk_immediate", "risk_lower"
BY_LEVEL = "risk_level"


def follow_assessment(*, actor: "User", case: Case, row: RiskAssessment, is_new: bool) -> None:
    """Part of every save that computed or set a level: access, clocks, tasks and notices.

    A level never takes a protection away: opening a restricted case again takes two people.
    """
    level = Level.of(row.risk_level_final)
    effects = EFFECTS[level]
    if effects.restricted and not case.restricted_case:
        _restrict(actor, case)
    if effects.address_hidden and not case.location_locked:
        _hide_address(actor, case)
    _clock(actor, case, row, level, is_new=is_new)
    facts = {
        "risk": level.code,
        "suggested": row.risk_level,
        "immediate": bool(row.risk_immediate),
        "number": row.number,
    }
    events.record("risk.assessed", subject=case, office=case.office_id, actor=actor, facts=facts)


def _restrict(actor: "User", case: Case) -> None:
    """Only named staff know of the case from now on. Who supervises the office is named, so that help goes on."""
    named = CaseGrant.objects.valid().filter(content_object=case)
    keys = named.exclude(kind__in=(GrantKind.LOCATION, GrantKind.BREAK_GLASS))
    have = set(keys.values_list("user", flat=True))
    for person in case_tasks.supervisors_of(case):
        if person.pk not in have:
            kind, reason = GrantKind.SUPERVISOR, GrantReason.SUPERVISION
            grant_access(case=case, user=person, given_by=actor, kind=kind, reason=reason)
    _flag(actor, case, "case.restricted", restricted_case=True)


def _hide_address(actor: "User", case: Case) -> None:
    """Where the person is needs a second key from now on; the responsible worker gets one, because she must find her."""
    if case.owner.can(Permission.LOCATION_READ, case.office_id):
        kind, reason = GrantKind.LOCATION, GrantReason.KNOWS_LOCATION
        grant_access(case=case, user=case.owner, given_by=actor, kind=kind, reason=reason)
    _flag(actor, case, "case.location_locked", location_locked=True)


def _flag(actor: "User", case: Case, event: str, **flag: bool) -> None:
    set_quietly(case, **flag)
    access.forget_reach(case)
    calling_back.call_back(case)
    events.record(event, subject=case, office=case.office_id, actor=actor, facts={"reason": BY_LEVEL})


def _clock(actor: "User", case: Case, row: RiskAssessment, level: Level, *, is_new: bool) -> None:
    """The tasks as what stands now asks for them: an older sheet, or one about return, ends none of the present."""
    state = risk_state.state_of(case)
    if row.pk in {one.row for one in state.standing}:
        if is_new:
            # Whatever forced a review is about here and now: an assessment of return answers the clock alone.
            answers = "clock" if state.here is None or state.here.row != row.pk else ""
            case_tasks.settle(case, REVIEW, actor=actor, cause=answers)
        _plan(actor, case, state, row, level)
        _assessed_lower(actor, case, row, level, is_new=is_new)
    if state.next_review:
        due = case_tasks.end_of_day(case, state.next_review)
        case_tasks.raise_task(case, REVIEW, due_at=due, cause="clock", actor=actor)
    if row.risk_immediate and is_new:
        alarm(actor, case, "assessed")


def _plan(
    actor: "User", case: Case, state: "risk_state.RiskState", row: RiskAssessment, level: Level
) -> None:
    """Measures and a plan are asked for until every assessment that stands and needs them has both."""
    if EFFECTS[level].needs_safety_plan and not _has_plan(row):
        due = timezone.now() + timedelta(hours=office_rules.action_hours(level, case.office_id))
        case_tasks.raise_task(case, ACTION, due_at=due, cause=level.code, actor=actor)
        return
    others = [one.row for one in state.standing if one.row != row.pk and EFFECTS[one.level].needs_safety_plan]
    if all(_has_plan(other) for other in RiskAssessment.objects.filter(pk__in=others)):
        case_tasks.settle(case, ACTION, actor=actor)


def _has_plan(row: RiskAssessment) -> bool:
    return bool(row.risk_measures and row.safety_plan)


def _assessed_lower(actor: "User", case: Case, row: RiskAssessment, level: Level, *, is_new: bool) -> None:
    """Assessed lower than what counts: a supervisor looks whether the level may come down (risk.md 3)."""
    if Level.of(row.risk_level) == level:
        case_tasks.settle(case, LOWER, actor=actor)
    elif is_new:
        due = timezone.now() + timedelta(hours=int(setting("cases.risk_lower_hours", case.office_id)))
        case_tasks.raise_task(case, LOWER, due_at=due, cause="lower", actor=actor)


def alarm(actor: "User", case: Case, cause: str) -> None:
    """The same-day task of an immediate risk, and the notice to supervisors and security focal points."""
    due = case_tasks.end_of_day(case)
    task = case_tasks.raise_task(case, IMMEDIATE, due_at=due, cause=cause, actor=actor)
    people = [person for person in alarm_people(case) if person.pk != actor.pk]
    outbox.enqueue("risk.immediate", to=people, about=task, occurrence=timezone.now().isoformat())


def alarm_people(case: Case) -> list["User"]:
    """Who is told of an immediate risk: who may take it up at the office, without a conflict of interest.

    Of a restricted case those who may know of it, and the security focal points, who learn its reference only.
    """
    away = set(ConflictOfInterest.objects.blocking().filter(case=case).values_list("user", flat=True))
    found = [
        person
        for person in holders(Permission.RISK_ALERT)
        if person.can(Permission.RISK_ALERT, case.office_id) and person.pk not in away
    ]
    if not case.restricted_case:
        return found
    return [
        person
        for person in found
        if access.may(person, Permission.CASE_VIEW, case)
        or person.has_duty(DutyCode.SECURITY_FOCAL_POINT, case.office_id)
    ]


def on_risk_saved(*, actor: "User", case: Case, row: RiskAssessment, changed: object) -> None:
    """Listener of the section: what a saved assessment does. One that is about nobody does nothing."""
    if row.removed_at is None and risk_record.kind_of(row) is not None and row.risk_level_final:
        follow_assessment(actor=actor, case=case, row=row, is_new=row.is_newly_assessed)
