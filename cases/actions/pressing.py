"""Police or employer in the room, or custody, noted after the consents of that time: they are weak, too (consent.md 6)."""

from datetime import datetime
from typing import TYPE_CHECKING

from audit import events
from cases.actions import erasing
from cases.actions.consenting import take_effect
from cases.actions.taking_back import copy_of
from cases.consent.validity import GRANTED
from cases.interview import interviews
from cases.models import Case, ConsentRecord, Interview, MomentKind
from cases.record import saved

if TYPE_CHECKING:
    from accounts.models import User


def listen() -> None:
    """Called once at start-up."""
    saved.on_save("interview", _on_interview)


def _on_interview(*, actor: "User", case: Case, row: Interview, changed: saved.Changed) -> None:
    """A row is never changed: the same yes is recorded again, as weak, and asked again by its clock."""
    if "people_present" not in changed or not row.is_under_pressure:
        return
    erasing.lock_case(case)
    for consent in list(ConsentRecord.objects.filter(case=case).newest_of_each()):
        if consent.consent_status not in GRANTED or consent.pressure_present or not _was_at(consent, row):
            continue
        _record_as_weak(actor, case, consent, pressure_present=True)


def weaken_since(actor: "User", case: Case, since: datetime) -> None:
    """What was agreed to since the person is held counts as weak (practice.md P18). Part of other actions."""
    erasing.lock_case(case)
    for consent in list(ConsentRecord.objects.filter(case=case).newest_of_each()):
        if consent.consent_status in GRANTED and not consent.in_detention and consent.recorded_at >= since:
            _record_as_weak(actor, case, consent, in_detention=True)


def _record_as_weak(actor: "User", case: Case, consent: ConsentRecord, **why: bool) -> None:
    again = copy_of(consent, actor)
    again.consent_date, again.on_paper = consent.consent_date, consent.on_paper
    for name, holds in why.items():
        setattr(again, name, holds)
    again.save()
    take_effect(actor, case, again)
    facts = {"consent_type": again.consent_type, "status": again.consent_status}
    events.record("consent.recorded", subject=case, office=case.office_id, actor=actor, facts=facts)


def _was_at(consent: ConsentRecord, interview: Interview) -> bool:
    """Whether a yes was said at an interview: while it was under way, or on its day where both come from paper."""
    course = interviews.course_of(interview)
    if not course or consent.on_paper:
        return bool(consent.on_paper) and consent.said_on == interview.interview_date
    ended = [moment.at for moment in course if moment.kind == MomentKind.ENDED]
    return course[0].at <= consent.recorded_at and (not ended or consent.recorded_at <= ended[-1])
