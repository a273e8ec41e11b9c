"""Best interests of a child: assessed by caseworker and supervisor, determined by a panel or authority (P15)."""

import calendar
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks, dictionary
from cases.actions.child_tasks import PANEL, REVIEW, SECOND, follow_child
from cases.actions.deciding import write_decided
from cases.actions.determining import AlreadyHadTheirSay
from cases.actions.errors import AlreadyDecided
from cases.attachments import reach
from cases.child.children import COVERED_BY_ASSESSMENT, UNDECIDED
from cases.models import AssessmentState, BestInterests, Case, ChildProtection
from notifications import outbox

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


class AssessmentWrittenAnew(Exception):
    """Another assessment waits than the one that was read: nobody agrees to words not seen."""


NEEDED = (Permission.CASE_EDIT, Permission.CONFIDENTIAL_WRITE, Permission.RESTRICTED_READ)


def may_assess(user: "User", case: Case) -> bool:
    """Whether somebody may write an assessment or record what a panel decided."""
    return all(access.may(user, needed, case) for needed in NEEDED)


def _require(actor: "User", case: Case) -> Case:
    for needed in NEEDED:
        access.require(actor, needed, case)
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    access.require_in_use(locked)
    return locked


@transaction.atomic
def assess_best_interests(
    *, actor: "User", case: Case, reasons: str = "", heard: str = "", covers: Collection[str] = ()
) -> BestInterests:
    """Write an assessment; it is in force once a second person agrees, one of the two supervising.

    `covers` are deeds of children.COVERED_BY_ASSESSMENT it says yes to beside protection, which waits for nothing.
    Raises PermissionDenied, FileClosed, ValidationError for a deed it cannot cover.
    """
    case = _require(actor, case)
    if set(covers) - set(COVERED_BY_ASSESSMENT):
        raise ValidationError({"covers": _("Choose one of the list.")})
    for row in BestInterests.objects.select_for_update().filter(case=case, state=AssessmentState.WAITS):
        row.state = AssessmentState.REPLACED
        row.save()
    found = BestInterests(case=case, written_by=actor, reasons=reasons, heard=heard, covers=sorted(covers))
    found.save()
    _record("child.assessed", actor, case, {"number": len(covers)})
    case_tasks.settle(case, SECOND, actor=actor)
    days = int(setting("cases.best_interests_days", case.office_id))
    due = case_tasks.working_days_after(case, days)
    case_tasks.raise_task(case, SECOND, due_at=due, cause="assessment", actor=actor)
    people = [one for one in case_tasks.responsible_for(case) if could_look(one, case, found)]
    outbox.enqueue("child.best_interests", to=people, about=case, occurrence=str(found.pk))
    follow_child(actor=actor, case=case)
    return found


def could_look(user: "User", case: Case, row: BestInterests) -> bool:
    """Whether somebody can be the second person: not who wrote it, and one of the two supervises the case."""
    if user.pk == row.written_by_id or not may_assess(user, case):
        return False
    return any(access.may(one, Permission.CASE_ASSIGN, case) for one in (user, row.written_by))


@transaction.atomic
def look_at_best_interests(
    *, actor: "User", case: Case, assessment: "UUID | None", agrees: bool, look: str = ""
) -> BestInterests:
    """The second person agrees, and the assessment is in force from today on; or does not, and it is written anew.

    `assessment` is the id of the one that was read. Raises PermissionDenied, AlreadyHadTheirSay,
    AssessmentWrittenAnew, FileClosed, AlreadyDecided where none waits any more.
    """
    case = _require(actor, case)
    rows = BestInterests.objects.select_for_update(of=("self",)).select_related("written_by")
    row: BestInterests | None = rows.filter(case=case, state=AssessmentState.WAITS).first()
    if row is None:
        raise AlreadyDecided
    if actor.pk == row.written_by_id:
        raise AlreadyHadTheirSay
    if not could_look(actor, case, row):
        raise PermissionDenied(Permission.CASE_ASSIGN.value)
    if row.pk != assessment:
        raise AssessmentWrittenAnew
    row.state = AssessmentState.AGREED if agrees else AssessmentState.NOT_AGREED
    row.looked_by, row.looked_at, row.look = actor, timezone.now(), look
    row.save()
    if agrees:
        day = {"bia_date": case.office.today()}
        write_decided(actor=actor, case=case, section="child", values=day)
    _record("child.assessment_looked_at", actor, case, {"decision": row.state})
    case_tasks.settle(case, SECOND, actor=actor)
    follow_child(actor=actor, case=case)
    return row


@transaction.atomic
def record_determination(
    *,
    actor: "User",
    case: Case,
    outcome: str,
    base_version: int,
    panel: str = "",
    on: date | None = None,
    review: date | None = None,
    document: str | None = None,
) -> ChildProtection:
    """Record what a panel or authority determined, and have it reviewed on its day.

    Without a `document` the one that stands there stays; an empty one takes it away.

    Who decided may be added later (P1), and until then it opens no return (children.determined_of). Raises
    PermissionDenied, FileClosed, SectionConflict, ValidationError for an unknown outcome.
    """
    case = _require(actor, case)
    if outcome not in dictionary.codes("bid_outcome"):
        raise ValidationError({"outcome": _("Choose one of the list.")})
    if document:
        reach.require_referable(actor, case, document)
    is_open = outcome in UNDECIDED
    day = on or case.office.today()
    values: dict[str, object] = {
        "bid_outcome": outcome,
        "bid_panel": panel,
        "bid_date": None if is_open else day,
        "bid_review": None if is_open else (review or _later(case, day)),
    }
    if document is not None:
        values["bid_document"] = document
    row: ChildProtection = write_decided(
        actor=actor, case=case, section="child", values=values, base_version=base_version
    )
    _record("child.determined", actor, case, {"outcome": outcome})
    for kind in (REVIEW, PANEL):
        case_tasks.settle(case, kind, actor=actor)
    if row.bid_review:
        due = case_tasks.end_of_day(case, row.bid_review)
        case_tasks.raise_task(case, REVIEW, due_at=due, cause="clock", actor=actor)
    follow_child(actor=actor, case=case)
    return row


def _later(case: Case, day: date) -> date:
    """The day so many months later that the office has set."""
    months = int(setting("cases.best_interests_review_months", case.office_id))
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _record(event: str, actor: "User", case: Case, facts: dict[str, object]) -> None:
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)
