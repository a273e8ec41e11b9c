"""What is unusual: reading outside the own work, in bulk, off hours; new devices, wrong passwords, sign-ins at night.

Beat looks (`look`), keeps each finding once and tells the data protection officers; the page lists and closes.
A finding is a question. Limits are settings of each office (reports/inf_settings.py); decision 0161.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.approvals import holders
from accounts.models import Membership, Office, User
from accounts.permissions import Permission
from accounts.settings_register import kept, value
from audit import events
from audit import unusual as counts
from audit.unusual import Calendar, Home
from notifications import outbox
from reports.events import UNUSUAL_FOUND
from reports.models import UnusualFinding

Kind = UnusualFinding.Kind
# Kind, the count of a day it looks at, and the setting that bounds it.
READING = {
    Kind.OUTSIDE: ("outside", "reports.unusual_outside"),
    Kind.BULK: ("cases", "reports.unusual_cases"),
    Kind.SEARCHES: ("searches", "reports.unusual_searches"),
    Kind.OFF_HOURS: ("off_hours", "reports.unusual_off_hours"),
}
COMING = {
    Kind.NIGHT: ("nights", "reports.unusual_nights"),
    Kind.DEVICES: ("devices", "reports.unusual_devices"),
}
# A closed finding whose count grows to so many times what was looked at is open again.
GROWN = 2
Key = tuple[str, uuid.UUID | None, uuid.UUID | None, date]


@dataclass(frozen=True)
class Counted:
    """What went beyond a limit, as counted now."""

    kind: Kind
    person: uuid.UUID | None
    office: uuid.UUID | None
    day: date
    count: int
    limit: int

    @property
    def key(self) -> Key:
        """What is one finding, however often it is counted."""
        return self.kind.value, self.person, self.office, self.day


@transaction.atomic
def look() -> int:
    """Count, keep what is new, and tell the data protection officers of it; says how many findings they have to look at.

    A finding is told once, and once more when it grew a lot after somebody had closed it.
    """
    with kept():
        found = {one.key: one for one in counted()}
    first = min((one.day for one in found.values()), default=timezone.now().date())
    past = {
        (row.kind, row.person_id, row.office_id, row.day): row
        for row in UnusualFinding.objects.filter(day__gte=first)
    }
    new = [
        UnusualFinding(
            kind=one.kind, person_id=one.person, office_id=one.office, day=one.day, count=one.count, limit=one.limit
        )
        for key, one in found.items()
        if key not in past
    ]  # fmt: skip
    UnusualFinding.objects.bulk_create(new)
    again = _grown(found, past)
    _tell([*new, *again])
    return len(new) + len(again)


def counted() -> list[Counted]:
    """Everything beyond a limit in the days that are looked at; a handful of queries, whatever was read."""
    offices = {office.pk: office for office in Office.objects.prefetch_related("holidays")}
    longest = max((int(value("reports.unusual_days", pk)) for pk in offices), default=1)
    since = timezone.now() - timedelta(days=longest)
    homes = _homes(offices)
    return [
        *_beyond(counts.days([_calendar(office) for office in offices.values()], since), READING),
        *_beyond(counts.comings(homes.values(), since), COMING),
        *_failures(homes),
        *_guesses(),
    ]


def _beyond(
    days: Iterable[counts.Day | counts.Comings], rules: Mapping[Kind, tuple[str, str]]
) -> Iterator[Counted]:
    for day in days:
        for kind, (attribute, setting) in rules.items():
            count, limit = int(getattr(day, attribute)), int(value(setting, day.office))
            if count > limit:
                yield Counted(kind, day.actor, day.office, day.day, count, limit)


def _failures(homes: Mapping[uuid.UUID, Home]) -> Iterator[Counted]:
    """Wrong passwords and codes of the last day, for accounts that exist."""
    failures = lockout.failures_now()
    for number, email in User.objects.filter(email__in=failures, pk__in=homes).values_list("pk", "email"):
        home, count = homes[number], failures[email]
        limit = int(value("reports.unusual_failures", home.office))
        if count > limit:
            yield Counted(Kind.FAILURES, number, home.office, _today(home.zone), count, limit)


def _guesses() -> Iterator[Counted]:
    """Guesses at many accounts, known or not: found where all unknown devices begin to wait (decision 0160)."""
    count, limit = lockout.failures_everywhere(), settings.SIGN_IN_FAILURES_EVERYWHERE
    if count >= limit:
        yield Counted(Kind.GUESSES, None, None, timezone.now().date(), count, limit)


def _today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


def _homes(offices: Mapping[uuid.UUID, Office]) -> dict[uuid.UUID, Home]:
    """Where each person works now, the longest held role first; nobody is expected at night but those on night duty."""
    found: dict[uuid.UUID, Home] = {}
    on_nights: set[uuid.UUID] = set()
    rows = Membership.objects.valid().filter(user__is_active=True).order_by("valid_from", "pk")
    for person, office_id, role in rows.values_list("user", "office", "role"):
        if role in value("reports.night_roles", office_id):
            on_nights.add(person)
        hours = [int(value(f"reports.night_{end}", office_id)) for end in ("from", "to")]
        found.setdefault(person, Home(person, office_id, offices[office_id].time_zone, hours[0], hours[1]))
    for person in on_nights:
        home = found[person]
        found[person] = Home(person, home.office, home.zone, 0, 0)
    return found


def _calendar(office: Office) -> Calendar:
    return Calendar(
        office.pk,
        office.time_zone,
        tuple(office.weekend_days),
        tuple(holiday.day for holiday in office.holidays.all()),
        int(value("reports.opens_hour", office)),
        int(value("reports.closes_hour", office)),
    )


def _grown(found: Mapping[Key, Counted], past: Mapping[Key, UnusualFinding]) -> list[UnusualFinding]:
    """Keep the greater counts; says which closed findings are open again because theirs grew a lot."""
    changed, again = [], []
    for key, row in past.items():
        now = found[key].count if key in found else 0
        closed = bool(row.outcome)
        if now <= row.count or (closed and now < row.count * GROWN):
            continue
        row.count = now
        if closed:
            row.outcome, row.found_at = "", timezone.now()
            again.append(row)
        changed.append(row)
    UnusualFinding.objects.bulk_update(changed, ["count", "outcome", "found_at"])
    return again


def _tell(rows: list[UnusualFinding]) -> None:
    """One event per finding, and one notice for everybody who may look into one of them."""
    if not rows:
        return
    events.record_many(
        events.prepare(
            "unusual.found",
            row,
            row.office_id,
            {"reason": row.kind, "count": row.count} | ({"user": row.person_id} if row.person_id else {}),
        )
        for row in rows
    )
    people = [
        one for one in holders(Permission.AUDIT_UNUSUAL) if any(row.person_id != one.pk for row in rows)
    ]
    outbox.enqueue(UNUSUAL_FOUND, to=people, occurrence=f"{rows[0].pk}.{rows[0].found_at:%Y%m%dT%H%M%S%f}")


def listed(closed: bool) -> QuerySet[UnusualFinding]:
    """Open findings, or closed ones: the newest first."""
    rows = UnusualFinding.objects.select_related("person", "office", "by")
    return rows.exclude(outcome="") if closed else rows.filter(outcome="")


def why(row: UnusualFinding) -> str:
    """A finding in a sentence."""
    said = {
        "name": row.person.display_name if row.person else "",
        "office": row.office.name if row.office else "",
        "count": row.count,
        "limit": row.limit,
    }
    return {
        Kind.OUTSIDE: _("%(name)s opened %(count)s cases without being named on them; the limit is %(limit)s."),
        Kind.BULK: _("%(name)s opened %(count)s different cases; the limit is %(limit)s."),
        Kind.SEARCHES: _("%(name)s searched %(count)s times; the limit is %(limit)s."),
        Kind.OFF_HOURS: _("%(name)s read %(count)s times outside the hours of %(office)s; the limit is %(limit)s."),
        Kind.NIGHT: _("%(name)s signed in at night: %(count)s; the limit is %(limit)s."),
        Kind.DEVICES: _("%(name)s signed in from new devices: %(count)s; the limit is %(limit)s."),
        Kind.FAILURES: _("A wrong password or code was typed %(count)s times for %(name)s; the limit is %(limit)s."),
        Kind.GUESSES: _("Passwords or codes were guessed %(count)s times at many accounts; the limit is %(limit)s."),
    }[Kind(row.kind)] % said  # fmt: skip


@transaction.atomic
def look_into(*, actor: User, finding: uuid.UUID, outcome: str) -> UnusualFinding:
    """Close a finding with what it turned out to be. Nobody looks into their own reading: PermissionDenied.

    Raises UnusualFinding.DoesNotExist.
    """
    row = UnusualFinding.objects.select_for_update().get(pk=finding)
    if not actor.can(Permission.AUDIT_UNUSUAL) or actor.pk == row.person_id:
        raise PermissionDenied
    row.outcome, row.by, row.at = outcome, actor, timezone.now()
    row.save(update_fields=["outcome", "by", "at"])
    facts = {"reason": row.kind, "decision": outcome, "effect_from": row.day.isoformat()}
    facts |= {"user": str(row.person_id)} if row.person_id else {}
    events.record(
        "unusual.looked_into",
        subject=row,
        office=row.office_id,
        actor=actor,
        facts=facts,
        purpose="oversight",
    )
    return row
