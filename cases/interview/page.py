"""What the pages of an interview show: the one under way, the course of each, notes before the first question."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import qualifications
from accounts.models import QualificationKind, User
from accounts.permissions import Permission
from cases import access
from cases.actions import Stopped, may_interview
from cases.forms.interview import AT_THE_END
from cases.interview import interviews
from cases.interview.interpreters import chosen_of
from cases.interview.interviews import Moment, UnderWay
from cases.models import Case, Interview, PersonBiodata
from cases.section import Phase

if TYPE_CHECKING:
    from cases.models import SectionRow


@dataclass(frozen=True)
class Strip:
    """The interview under way, if there is one, and whether its reader may pause, end or begin one."""

    now: UnderWay | None
    may_act: bool
    # A reaction tells about health: whether its reader may keep one.
    keeps_reactions: bool = False


def strip_of(user: User, case: Case) -> Strip:
    """One query, asked once for this instance of the case."""
    known: Strip | None = case.__dict__.get("_strip")
    if known is None:
        may_act = access.may(user, Permission.SECTION_EDIT, case) and may_interview(user, case)
        keeps = "observed_reactions" in access.writable_fields(user, case, "interview")
        known = case.__dict__["_strip"] = Strip(interviews.under_way(case), may_act, keeps)
    return known


def is_under_pressure(user: User, case: Case) -> bool:
    """Whether a police officer, an employer or somebody feared sits in the interview under way (consent.md 6)."""
    now = strip_of(user, case).now
    return now is not None and Interview.objects.get(pk=now.pk).is_under_pressure


def notes_before(user: User, case: Case) -> list[str | Promise]:
    """What to know before the first question. Nothing of it refuses an interview."""
    majority = PersonBiodata.objects.plain().filter(case=case).values_list("majority_status", flat=True)
    notes: list[str | Promise] = []
    if majority.first() in ("minor", "unknown") and not _holds(user, QualificationKind.CHILD_INTERVIEWER):
        notes.append(
            _(
                "This may be a child, and you are not noted as trained to interview children. Ask only what is needed "
                "for help today, or sit down together with somebody who is trained."
            )
        )
    elif not _holds(user, QualificationKind.TRAINED_INTERVIEWER):
        notes.append(
            _(
                "You are not noted as a trained interviewer. Ask only what is needed for help today, or sit down "
                "together with somebody who is trained."
            )
        )
    return notes


def erased_in_words(done: Stopped) -> str:
    """How much was erased, without a word of it."""
    answers = ngettext("%(number)s answer", "%(number)s answers", done.answers) % {"number": done.answers}
    drafts = ngettext("%(number)s draft", "%(number)s drafts", done.drafts) % {"number": done.drafts}
    return gettext("Stopped. Erased: %(answers)s, %(drafts)s.") % {"answers": answers, "drafts": drafts}


def _holds(user: User, kind: QualificationKind) -> bool:
    return qualifications.holds(user, kind)


def proposed(case: Case) -> dict[str, Any]:
    """What the start of an interview begins with: screening until one was completed, and the interpreter she chose.

    The interpreter stands there by the code, as everywhere outside the register; of several chosen ones, none.
    """
    screened = Interview.objects.plain().filter(case=case, interview_outcome="completed").exists()
    begin: dict[str, Any] = {"phase": (Phase.ASSISTANCE if screened else Phase.SCREENING).value}
    chosen = list(chosen_of(case)[:2])
    if len(chosen) == 1:
        oath = chosen[0].undertaking_on is not None
        begin |= {"interpreter_used": True, "interpreter_name": chosen[0].code, "interpreter_oath": oath}
    return begin


def noted_so_far(user: User, case: Case) -> dict[str, Any]:
    """What was noted of the interview under way until now, for its end; recorded as a read."""
    now = interviews.under_way(case)
    if now is None:
        return {}
    access.record_view(user, case, ["interview"])
    row = Interview.objects.get(pk=now.pk)
    noted = {key: getattr(row, key) for key in AT_THE_END}
    return {**noted, "interview": row.pk, "base_version": row.version}


def course_beside(_user: User, _case: Case, row: "SectionRow") -> dict[str, Any] | None:
    """When an interview was begun, paused and ended, beside its questions; None for one entered without that."""
    interview = cast(Interview, row)
    if interview._state.adding:
        return None
    course: list[Moment] = interviews.course_of(interview)
    return {"course": course, "kind": interview.get_phase_display()} if course else None
