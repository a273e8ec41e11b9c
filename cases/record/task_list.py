"""How far the interview of a case has come, section by section, without opening anything sealed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, CharField, Count, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import access
from cases.child import record as child_record
from cases.consent import consents
from cases.interview import interpreters
from cases.models import Case, ConsentRecord, SectionDraft
from cases.section import Phase, Section
from cases.sections import SECTIONS, in_order

FULL = 4


@dataclass(frozen=True)
class Task:
    """A line of components/task_list.html."""

    title: Any
    url: str
    status: Any
    tone: str
    hint: Any = ""


@dataclass(frozen=True)
class Group:
    """The lines of one phase."""

    title: str | Promise
    tasks: list[Task]


@dataclass(frozen=True)
class Progress:
    """How many rows a section has and how full they are on average, in quarters."""

    number: int = 0
    filled: int = 0


def groups(case: Case, user: User) -> list[Group]:
    """Consent, then phase by phase every section this person may change. Ten small queries, no sealed row opened."""
    drafts = set(
        SectionDraft.objects.plain().filter(case=case, author=user).values_list("section", flat=True)
    )
    done = progress(case)
    asked = sections_for(case, user)
    found = [
        Group(
            phase.title,
            [
                task_of(case, section, done.get(section.key, Progress()), has_draft=section.key in drafts)
                for section in asked
                if section.phase is phase
            ],
        )
        for phase in Phase
    ]
    found[0].tasks.insert(0, _consent(case))
    return [group for group in found if group.tasks]


def progress(case: Case) -> dict[str, Progress]:
    """Of every section that has rows: one query over all their tables."""
    counted = []
    for section in in_order():
        if section.model is Case:
            continue
        rows: Any = section.model._default_manager
        counted.append(
            rows.filter(case=case)
            .order_by()
            .annotate(section=Value(section.key, output_field=CharField()))
            .values("section")
            .annotate(number=Count("pk"), mean=Avg("filled"))
            .values_list("section", "number", "mean")
        )
    found = {
        key: Progress(number, int(mean or 0))
        for key, number, mean in counted[0].union(*counted[1:], all=True)
    }
    return found | {"registration": Progress(1, case.filled)}


def sections_for(case: Case, user: User) -> list[Section]:
    """The sections this person may change in this case, in the order of an interview."""
    majority = child_record.age_of(case).majority
    return [
        section
        for section in in_order(of_child=majority == "minor")
        if not (section.of_children and majority == "adult")
        and access.writable_fields(user, case, section.key)
    ]


def notices(case: Case) -> list[str | Promise]:
    """Who should ask the questions, and what the consent given so far means for the interview."""
    granted = consents.granted_among(access.consents_of(case))
    found: list[str | Promise] = []
    if wished := interpreters.interviewer_notice(case):
        found.append(wished)
    if case.interview_stopped_at:
        found.append(
            _("The interview was refused or stopped: ask no further questions. Help does not depend on it.")
        )
    if "data_processing" not in granted:
        found.append(
            _(
                "The person has not agreed that we keep who they are. Work with the code name: "
                "questions about their identity are left out, and help goes on all the same."
            )
        )
    return found


def url_of(case: Case, section: Section) -> str:
    """Where a section is asked."""
    return reverse("cases:entries" if section.repeats else "cases:section", args=[case.pk, section.key])


def following(case: Case, user: User, key: str) -> str:
    """Where "save and continue" leads: the next section this person may change, at the end the task list."""
    order = [section.key for section in in_order(of_child=child_record.is_child(case))]
    later = order[order.index(key) + 1 :]
    for section in sections_for(case, user):
        if section.key in later:
            return url_of(case, section)
    return reverse("cases:interview", args=[case.pk])


def _consent(case: Case) -> Task:
    asked = (
        ConsentRecord.objects.plain()
        .filter(case=case)
        .counting()
        .values_list("consent_type", flat=True)
        .distinct()
    )
    missing = {"screening_interview", "data_processing"} - set(asked)
    status, tone = (_("Not asked yet"), "now") if missing else (_("Recorded"), "done")
    return Task(
        SECTIONS["consent"].title, reverse("cases:consent", args=[case.pk]), status, tone, _("Always first")
    )


def task_of(case: Case, section: Section, done: Progress, *, has_draft: bool) -> Task:
    """One section as a line: how full it is, and the way to its questions."""
    status, tone = _state(done.filled, has_draft)
    hint = ""
    if section.repeats and done.number:
        hint = ngettext("%(number)s entry", "%(number)s entries", done.number) % {"number": done.number}
    return Task(section.title, url_of(case, section), status, tone, hint)


def _state(filled: int, has_draft: bool) -> tuple[str, str]:
    """In words and tone: a draft comes first, because it waits to be saved."""
    if has_draft:
        return gettext("In progress, not saved yet"), "now"
    if not filled:
        return gettext("Not started"), "plain"
    return (gettext("Saved"), "done") if filled >= FULL else (gettext("Saved, some answers missing"), "later")
