"""Adding, removing and bringing back an entry of a section that repeats: an episode, a leg, an assessment."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions.errors import InterviewUnderWay, TooLate
from cases.actions.saving import check_interview, save_section
from cases.assessing import risk_levels, risk_state
from cases.interview import interviews
from cases.models import Case, RepeatedPart, RiskAssessment
from cases.record import saved, upkeep
from cases.section import Section
from cases.sections import SECTIONS, repeated_section

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_entry(
    *,
    actor: "User",
    case: Case,
    section: str,
    values: Mapping[str, Any] | None = None,
    states: Mapping[str, str] | None = None,
    not_again: Collection[str] = (),
    **decided: Any,
) -> Any:
    """Add an entry, numbered after the last one ever used in the case, and give its row back.

    `decided` are columns that the calling action sets by its own rule (DECIDED_BY_AN_ACTION), never a form. Raises
    UnknownSection and what save_section raises.
    """
    spec = repeated_section(section)
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    check_interview(case, spec)
    case = Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    rows: Any = spec.model
    highest = rows.with_removed.filter(case=case).aggregate(highest=Max("number"))["highest"] or 0
    row: RepeatedPart = rows(case=case, number=highest + 1, **decided)
    upkeep.begin(row, actor)
    row.save()
    # Which answers were given is the event of the save below.
    _record("entry.added", actor, case, spec, row)
    if values or states or not_again:
        return save_section(
            actor=actor,
            case=case,
            section=section,
            row=row.pk,
            values=values or {},
            states=states,
            not_again=not_again,
            base_version=row.version,
        )
    return row


@transaction.atomic
def remove_entry(*, actor: "User", case: Case, section: str, row: UUID | str, reason: str = "") -> Any:
    """Take an entry out of the record; it can be brought back for 30 days [INF], then it is erased.

    Raises UnknownSection, PermissionDenied, FileClosed, DoesNotExist, InterviewUnderWay for the one under way,
    LevelNotAllowed for an assessment after which a lower level would count: that takes a supervisor and a reason.
    """
    spec, rows = _rows(actor, case, section)
    found = rows.filter(removed_at__isnull=True).get(case=case, pk=row)
    now = interviews.under_way(case) if spec.key == "interview" else None
    if now is not None and now.pk == found.pk:
        # What was said at it could not be taken back any more: it is ended or stopped first.
        raise InterviewUnderWay
    if isinstance(found, RiskAssessment):
        if risk_state.falls_without(case, found.pk):
            supervises = access.may(actor, Permission.RISK_LOWER, case)
            risk_levels.check_lowering(supervises=supervises, reason=reason)
        found.removal_reason = reason
    found.removed_at, found.removed_by = timezone.now(), actor
    return _placed(actor, case, spec, found, "entry.removed")


@transaction.atomic
def restore_entry(*, actor: "User", case: Case, section: str, row: UUID | str) -> Any:
    """Bring a removed entry back. Raises TooLate when its time has passed, DoesNotExist when it was not removed."""
    spec, rows = _rows(actor, case, section)
    found = rows.filter(removed_at__isnull=False).get(case=case, pk=row)
    if found.removed_at < _restorable_since(case):
        raise TooLate
    found.removed_at = found.removed_by = None
    return _placed(actor, case, spec, found, "entry.restored")


def removed_entries(case: Case, section: str) -> list[Any]:
    """Entries that can still be brought back, the last removed first."""
    rows: Any = repeated_section(section).model
    found = rows.with_removed.filter(case=case, removed_at__gte=_restorable_since(case))
    return list(found.order_by("-removed_at"))


@transaction.atomic
def erase_removed_entries() -> int:
    """Erase entries whose time to be brought back has passed; for the nightly task. Gives their number."""
    gone = 0
    for spec in SECTIONS.values():
        if not (spec.repeats and spec.is_edited):
            continue
        rows: Any = spec.model
        for row in rows.with_removed.filter(removed_at__isnull=False).select_related("case"):
            if row.removed_at < _restorable_since(row.case):
                row.delete()
                gone += 1
    return gone


def _rows(actor: "User", case: Case, section: str) -> tuple[Section, Any]:
    """The section and all its rows, for somebody who may write in it: a permission for other sections is none here."""
    spec = repeated_section(section)
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    if not access.writable_fields(actor, case, spec.key):
        raise PermissionDenied
    model: Any = spec.model
    return spec, model.with_removed.all()


def _placed(actor: "User", case: Case, spec: Section, row: RepeatedPart, event: str) -> RepeatedPart:
    row.save()
    upkeep.follow(case, spec, row, set(spec.all_fields))
    _record(event, actor, case, spec, row)
    saved.tell(actor=actor, case=case, section=spec.key, row=row, changed={})
    return row


def _record(event: str, actor: "User", case: Case, spec: Section, row: RepeatedPart) -> None:
    facts = {"section": spec.key, "number": row.number}
    events.record(event, subject=row, office=case.office_id, actor=actor, facts=facts)


def _restorable_since(case: Case) -> datetime:
    return timezone.now() - timedelta(days=int(setting("cases.removed_rows_days", case.office_id)))
