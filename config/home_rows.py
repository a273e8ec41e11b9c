"""The rows of the start page's panels: which there are for somebody, and how each reads."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from agenda.models import Appointment, Todo
from cases import case_tasks, hand_over
from cases.actions.erasing import requests_for
from cases.models import Case, CaseTask, ConsentRecord, ErasureRequest, HandOverCase, SectionDraft
from cases.models.erasure import OPEN_STATES
from cases.record import task_list
from cases.sections import SECTIONS
from notifications.models import InboxItem
from reports import unusual as findings
from reports.models import ReportRun, UnusualFinding

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


def due(user: User) -> QuerySet[Any]:
    return case_tasks.waiting_for(user)


def due_line(task: CaseTask) -> Line:
    kind = case_tasks.kind_of(task)
    beside = (
        format_lazy("{title} – {late}", title=kind.title, late=_("overdue"))
        if task.is_overdue
        else kind.title
    )
    address = reverse(kind.url_name, args=[task.case_id])
    return Line(address, task.case.reference, task.case.person.code_name, beside, task.due_at, task.case_id)


def drafts(user: User) -> QuerySet[Any]:
    mine: QuerySet[Any] = SectionDraft.objects.plain().filter(
        author=user, case__in=Case.objects.visible_to(user)
    )
    return mine.select_related("case__person").defer("case__envelope").order_by("-saved_at", "pk")


def draft_line(draft: SectionDraft) -> Line:
    section = SECTIONS.get(draft.section)
    url = (
        task_list.url_of(draft.case, section) if section else reverse("cases:interview", args=[draft.case_id])
    )
    beside = section.title if section else ""
    return Line(url, draft.case.reference, draft.case.person.code_name, beside, draft.saved_at, draft.case_id)


def mine(user: User) -> QuerySet[Any]:
    cases: QuerySet[Any] = Case.objects.plain().visible_to(user).open().filter(owner=user)
    return cases.select_related("person").order_by("-opened_at", "pk")


def without_consent(user: User) -> QuerySet[Any]:
    return mine(user).filter(~Exists(ConsentRecord.objects.plain().counting().filter(case=OuterRef("pk"))))


def newly_opened(user: User) -> QuerySet[Any]:
    office = user.offices_with(Permission.CASE_OFFICE)
    cases: QuerySet[Any] = Case.objects.plain().visible_to(user).filter(office__in=office)
    return (
        cases.filter(opened_at__gte=timezone.now() - NEW_FOR)
        .select_related("person")
        .order_by("-opened_at", "pk")
    )


def case_line(case: Case) -> Line:
    return Line(
        reverse("cases:case", args=[case.pk]),
        case.reference,
        case.person.code_name,
        at=case.opened_at,
        case_id=case.pk,
    )


def consent_line(case: Case) -> Line:
    return Line(
        reverse("cases:consent", args=[case.pk]),
        case.reference,
        case.person.code_name,
        at=case.opened_at,
        case_id=case.pk,
    )


def reports(user: User) -> QuerySet[Any]:
    runs = ReportRun.objects.visible_to(user).filter(shredded_at__isnull=True, downloaded_at__isnull=True)
    return runs.exclude(state=ReportRun.State.CANCELLED).order_by("-created_at", "pk")


def report_line(run: ReportRun) -> Line:
    return Line(
        reverse("reports:run", args=[run.pk]),
        run.reference,
        beside=run.get_state_display(),
        at=run.created_at,
    )


def inbox(user: User) -> QuerySet[Any]:
    return InboxItem.objects.shown_to(user).filter(read_at__isnull=True)


def inbox_line(item: InboxItem) -> Line:
    return Line(reverse("inbox"), item.sentence, at=item.created_at)


def erasures(user: User) -> QuerySet[Any]:
    return requests_for(user).filter(state__in=OPEN_STATES).order_by("asked_at", "pk")


def erasure_line(row: ErasureRequest) -> Line:
    return Line(
        reverse("cases:erasure_certificate", args=[row.pk]),
        row.get_extent_display(),
        beside=row.get_state_display(),
        at=row.asked_at,
    )


def offered(user: User) -> QuerySet[Any]:
    return hand_over.offered_to(user)


def offered_line(offer: HandOverCase) -> Line:
    address = reverse("cases:hand_over_offer", args=[offer.pk])
    return Line(address, offer.office.name, beside=offer.hand_over.leaver.display_name, at=offer.offered_at)


def need_somebody(user: User) -> QuerySet[Any]:
    return hand_over.need_somebody(user).order_by("-opened_at", "pk")


def need_line(case: Case) -> Line:
    return Line(
        reverse("cases:hand_over"), case.reference, case.person.code_name, at=case.opened_at, case_id=case.pk
    )


def unusual(user: User) -> QuerySet[Any]:
    return findings.listed(closed=False).exclude(person=user)


def unusual_line(row: UnusualFinding) -> Line:
    beside = row.person.display_name if row.person else ""
    return Line(reverse("reports:unusual"), row.get_kind_display(), beside=beside, at=row.found_at)


def agenda(user: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = Appointment.objects.plain().of(user)
    return rows.select_related("case__person").defer("case__envelope")


def agenda_line(row: Appointment) -> Line:
    address = reverse("agenda:agenda")
    return Line(
        address,
        row.case.reference,
        row.case.person.code_name,
        row.get_kind_display(),
        row.starts_at,
        row.case_id,
    )


def written(user: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = Todo.objects.plain().of(user)
    return rows.select_related("case__person").defer("case__envelope")


def written_line(row: Todo) -> Line:
    address = reverse("cases:panel", args=[row.case_id, "agenda"])
    late = _("overdue") if row.is_overdue else ""
    return Line(address, row.case.reference, row.case.person.code_name, late, row.due_at, row.case_id)
