"""Stop means stop: the interview ends, and what was typed at it is kept or erased, as the person decides."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts import kept_forms
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions.child_age import follow_age
from cases.actions.consenting import withdraw_consent
from cases.actions.former import LOCAL
from cases.actions.interviewing import end_interview, opened
from cases.interview import interviews
from cases.models import (
    WHOLE_SECTION,
    Case,
    Interview,
    InterviewMoment,
    LocalAnswers,
    MomentKind,
    RepeatedPart,
    SectionDraft,
    SectionRow,
    SectionVersion,
)
from cases.models.scoped import EMPTY
from cases.record import upkeep
from cases.section import Section
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User

Former = dict[tuple[str, UUID], list[SectionVersion]]
# What staff wrote about the person at the interview goes with what she said; where and when it was stays.
ABOUT_THE_PERSON = ("observed_reactions", "supportive_responses", "interviewer_remarks")
# What is being written there was decided or done for the person: no draft of it goes.
NOT_TYPED_AT_IT = interviews.NOT_SAID - {"interview"}


@dataclass(frozen=True)
class Stopped:
    """How many answers and drafts were erased."""

    answers: int = 0
    drafts: int = 0


@transaction.atomic
def stop_interview(
    *, actor: "User", case: Case, erase: bool = False, for_good: bool = False, reason: str = ""
) -> Stopped:
    """End the interview under way because the person wants to stop; nobody has to say why.

    `erase`: what was typed since this interview began goes, drafts of everybody included; an answer of an earlier
    interview that was replaced stands again. Without one under way or ended just now
    (cases.interview.interviews.to_stop) it is the actor's drafts. `for_good`: the consent to be interviewed is taken
    back, for a `reason` if she gave one; who may only record that may stop, too. The record says that something was
    erased, never what. Raises PermissionDenied, FileClosed, and what end_interview raises.
    """
    case = _locked(actor, case) if for_good else opened(actor, case)
    last = interviews.to_stop(case)
    if for_good:
        withdraw_consent(actor=actor, case=case, consent_type="screening_interview", reason=reason)
    elif interviews.under_way(case):
        end_interview(actor=actor, case=case, values={"interview_outcome": "stopped_by_beneficiary"})
    done = _erase(actor, case, last) if erase else Stopped()
    facts = {"number": last.number if last else 0, "decision": "erase" if erase else "keep"}
    events.record("interview.stopped", subject=case, office=case.office_id, actor=actor, facts=facts)
    return done


def _locked(actor: "User", case: Case) -> Case:
    access.require(actor, Permission.CONSENT_RECORD, case)
    access.require_in_use(case)
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    access.require_in_use(locked)
    return locked


def _erase(actor: "User", case: Case, interview: Interview | None) -> Stopped:
    drafts, answers = _erase_drafts(actor, case, interview), 0
    if interview is not None:
        at, former = str(interview.pk), _former(case)
        for spec, row in _rows(case):
            answers += _forget(case, spec, row, at, former)
        answers += _forget_local(case, at, former)
        answers += _forget_remarks(interview, former)
        follow_age(actor=actor, case=case)
        InterviewMoment.objects.create(case=case, interview=interview, kind=MomentKind.ERASED, by=actor)
    facts = {"number": answers, "count": drafts}
    events.record("interview.answers_erased", subject=case, office=case.office_id, actor=actor, facts=facts)
    return Stopped(answers, drafts)


def _erase_drafts(actor: "User", case: Case, interview: Interview | None) -> int:
    """Drafts of everybody since the interview began, or the actor's; their text stays sealed while they go."""
    drafts = SectionDraft.objects.plain().filter(case=case).exclude(section__in=NOT_TYPED_AT_IT)
    if interview is None:
        drafts = drafts.filter(author=actor)
    else:
        drafts = drafts.filter(saved_at__gte=interviews.course_of(interview)[0].at)
    rows = list(drafts)
    for row in rows:
        row.delete()
    # What came when a session was over is as typed as a draft, and could be sent again.
    if interview is None:
        return len(rows) + kept_forms.forget_about(case.pk, user=actor)
    return len(rows) + kept_forms.forget_about(case.pk, since=interviews.course_of(interview)[0].at)


