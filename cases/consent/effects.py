"""What a page says of the effects of what was withdrawn: done at once, or to be done by whom until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.consent.withdrawals import EFFECTS, Effect, How, by_hand, task_of
from cases.erasing.closing import CLOSING_CONSENTS
from cases.models import Case, CaseTask, ConsentRecord

DONE_AT_ONCE = _("Done at once")
DONE = _("Done")
TO_BE_DONE = _("To be done")
NOTHING = _("Nothing to do")
BY_TWO = _("By two people")
NOT_HERE = _("By hand for now")


@dataclass(frozen=True)
class Line:
    """One effect with its state; `url` is where somebody notes that it was done, `erasure` says it stands there."""

    text: str | Promise
    tag: str | Promise
    tone: str
    detail: str | Promise = ""
    url: str = ""
    erasure: bool = False


@dataclass(frozen=True)
class Withdrawn:
    """A kind that is withdrawn now, with its effects."""

    kind: str
    label: Any
    lines: list[Line]


def of_closed(case: Case) -> list["Withdrawn"]:
    """The effects of the withdrawals that closed the file; nothing is opened."""
    rows = ConsentRecord.objects.plain().filter(case=case).newest_of_each()
    closing = [row for row in rows if row.consent_type in CLOSING_CONSENTS]
    return of_withdrawn(case, closing, may_record=False)


def of_withdrawn(case: Case, rows: Iterable[ConsentRecord], *, may_record: bool) -> list[Withdrawn]:
    """The effects of each of these withdrawals; one query for what was to be done."""
    withdrawn = [row for row in rows if row.consent_status == "withdrawn"]
    wanted = {task_of(row.consent_type, one) for row in withdrawn for one in by_hand(row.consent_type)}
    tasks: dict[str, CaseTask] = {}
    if wanted:
        found = CaseTask.objects.filter(case=case, kind__in=wanted).select_related("done_by")
        tasks = {task.kind: task for task in found.order_by("raised_at")}
    return [
        Withdrawn(
            row.consent_type,
            dictionary.code_label("consent_type", row.consent_type),
            [_line(case, row, effect, tasks, may_record) for effect in EFFECTS[row.consent_type]],
        )
        for row in withdrawn
    ]


def before(kind: str) -> list[Line]:
    """The effects of a withdrawal that has not happened yet."""
    tags = {
        How.AT_ONCE: (_("At once"), "done"),
        How.BY_HAND: (TO_BE_DONE, "later"),
        How.BY_TWO: (BY_TWO, "later"),
        How.NOT_HERE: (NOT_HERE, "plain"),
    }
    return [Line(effect.text, *tags[effect.how], detail=_why(effect)) for effect in EFFECTS[kind]]


def _why(effect: Effect) -> str | Promise:
    if effect.how is How.NOT_HERE:
        return _("Referrals, houses, plans and visits are not kept here yet: nothing of them ends by itself.")
    return ""


def _line(
    case: Case, row: ConsentRecord, effect: Effect, tasks: dict[str, CaseTask], may_record: bool
) -> Line:
    if effect.how is How.AT_ONCE:
        return Line(effect.text, DONE_AT_ONCE, "done")
    if effect.how is How.BY_TWO:
        return Line(effect.text, BY_TWO, "later", erasure=True)
    if effect.how is How.NOT_HERE:
        return Line(effect.text, NOT_HERE, "plain", _why(effect))
    task = tasks.get(task_of(row.consent_type, effect))
    # What was done after an earlier withdrawal says nothing of this one.
    if task is None or task.raised_at < row.recorded_at:
        return Line(effect.text, NOTHING, "plain", effect.if_none)
    if task.done_at is not None:
        told = {
            "name": task.done_by.display_name if task.done_by else "",
            "day": date_format(task.done_at.astimezone(case.office.zone), "DATE_FORMAT"),
        }
        return Line(effect.text, DONE, "done", gettext("By %(name)s, %(day)s") % told)
    told = {
        "name": case.owner.display_name,
        "day": date_format(task.due_at.astimezone(case.office.zone), "DATE_FORMAT"),
    }
    url = reverse("cases:consent_effect", args=[case.pk, row.consent_type, effect.code])
    return Line(
        effect.text,
        TO_BE_DONE,
        "later",
        gettext("By %(name)s until %(day)s") % told,
        url if may_record else "",
    )
