"""Beginning an interview, a pause, going on, the end: one row each (cases/models/interview.py)."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions.entries import add_entry
from cases.actions.errors import (
    InterviewErased,
    InterviewNotAllowed,
    InterviewUnderWay,
    NoInterviewUnderWay,
)
from cases.actions.saving import save_section
from cases.consent import consents
from cases.interview import interviews
from cases.models import Case, Interview, InterviewMoment, MomentKind
from cases.record import upkeep

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def start_interview(
    *,
    actor: "User",
    case: Case,
    phase: str = "",
    feared_present: bool | None = None,
    values: Mapping[str, Any] | None = None,
) -> Interview:
    """Begin an interview of the actor's, with what is known of it; `values` are answers of its section.

    Consent is asked within it, so it need not stand yet; a no that stands is kept to. Raises PermissionDenied,
    FileClosed, InterviewNotAllowed, InterviewUnderWay, and what save_section raises.
    """
    case = opened(actor, case)
    if case.interview_stopped_at:
        raise InterviewNotAllowed(consents.given(case, "screening_interview").reasons)
    if interviews.under_way(case):
        raise InterviewUnderWay
    today = case.office.today()
    kept = {"phase": upkeep.clean(Interview(), "phase", phase), "feared_present": feared_present}
    given = {"interview_date": today, "interview_country": case.office.country, **(values or {})}
    row: Interview = add_entry(
        actor=actor,
        case=case,
        section="interview",
        values=given,
        **kept,
    )
    _note(actor, case, row, MomentKind.STARTED)
    return row


@transaction.atomic
def pause_interview(*, actor: "User", case: Case) -> Interview:
    """Pause the interview that is under way; one that is paused stays so. Raises NoInterviewUnderWay."""
    return _go(actor, case, MomentKind.PAUSED)


@transaction.atomic
def resume_interview(*, actor: "User", case: Case) -> Interview:
    """Go on with the interview after a pause. Raises NoInterviewUnderWay."""
    return _go(actor, case, MomentKind.RESUMED)


@transaction.atomic
def end_interview(
    *,
    actor: "User",
    case: Case,
    values: Mapping[str, Any],
    interview: UUID | None = None,
    base_version: int | None = None,
) -> Interview:
    """End the interview that is under way, with its outcome and what was seen; `values` are answers of its section.

    `interview` and `base_version` name the row, and the version of it, that `values` were made from: one that has ended
    meanwhile keeps them too. Raises NoInterviewUnderWay, InterviewErased, and what save_section raises.
    """
    case, row, is_under_way = _meant(actor, case, interview)
    base = row.version if base_version is None else base_version
    save_section(actor=actor, case=case, section="interview", row=row.pk, values=values, base_version=base)
    if is_under_way:
        _note(actor, case, row, MomentKind.ENDED)
    return row


@transaction.atomic
def note_reactions(
    *,
    actor: "User",
    case: Case,
    reactions: Collection[str] = (),
    responses: Collection[str] = (),
    interview: UUID | None = None,
) -> Interview:
    """Add reactions that were observed, and what helped, to the interview under way or to the one that was meant.

    A reaction tells about health: it is kept where the actor may write it, what helped in any case. Raises as
    end_interview does.
    """
    case, row, _is_under_way = _meant(actor, case, interview)
    seen, used = row.observed_reactions or [], row.supportive_responses or []
    values = {
        "observed_reactions": [*seen, *(one for one in reactions if one not in seen)],
        "supportive_responses": [*used, *(one for one in responses if one not in used)],
    }
    may_write = access.writable_fields(actor, case, "interview")
    values = {key: codes for key, codes in values.items() if key in may_write}
    save_section(
        actor=actor, case=case, section="interview", row=row.pk, values=values, base_version=row.version
    )
    return row


def may_interview(actor: "User", case: Case) -> bool:
    """Whether somebody may begin and end interviews here: who may write only what an interview shows of health may not."""
    return "interview_outcome" in access.writable_fields(actor, case, "interview")


def opened(actor: "User", case: Case) -> Case:
    """The case, locked, for somebody who may write in its interviews."""
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    if not may_interview(actor, case):
        raise PermissionDenied
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    access.require_in_use(locked)
    return locked


def _under_way(actor: "User", case: Case) -> tuple[Case, Interview, bool]:
    """The case, its interview under way, and whether that is paused."""
    case = opened(actor, case)
    now = interviews.under_way(case)
    if now is None:
        raise NoInterviewUnderWay
    return case, Interview.objects.get(pk=now.pk), now.is_paused


def _meant(actor: "User", case: Case, interview: UUID | None) -> tuple[Case, Interview, bool]:
    """The case, the interview that a page was opened for, and whether it is under way; without one, that which is."""
    if interview is None:
        return *_under_way(actor, case)[:2], True
    case = opened(actor, case)
    row = Interview.objects.filter(case=case, pk=interview).first()
    if row is None:
        raise NoInterviewUnderWay
    if InterviewMoment.objects.filter(interview=row, kind=MomentKind.ERASED).exists():
        raise InterviewErased
    now = interviews.under_way(case)
    return case, row, now is not None and now.pk == row.pk


def _go(actor: "User", case: Case, kind: MomentKind) -> Interview:
    """Pause or go on; what is so already is not noted twice."""
    case, row, is_paused = _under_way(actor, case)
    if is_paused is not (kind is MomentKind.PAUSED):
        _note(actor, case, row, kind)
    return row


def _note(actor: "User", case: Case, row: Interview, kind: MomentKind) -> None:
    """Write the moment and its event."""
    InterviewMoment.objects.create(case=case, interview=row, kind=kind, by=actor)
    facts = {"number": row.number}
    events.record(f"interview.{kind.value}", subject=row, office=case.office_id, actor=actor, facts=facts)
