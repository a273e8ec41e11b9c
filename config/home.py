"""My day: what waits for the person signed in.

Each panel is one queryset, so that the number shown, the first rows and the page behind the number
(`/?show=key`) are the same rows. A panel of an app is one entry of PANELS; config may know every floor.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import case_tasks, hand_over
from cases.actions.erasing import requests_for
from cases.models import Case, CaseTask, ConsentRecord, ErasureRequest, HandOverCase, SectionDraft
from cases.models.erasure import OPEN_STATES
from cases.record import task_list
from cases.sections import SECTIONS
from notifications.models import InboxItem
from reports import unusual
from reports.models import ReportRun, UnusualFinding

FIRST = 5
ALL = 200
NEW_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One row: where it leads, what it is called, and a quiet word beside it."""

    url: str
    text: Any
    code_name: str = ""
    beside: Any = ""
    at: Any = None
    case_id: Any = None


@dataclass(frozen=True)
class Panel:
    """A kind of work: who has it, which rows, and how a row reads."""

    key: str
    title: str | Promise
    empty: str | Promise
    permission: Permission
    rows: Callable[[User], QuerySet[Any]]
    line: Callable[[Any], Line]


@dataclass(frozen=True)
class Shown:
    """A panel with this person's rows; `more` says that the page behind the count has further ones."""

    panel: Panel
    count: int
    lines: list[Line]

    @property
    def url(self) -> str:
        return f"{reverse('home')}?show={self.panel.key}"

    @property
    def more(self) -> bool:
        return self.count > len(self.lines)


def _due(user: User) -> QuerySet[Any]:
    return case_tasks.waiting_for(user)


def _due_line(task: CaseTask) -> Line:
    kind = case_tasks.kind_of(task)
    beside = (
        format_lazy("{title} – {late}", title=kind.title, late=_("overdue"))
        if task.is_overdue
        else kind.title
    )
    address = reverse(kind.url_name, args=[task.case_id])
    return Line(address, task.case.reference, task.case.person.code_name, beside, task.due_at, task.case_id)


def _drafts(user: User) -> QuerySet[Any]:
    mine: QuerySet[Any] = SectionDraft.objects.plain().filter(
        author=user, case__in=Case.objects.visible_to(user)
    )
    return mine.select_related("case__person").defer("case__envelope").order_by("-saved_at", "pk")


def _draft_line(draft: SectionDraft) -> Line:
    section = SECTIONS.get(draft.section)
    url = (
        task_list.url_of(draft.case, section) if section else reverse("cases:interview", args=[draft.case_id])
    )
    beside = section.title if section else ""
    return Line(url, draft.case.reference, draft.case.person.code_name, beside, draft.saved_at, draft.case_id)


def _mine(user: User) -> QuerySet[Any]:
    cases: QuerySet[Any] = Case.objects.plain().visible_to(user).open().filter(owner=user)
    return cases.select_related("person").order_by("-opened_at", "pk")


def _without_consent(user: User) -> QuerySet[Any]:
    return _mine(user).filter(~Exists(ConsentRecord.objects.plain().counting().filter(case=OuterRef("pk"))))


def _newly_opened(user: User) -> QuerySet[Any]:
    office = user.offices_with(Permission.CASE_OFFICE)
    cases: QuerySet[Any] = Case.objects.plain().visible_to(user).filter(office__in=office)
    return (
        cases.filter(opened_at__gte=timezone.now() - NEW_FOR)
        .select_related("person")
        .order_by("-opened_at", "pk")
    )


def _case_line(case: Case) -> Line:
    return Line(
        reverse("cases:case", args=[case.pk]),
        case.reference,
        case.person.code_name,
        at=case.opened_at,
        case_id=case.pk,
    )


def _consent_line(case: Case) -> Line:
    return Line(
        reverse("cases:consent", args=[case.pk]),
        case.reference,
        case.person.code_name,
        at=case.opened_at,
        case_id=case.pk,
    )


def _reports(user: User) -> QuerySet[Any]:
    runs = ReportRun.objects.visible_to(user).filter(shredded_at__isnull=True, downloaded_at__isnull=True)
    return runs.exclude(state=ReportRun.State.CANCELLED).order_by("-created_at", "pk")


def _report_line(run: ReportRun) -> Line:
    return Line(
        reverse("reports:run", args=[run.pk]),
        run.reference,
        beside=run.get_state_display(),
        at=run.created_at,
    )


def _inbox(user: User) -> QuerySet[Any]:
    return InboxItem.objects.shown_to(user).filter(read_at__isnull=True)


def _inbox_line(item: InboxItem) -> Line:
    return Line(reverse("inbox"), item.sentence, at=item.created_at)


def _erasures(user: User) -> QuerySet[Any]:
    return requests_for(user).filter(state__in=OPEN_STATES).order_by("asked_at", "pk")


