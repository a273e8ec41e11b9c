"""Tracing a child's family, step by step: what we begin asks the rules first, what has happened is recorded."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from audit import events
from cases import access
from cases.actions.best_interests import NEEDED
from cases.actions.deciding import write_decided
from cases.actions.errors import NotForThisChild
from cases.child import children
from cases.child import record as child_record
from cases.child.children import Need, State
from cases.child.tracing import BEGUN_BY_US, CONTACT, check_step, state_of
from cases.consent import consents
from cases.models import Case, ChildProtection, TracingStep

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def trace_family(
    *,
    actor: "User",
    case: Case,
    to: str,
    base_version: int,
    safety_check: str = "",
    note: str = "",
    on: date | None = None,
) -> ChildProtection:
    """Take a step of tracing. Raises PermissionDenied, FileClosed, NoSuchStep, NotForThisChild, ConsentMissing,
    SectionConflict.
    """
    for needed in NEEDED:
        access.require(actor, needed, case)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    access.require_in_use(case)
    record = child_record.record_of(case)
    before = state_of(record.row.tracing_status)
    check_step(before, to)
    if to in BEGUN_BY_US:
        _check_rules(case, record.facts, to, safety_check)
    values: dict[str, object] = {"tracing_status": to}
    if to == "open":
        values["tracing_started"] = on or case.office.today()
    row: ChildProtection = write_decided(
        actor=actor, case=case, section="child", values=values, base_version=base_version
    )
    step = TracingStep(case=case, before=before, after=to, by=actor, safety_check=safety_check, note=note)
    step.save()
    events.record(
        "child.tracing_moved", subject=case, office=case.office_id, actor=actor, facts={"status": to}
    )
    return row


def _check_rules(case: Case, facts: children.Facts, to: str, safety_check: str) -> None:
    """Consent to contact with the family, and what the rules of children ask; the safety check before anybody is reached."""
    found = children.verdict("trace_family", facts)
    needs = set(found.waits_for)
    if to != CONTACT or safety_check.strip():
        needs.discard(Need.SAFETY_CHECK)
    if found.state is not State.NOW and needs:
        raise NotForThisChild("trace_family", needs)
    # Whoever is looked for is told something: a yes before police, or in detention, is not enough for that.
    consents.require(case, "family_contact")
