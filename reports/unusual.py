"""Unusual reading: outside the caseload, in bulk, off hours. Each finding says why it is one."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import Permission
from accounts.settings_register import kept, value
from audit import events
from audit import unusual as counts
from audit.unusual import Calendar, Day
from reports.models import UnusualReview

# Kind, the count of a day it looks at, and the setting that bounds it.
KINDS = {
    "outside": ("outside", "reports.unusual_outside"),
    "bulk": ("cases", "reports.unusual_cases"),
    "searches": ("searches", "reports.unusual_searches"),
    "off_hours": ("off_hours", "reports.unusual_off_hours"),
}


@dataclass(frozen=True)
class Finding:
    """One person's reading on one day in one office's cases that went beyond the office's limit."""

    kind: str
    person: uuid.UUID
    name: str
    office: uuid.UUID
    office_name: str
    day: date
    count: int
    limit: int
    review: UnusualReview | None = None

    @property
    def why(self) -> str:
        """The finding in a sentence."""
        said = {"name": self.name, "count": self.count, "limit": self.limit, "office": self.office_name}
        return {
            "outside": _(
                "%(name)s opened %(count)s cases without being named on them; the limit is %(limit)s."
            ),
            "bulk": _("%(name)s opened %(count)s different cases; the limit is %(limit)s."),
            "searches": _("%(name)s searched %(count)s times; the limit is %(limit)s."),
            "off_hours": _(
                "%(name)s read %(count)s times outside the hours of %(office)s; the limit is %(limit)s."
            ),
        }[self.kind] % said


def findings() -> list[Finding]:
    """What went beyond a limit in the days that are looked at, newest first; five queries, whatever was read."""
    offices = {office.pk: office for office in Office.objects.prefetch_related("holidays")}
    with kept():
        longest = max((int(value("reports.unusual_days", pk)) for pk in offices), default=14)
        found = counts.days(
            [_calendar(office) for office in offices.values()], timezone.now() - timedelta(days=longest)
        )
        names = dict(
            User.objects.filter(pk__in={one.actor for one in found}).values_list("pk", "display_name")
        )
        past = {(row.kind, row.person_id, row.office_id, row.day): row for row in _reviews(found)}
        return [
            Finding(kind, day.actor, names.get(day.actor, "–"), day.office, offices[day.office].name, day.day,
                    count, limit, past.get((kind, day.actor, day.office, day.day)))
            for day in found
            for kind, count, limit in _beyond(day)
        ]  # fmt: skip


def _beyond(day: Day) -> Iterator[tuple[str, int, int]]:
    for kind, (attribute, setting) in KINDS.items():
        count, limit = int(getattr(day, attribute)), int(value(setting, day.office))
        if count > limit:
            yield kind, count, limit


def _calendar(office: Office) -> Calendar:
    return Calendar(
        office.pk,
        office.time_zone,
        tuple(office.weekend_days),
        tuple(holiday.day for holiday in office.holidays.all()),
        int(value("reports.opens_hour", office)),
        int(value("reports.closes_hour", office)),
    )


def _reviews(found: list[Day]) -> Any:
    first = min((one.day for one in found), default=timezone.now().date())
    return UnusualReview.objects.filter(day__gte=first).select_related("by")


@transaction.atomic
def look_into(
    *, actor: User, kind: str, person: uuid.UUID, office: uuid.UUID, day: date, outcome: str
) -> UnusualReview:
    """Note what a finding turned out to be. Nobody looks into their own reading: PermissionDenied."""
    if not actor.can(Permission.AUDIT_UNUSUAL) or actor.pk == person:
        raise PermissionDenied
    row, _made = UnusualReview.objects.update_or_create(
        kind=kind,
        person_id=person,
        office_id=office,
        day=day,
        defaults={"outcome": outcome, "by": actor, "at": timezone.now()},
    )
    facts = {"user": person, "reason": kind, "decision": outcome, "effect_from": day.isoformat()}
    events.record(
        "unusual.looked_into", subject=row, office=office, actor=actor, facts=facts, purpose="oversight"
    )
    return row
