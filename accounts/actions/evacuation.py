"""The evacuation plan of an office and its drills (domain/practice.md P34)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.guards import must
from accounts.models import EvacuationDrill, EvacuationPlan, Office, StepKind, User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events


def default_steps() -> list[dict[str, str]]:
    """What a new plan proposes, in the language of the moment; every office makes it its own."""
    return [
        {"kind": StepKind.LOCK, "who": "", "what": _("Declare a lockdown on the page “Lockdown”.")},
        {"kind": StepKind.LOCK, "who": "", "what": _("Lock or switch off every computer and telephone.")},
        {
            "kind": StepKind.MOVE,
            "who": "",
            "what": _("Bring residents and staff to the meeting point by the safe route."),
        },
        {"kind": StepKind.MOVE, "who": "", "what": _("Take along security keys and recovery codes.")},
        {
            "kind": StepKind.DESTROY,
            "who": "",
            "what": _("Remove the root key from the server (see the operator's guide)."),
        },
        {"kind": StepKind.DESTROY, "who": "", "what": _("Shred printed lists, notes and visitor books.")},
        {
            "kind": StepKind.TELL,
            "who": "",
            "what": _("Tell the head office and the data protection officer."),
        },
    ]


@transaction.atomic
def write_plan(*, actor: User, office: Office, steps: Sequence[dict[str, Any]]) -> EvacuationPlan:
    """Keep the office's plan: a list of {"kind", "what", "who"}. Raises PermissionDenied."""
    must(actor, Permission.LOCKDOWN, office)
    plan = EvacuationPlan.objects.filter(office=office).first() or EvacuationPlan(office=office)
    plan.steps, plan.changed_by, plan.changed_at = list(steps), actor, timezone.now()
    plan.save()
    facts = {"count": len(steps)}
    events.record("evacuation.planned", subject=plan, office=office.pk, facts=facts, actor=actor)
    return plan


def is_drill_due(office: Office) -> bool:
    """True when no drill was held within the days of the office's setting (P34)."""
    since = office.today() - timedelta(days=int(setting("accounts.evacuation_drill_days", office.pk)))
    return not EvacuationDrill.objects.filter(office=office, held_on__gte=since).exists()


@transaction.atomic
def record_drill(
    *, actor: User, office: Office, held_on: date, minutes: int, steps_done: int
) -> EvacuationDrill:
    """Note a rehearsal: how many of the plan's steps were done within how many minutes. Raises PermissionDenied."""
    must(actor, Permission.LOCKDOWN, office)
    plan = EvacuationPlan.objects.filter(office=office).first()
    planned = len(plan.steps) if plan else 0
    drill = EvacuationDrill.objects.create(
        office=office,
        held_on=held_on,
        minutes=minutes,
        steps_done=min(steps_done, planned),
        steps_planned=planned,
        recorded_by=actor,
    )
    facts = {"count": drill.steps_done, "minutes": minutes}
    events.record("evacuation.rehearsed", subject=drill, office=office.pk, facts=facts, actor=actor)
    return drill