def _erasure_line(row: ErasureRequest) -> Line:
    return Line(
        reverse("cases:erasure_certificate", args=[row.pk]),
        row.get_extent_display(),
        beside=row.get_state_display(),
        at=row.asked_at,
    )


def _offered(user: User) -> QuerySet[Any]:
    return hand_over.offered_to(user)


def _offered_line(offer: HandOverCase) -> Line:
    address = reverse("cases:hand_over_offer", args=[offer.pk])
    return Line(address, offer.office.name, beside=offer.hand_over.leaver.display_name, at=offer.offered_at)


def _need_somebody(user: User) -> QuerySet[Any]:
    return hand_over.need_somebody(user).order_by("-opened_at", "pk")


def _need_line(case: Case) -> Line:
    return Line(
        reverse("cases:hand_over"), case.reference, case.person.code_name, at=case.opened_at, case_id=case.pk
    )


def _unusual(user: User) -> QuerySet[Any]:
    return unusual.listed(closed=False).exclude(person=user)


def _unusual_line(row: UnusualFinding) -> Line:
    beside = row.person.display_name if row.person else ""
    return Line(reverse("reports:unusual"), row.get_kind_display(), beside=beside, at=row.found_at)


PANELS = (
    Panel(
        "due",
        _("Due and overdue"),
        _("Nothing about a case of yours is due."),
        Permission.CASE_VIEW,
        _due,
        _due_line,
    ),
    Panel(
        "offered",
        _("Cases you are asked to take over"),
        _("Nobody hands a case over to you."),
        Permission.CASE_HAND_OVER,
        _offered,
        _offered_line,
    ),
    Panel(
        "needing",
        _("Cases that need somebody"),
        _("Every open case has somebody who can work on it."),
        Permission.CASE_ASSIGN,
        _need_somebody,
        _need_line,
    ),
    Panel(
        "drafts",
        _("Drafts to finish"),
        _("Nothing is half finished. What you type is kept here until you save it."),
        Permission.SECTION_EDIT,
        _drafts,
        _draft_line,
    ),
    Panel(
        "consent",
        _("Consent still to be asked"),
        _("Every case of yours has a consent record."),
        Permission.CONSENT_RECORD,
        _without_consent,
        _consent_line,
    ),
    Panel(
        "mine",
        _("My open cases"),
        _("No open case is assigned to you."),
        Permission.CASE_VIEW,
        _mine,
        _case_line,
    ),
    Panel(
        "opened",
        _("Opened this week"),
        _("No case was opened at your office in the last seven days."),
        Permission.CASE_OFFICE,
        _newly_opened,
        _case_line,
    ),
    Panel(
        "unusual",
        _("Unusual reading and sign-ins"),
        _("Nothing unusual waits to be looked into."),
        Permission.AUDIT_UNUSUAL,
        _unusual,
        _unusual_line,
    ),
    Panel(
        "erasures",
        _("Erasures under way"),
        _("No file of your offices is being erased."),
        Permission.LEGAL_HOLD,
        _erasures,
        _erasure_line,
    ),
    Panel(
        "reports",
        _("Reports to look at"),
        _("No report is waiting or ready."),
        Permission.REPORT_VIEW,
        _reports,
        _report_line,
    ),
    Panel(
        "inbox",
        _("Unread notices"),
        _("You have read everything."),
        Permission.INBOX_READ,
        _inbox,
        _inbox_line,
    ),
)


def panels_for(user: User) -> list[Shown]:
    """Every panel this person has, with its first rows: first those with work in them.

    What was shown of cases is recorded once.
    """
    shown = [_show(panel, user, FIRST) for panel in PANELS if user.can(panel.permission)]
    _record(line for panel in shown for line in panel.lines)
    return sorted(shown, key=lambda panel: not panel.lines)


def panel_for(user: User, key: str) -> Shown | None:
    """One panel with all its rows (the first two hundred), or None where there is none for this person."""
    panel = next((each for each in PANELS if each.key == key), None)
    if panel is None or not user.can(panel.permission):
        return None
    shown = _show(panel, user, ALL)
    _record(shown.lines)
    return shown


def _show(panel: Panel, user: User, limit: int) -> Shown:
    rows = panel.rows(user)
    found = list(rows[: limit + 1])
    count = len(found) if len(found) <= limit else rows.count()
    return Shown(panel, count, [panel.line(row) for row in found[:limit]])


def _record(lines: Iterable[Line]) -> None:
    """Looking at a list of cases is a read like any other."""
    ids = sorted({str(line.case_id) for line in lines if line.case_id})
    if ids:
        digest = hashlib.sha256(" ".join(ids).encode()).hexdigest()
        events.record("case.listed", facts={"count": len(ids), "ids_hash": digest, "filters": ["home"]})
