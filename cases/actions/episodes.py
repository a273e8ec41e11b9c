"""Adding, removing and bringing back an episode of exploitation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, consents, upkeep
from cases.actions.errors import InterviewNotAllowed, TooLate
from cases.actions.saving import save_section
from cases.models import Case, Exploitation

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_exploitation(
    *,
    actor: "User",
    case: Case,
    values: Mapping[str, Any] | None = None,
    states: Mapping[str, str] | None = None,
) -> Exploitation:
    """Add an episode, numbered after the last one ever used in the case. Raises what save_section raises."""
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    if not (verdict := consents.given(case, "screening_interview")):
        raise InterviewNotAllowed(verdict.reasons)
    Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    highest = Exploitation.with_removed.filter(case=case).aggregate(highest=Max("exp_number"))["highest"] or 0
    row = Exploitation(case=case, exp_number=highest + 1)
    row.save()
    # Which answers were given is the event of the save below.
    facts = {"number": row.exp_number}
    events.record("exploitation.added", subject=row, office=case.office_id, actor=actor, facts=facts)
    if values or states:
        save_section(
            actor=actor,
            case=case,
            section="exploitation",
            row=row.pk,
            values=values or {},
            states=states,
            base_version=row.version,
        )
        row = Exploitation.objects.get(pk=row.pk)
    return row


@transaction.atomic
def remove_exploitation(*, actor: "User", case: Case, row: UUID | str) -> Exploitation:
    """Take an episode out of the record; it can be brought back for 30 days [INF], then it is erased."""
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    found = Exploitation.objects.get(case=case, pk=row)
    found.removed_at, found.removed_by = timezone.now(), actor
    return _placed(actor, case, found, "exploitation.removed")


@transaction.atomic
def restore_exploitation(*, actor: "User", case: Case, row: UUID | str) -> Exploitation:
    """Bring a removed episode back. Raises TooLate when its time has passed, DoesNotExist when it was not removed."""
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    found = Exploitation.with_removed.filter(removed_at__isnull=False).get(case=case, pk=row)
    if found.removed_at < _restorable_since(case):
        raise TooLate
    found.removed_at = found.removed_by = None
    return _placed(actor, case, found, "exploitation.restored")


def removed_exploitations(case: Case) -> list[Exploitation]:
    """Episodes that can still be brought back, the last removed first."""
    rows = Exploitation.with_removed.filter(case=case, removed_at__gte=_restorable_since(case))
    return list(rows.order_by("-removed_at"))


@transaction.atomic
def erase_removed_exploitations() -> int:
    """Erase episodes whose time to be brought back has passed; for the nightly task. Gives their number."""
    gone = 0
    for row in Exploitation.with_removed.filter(removed_at__isnull=False).select_related("case"):
        if row.removed_at < _restorable_since(row.case):
            row.delete()
            gone += 1
    return gone


def _placed(actor: "User", case: Case, row: Exploitation, event: str) -> Exploitation:
    row.save()
    upkeep.rescope(case)
    events.record(event, subject=row, office=case.office_id, actor=actor, facts={"number": row.exp_number})
    return row


def _restorable_since(case: Case) -> Any:
    return timezone.now() - timedelta(days=setting("cases.removed_rows_days", case.office_id))
