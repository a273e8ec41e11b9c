"""Where the interviews of a case stand: which one is under way, whose it is, and how each went.

Nothing sealed is opened for it. An interview that nobody ended is not under way for ever: after the hours of
`cases.interview_hours` [INF] without a moment it counts as left open, and answers are no longer said at it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import QueryDict
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import acting
from accounts.settings_register import value as setting
from cases.models import Case, Interview, InterviewMoment, MomentKind, PaperForm

if TYPE_CHECKING:
    from accounts.models import User

# What staff saw, decided or did: it is written during an interview, and not said at it.
NOT_SAID = frozenset(
    {"consent", "registration", "interview", "determination", "risk", "assistance", "closure"}
)


@dataclass(frozen=True)
class UnderWay:
    """An interview that was begun and not ended. `since` is its last moment: begun, paused or gone on."""

    pk: UUID
    number: int
    interviewer: str
    began_at: datetime
    since: datetime
    is_paused: bool
    begun_by: UUID


@dataclass(frozen=True)
class Moment:
    """One line of the course of an interview."""

    kind: MomentKind
    at: datetime
    by: str


def under_way(case: Case) -> UnderWay | None:
    """The interview that is under way, or None: one query. A case has one at a time."""
    rows = InterviewMoment.objects.filter(case=case, interview__removed_at__isnull=True)
    found: dict[UUID, UnderWay | None] = {}
    for pk, number, interviewer, kind, at, by in rows.order_by("at", "pk").values_list(
        "interview_id", "interview__number", "interview__interviewer__display_name", "kind", "at", "by_id"
    ):
        before = found.get(pk)
        began, begun_by = (before.began_at, before.begun_by) if before else (at, by)
        is_paused = kind == MomentKind.PAUSED
        ended = kind in (MomentKind.ENDED, MomentKind.ERASED)
        found[pk] = None if ended else UnderWay(pk, number, interviewer or "", began, at, is_paused, begun_by)
    now = [one for one in found.values() if one and one.since > _still_counts(case)]
    return now[-1] if now else None


def is_pressed(case: Case, form: PaperForm | None = None) -> bool:
    """Whether an officer, an employer or somebody feared sits in the interview under way, or sat in that of a form."""
    now = under_way(case)
    number = form.interview if form is not None and not is_set_aside(form, now) else now.pk if now else None
    row = Interview.objects.filter(case=case, pk=number).first() if number else None
    return row is not None and row.is_under_pressure


def said_at(actor: "User", case: Case, section: str) -> str:
    """The interview at which an answer saved now is said; empty for none, and for what nobody says.

    Who enters a form filled in on paper writes what was said at its interview, whatever others hold meanwhile.
    """
    return "" if section in NOT_SAID else said_now(under_way(case), open_form(actor, case))


def said_now(now: UnderWay | None, form: PaperForm | None) -> str:
    """The interview at which answers are said, by the one under way and the paper form their author is entering."""
    if form is not None and not is_set_aside(form, now):
        return str(form.interview)
    return str(now.pk) if now else ""


def open_form(user: "User", case: Case) -> PaperForm | None:
    """The paper form this person is entering in this case, or None."""
    rows = PaperForm.objects.plain().filter(case=case, entered_by=user, finished_at__isnull=True)
    found: PaperForm | None = rows.first()
    return found


def is_set_aside(form: PaperForm, now: UnderWay | None) -> bool:
    """Whether who enters this form has begun an interview since: until that has ended, nothing comes from the sheets."""
    return now is not None and now.begun_by == form.entered_by_id and now.began_at > form.begun_at


def _still_counts(case: Case) -> datetime:
    return timezone.now() - timedelta(hours=int(setting("cases.interview_hours", case.office_id)))


def to_stop(case: Case) -> Interview | None:
    """The interview that "stop" is about: the one under way, or the last one while its hours have not passed.

    What was said at an earlier one was said on another day: nobody erases it alone, in passing.
    """
    recent = InterviewMoment.objects.filter(
        case=case, at__gt=_still_counts(case), interview__removed_at__isnull=True
    ).exclude(kind=MomentKind.ERASED)
    newest = recent.order_by("-at", "-pk").values_list("interview_id", flat=True).first()
    return None if newest is None else Interview.objects.get(pk=newest)


def erased_since(case: Case, opened_at: str) -> bool:
    """Whether what was typed was erased after a page was opened: seconds since 1970, as they were sent."""
    since = moment_of(opened_at)
    return (
        since is not None
        and InterviewMoment.objects.filter(case=case, kind=MomentKind.ERASED, at__gt=since).exists()
    )


def moment_of(opened_at: str) -> datetime | None:
    """When a page was made, by the seconds since 1970 it sent; None for what is no moment."""
    try:
        return datetime.fromtimestamp(float(opened_at), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_of_erased(user: "User", page: ResolverMatch, sent: QueryDict) -> bool:
    """Whether a form that came too late was opened before what was said was erased: then nothing of it is kept."""
    if "case_id" not in page.kwargs or page.kwargs.get("key") in NOT_SAID or "opened" not in sent:
        return False
    with acting.as_user(user):
        case = Case.objects.plain().filter(pk=page.kwargs["case_id"]).first()
        return case is not None and erased_since(case, str(sent["opened"]))


def names_of(case: Case) -> dict[str, str]:
    """What the interviews of a case are called beside an earlier answer: number and day, by identifier."""
    rows = Interview.objects.plain().filter(case=case).values_list("pk", "number", "interview_date")
    return {
        str(pk): _("interview %(number)s, %(day)s")
        % {"number": number, "day": date_format(day, "DATE_FORMAT") if day else _("date not noted")}
        for pk, number, day in rows
    }


def course_of(interview: Interview) -> list[Moment]:
    """What happened to an interview, in order."""
    rows = InterviewMoment.objects.filter(interview=interview).select_related("by")
    return [Moment(MomentKind(row.kind), row.at, row.by.display_name) for row in rows]
