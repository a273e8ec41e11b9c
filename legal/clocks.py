"""The clocks of this floor: appeal, ask again before a permit ends, act while somebody is held, prepare a hearing.

Each is one task of the case, made to fit what stands in the rows (`follow`), so that a step taken back or a day
corrected moves it in either direction.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import case_tasks
from cases.actions.protecting import alarm_people
from cases.case_tasks import TaskKind
from cases.models import Case, CaseTask
from legal.models import CustodyDeed, Hearing, HearingState, Permit
from legal.workflow import PermitState

if TYPE_CHECKING:
    from accounts.models import User

APPEAL, RENEW, CUSTODY = "legal_appeal", "legal_renew", "legal_custody"
HEARING = "legal_hearing"


def told(case: Case) -> list["User"]:
    """Of a custody: the responsible worker and whoever answers an immediate risk."""
    people = (*case_tasks.responsible_for(case), *alarm_people(case))
    return list({person.pk: person for person in people}.values())


KINDS = (
    TaskKind(
        APPEAL,
        _("Appeal in time, if the person wishes"),
        "legal:right_to_stay",
        permission=Permission.LEGAL_READ,
    ),
    TaskKind(
        RENEW, _("Ask for a permit to be extended"), "legal:right_to_stay", permission=Permission.LEGAL_READ
    ),
    TaskKind(
        CUSTODY,
        _("Act for somebody who is held or accused"),
        "legal:right_to_stay",
        told,
        Permission.LEGAL_READ,
    ),
    TaskKind(
        HEARING,
        _("Prepare a hearing with the person"),
        "legal:proceedings",
        permission=Permission.LEGAL_READ,
    ),
)


def follow(case: Case, actor: "User | None") -> None:
    """Make the tasks of the case fit its permits, custodies and hearings. Part of every action of this floor."""
    _fit(case, APPEAL, _appeal_by(case), actor)
    _fit(case, RENEW, _renew_by(case), actor)
    _fit(case, CUSTODY, _deed_by(case), actor)
    _fit(case, HEARING, _hearing_by(case), actor)


def _fit(case: Case, kind: str, due_at: datetime | None, actor: "User | None") -> None:
    waiting = CaseTask.objects.waiting().filter(case=case, kind=kind).first()
    if waiting is not None and waiting.due_at == due_at:
        return
    if waiting is not None:
        case_tasks.settle(case, kind, actor=actor)
    if due_at is not None:
        case_tasks.raise_task(case, kind, due_at=due_at, cause="day", actor=actor)


def _appeal_by(case: Case) -> datetime | None:
    rows = Permit.objects.plain().filter(case=case, state__in=(PermitState.REFUSED, PermitState.REVOKED))
    return _end_of(case, _first(rows.values_list("appeal_until", flat=True)))


def _renew_by(case: Case) -> datetime | None:
    """The day to ask again for the permit that ends first and that nothing follows yet."""
    rows = Permit.objects.plain().filter(case=case, state=PermitState.GRANTED, followed_by__isnull=True)
    last = _first(rows.values_list("valid_until", flat=True))
    before = timedelta(days=int(setting("legal.renewal_days", case.office_id)))
    return _end_of(case, last - before if last else None)


def _deed_by(case: Case) -> datetime | None:
    rows = CustodyDeed.objects.plain().filter(
        case=case, done_at__isnull=True, custody__ended_at__isnull=True, is_possible=True
    )
    return min(rows.values_list("due_at", flat=True), default=None)


def _hearing_by(case: Case) -> datetime | None:
    """The hour by which the next hearing that is not prepared has to be."""
    rows = Hearing.objects.plain().filter(case=case, state=HearingState.PLANNED, prepared_at__isnull=True)
    first = min(rows.values_list("starts_at", flat=True), default=None)
    return first - timedelta(days=int(setting("legal.hearing_days", case.office_id))) if first else None


def _first(days: "object") -> date | None:
    return min((day for day in days if day is not None), default=None)  # type: ignore[attr-defined]


def _end_of(case: Case, day: date | None) -> datetime | None:
    return case_tasks.end_of_day(case, day) if day else None
