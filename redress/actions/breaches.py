"""The breach register (P21): the danger for every person is assessed before anybody is told."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import acting
from accounts.models import Office, User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases.actions.assessing import force_assessment
from cases.models import Case
from cases.reference import read_reference
from notifications import outbox
from redress.models import Affected, Breach, NoticeDecision


class AssessFirst(Exception):
    """Somebody was to be told although the danger has not been assessed for everybody concerned."""


class UnknownCase(Exception):
    """No case of that reference at the office of the breach."""


@transaction.atomic
def record_breach(
    *, actor: User, office: Office, kind: str, discovered_at: datetime, what: str, measures: str = ""
) -> Breach:
    """Enter a breach; the authority's clock runs from its discovery. Raises PermissionDenied."""
    if not actor.can(Permission.BREACH_HANDLE, office):
        raise PermissionDenied(Permission.BREACH_HANDLE.value)
    hours = int(setting("redress.breach_authority_hours", office.pk))
    row = Breach(
        office=office,
        kind=kind,
        discovered_at=discovered_at,
        recorded_by=actor,
        authority_due_at=discovered_at + timedelta(hours=hours),
        what=what,
        measures=measures,
    )
    row.save()
    events.record("breach.recorded", subject=row, office=office.pk, facts={"kind": kind}, actor=actor)
    return row


@transaction.atomic
def change_breach(*, actor: User, breach: Breach, **values: Any) -> None:
    """Change what is known of a breach: measures, the notice to the authority."""
    for name, value in values.items():
        setattr(breach, name, value)
    breach.save()
    facts = {"fields": sorted(values)}
    events.record("breach.changed", subject=breach, office=breach.office_id, facts=facts, actor=actor)


@transaction.atomic
def add_affected(*, actor: User, breach: Breach, reference: str) -> Affected:
    """Name a case the breach concerns, by its reference; its worker is asked how dangerous that is, and the
    risk has to be assessed anew (practice.md P21).

    The keeper of the register sees no case: the rule `breach_register` finds it. Raises UnknownCase, equally
    for a reference of another office and for none.
    """
    with acting.by_rule("breach_register"):
        cases = Case.objects.select_related("owner").filter(office=breach.office_id, erased_at__isnull=True)
        case = cases.filter(reference=read_reference(reference) or "").first()
        if case is None:
            raise UnknownCase
        row = Affected.objects.filter(breach=breach, case=case).first()
        if row is None:
            row = Affected(breach=breach, case=case)
            row.save()
        force_assessment(case, "breach", actor=actor, urgent=True)
    events.record("breach.person_added", subject=row, office=breach.office_id, actor=actor)
    outbox.enqueue("breach.assess", to=[case.owner], about=row)
    return row


def people_of(breach: Breach) -> list[dict[str, Any]]:
    """What the keeper sees of each person: reference, state and decision, no word of the assessment."""
    with acting.by_rule("breach_register"):
        rows = list(Affected.objects.plain().filter(breach=breach).select_related("case"))
    return [
        {
            "reference": row.case.reference,
            "risk": row.get_risk_display(),
            "decision": row.get_decision_display(),
            "assessed_at": row.assessed_at,
            "told_at": row.told_at,
            "told_early": row.told_early,
        }
        for row in rows
    ]


@transaction.atomic
def assess(*, actor: User, affected: Affected, risk: str, decision: str, assessment: str) -> None:
    """Note how dangerous it is for this person, and whether to tell."""
    affected.risk, affected.decision, affected.assessment = risk, decision, assessment
    affected.assessed_at, affected.assessed_by = timezone.now(), actor
    affected.save()
    facts = {"risk": risk, "decision": decision}
    events.record(
        "breach.assessed", subject=affected, office=affected.case.office_id, facts=facts, actor=actor
    )


def unassessed(breach: Breach) -> int:
    """How many of those concerned nobody has assessed yet."""
    with acting.by_rule("breach_register"):
        return Affected.objects.plain().filter(breach=breach, assessed_at__isnull=True).count()


@transaction.atomic
def record_told(*, actor: User, affected: Affected, happened_before: bool = False) -> None:
    """Note that the person was told, by the safe contact method.

    Raises AssessFirst while anybody's danger is not assessed, or when the decision is not to tell. What has
    happened already can be recorded all the same (`happened_before`, P1) and carries a mark.
    """
    allowed = affected.decision == NoticeDecision.TELL and not unassessed(affected.breach)
    if not allowed and not happened_before:
        raise AssessFirst
    affected.told_at, affected.told_by, affected.told_early = timezone.now(), actor, not allowed
    affected.save()
    facts = {"early": affected.told_early}
    events.record(
        "breach.person_told", subject=affected, office=affected.case.office_id, facts=facts, actor=actor
    )


@transaction.atomic
def close_breach(*, actor: User, breach: Breach) -> None:
    """Close it. Raises AssessFirst while anybody's danger is not assessed."""
    if unassessed(breach):
        raise AssessFirst
    breach.closed_at = timezone.now()
    breach.save()
    events.record("breach.closed", subject=breach, office=breach.office_id, actor=actor)