def _rows(case: Case) -> Iterator[tuple[Section, Any]]:
    """Every stored row of a section that somebody tells something in, removed entries among them."""
    for spec in SECTIONS.values():
        if not spec.is_edited or spec.key in interviews.NOT_SAID:
            continue
        model: Any = spec.model
        rows = model.with_removed if spec.repeats else model.objects
        for row in rows.filter(case=case):
            yield spec, row


def _former(case: Case) -> Former:
    """The former answers of a case by section and row, the oldest first; one query."""
    found: Former = defaultdict(list)
    for version in SectionVersion.objects.filter(case=case).order_by("of_version", "replaced_at"):
        found[version.section, version.row].append(version)
    return found


def _forget(case: Case, spec: Section, row: SectionRow, at: str, former: Former) -> int:
    """Take out of a row what was said at an interview; an entry of which nothing is left goes whole."""
    versions = former[spec.key, row.pk if spec.repeats else WHOLE_SECTION]
    again = _again(row, versions, at)
    if not again:
        return 0
    row.answers_state = {key: note for key, note in (row.answers_state or {}).items() if key not in again}
    for key, value in again.items():
        setattr(row, key, upkeep.clean(row, key, value))
    _put(case, spec, row, versions)
    upkeep.follow(case, spec, row, set(again))
    return len(again)


def _forget_local(case: Case, at: str, former: Former) -> int:
    """The same for the answers to the office's own questions, which stand in one row by the question's number."""
    row = LocalAnswers.objects.filter(case=case).first()
    if row is None or not (again := _again(row, former[LOCAL, WHOLE_SECTION], at)):
        return 0
    stands = {**row.answers, **again}
    row.answers = {key: value for key, value in stands.items() if value is not None}
    row.save()
    return len(again)


def _again(row: SectionRow | LocalAnswers, versions: list[SectionVersion], at: str) -> dict[str, Any]:
    """By what was said at an interview, the answer that stands again or None; former answers said at it go."""
    said, again = dict(row.said_in or {}), {}
    for key in [key for key, one in said.items() if one == at]:
        again[key], earlier = _take_back(versions, key, at)
        del said[key]
        if earlier:
            said[key] = earlier
    for version in versions:
        _drop(version, {key for key, one in (version.said_in or {}).items() if one == at})
    row.said_in = said
    return again


def _put(case: Case, spec: Section, row: SectionRow, versions: list[SectionVersion]) -> None:
    """Write the row, or erase an entry that holds nothing any more, with what was kept of it."""
    is_empty = not row.answers_state and all(getattr(row, key) in EMPTY for key in spec.all_fields)
    if isinstance(row, RepeatedPart) and is_empty:
        for version in versions:
            if version.pk is not None:
                version.delete()
        row.delete()
        return
    upkeep.derive(case, spec, row)
    row.save()


def _take_back(versions: list[SectionVersion], key: str, at: str) -> tuple[Any, str]:
    """What stood there before the interview and where it was said: it stands again, and is former no more."""
    for version in versions:
        earlier = (version.said_in or {}).get(key, "")
        if version.replaced_in == at and key in version.values and earlier != at:
            value = version.values[key]
            _drop(version, {key})
            return value, earlier
    return None, ""


def _drop(version: SectionVersion, keys: Collection[str]) -> None:
    """Take answers out of the former ones; a version without any goes."""
    kept = {key: value for key, value in version.values.items() if key not in keys}
    if len(kept) == len(version.values):
        return
    version.values = kept
    version.said_in = {key: one for key, one in (version.said_in or {}).items() if key in kept}
    if kept:
        version.save()
    else:
        version.delete()


def _forget_remarks(interview: Interview, former: Former) -> int:
    """What was noted about the person at it, on the row of the interview itself."""
    row = Interview.objects.get(pk=interview.pk)
    written = [key for key in ABOUT_THE_PERSON if getattr(row, key) not in EMPTY]
    for key in written:
        setattr(row, key, upkeep.clean(row, key, None))
    for version in former["interview", row.pk]:
        _drop(version, ABOUT_THE_PERSON)
    if written:
        row.save()
    return len(written)
