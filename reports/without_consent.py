"""The data protection officer's count of what was told without consent, by office, ground and time (consent.md 7, D13)."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from audit.without_consent import Exceptional, asked_between
from cases.models import Case
from cases.models.disclosures import RecipientKind
from cases.models.exceptions import ExceptionGround
from reports.shelves import conflicts_of, references_of

if TYPE_CHECKING:
    from accounts.models import User

# Short, for the heads of columns.
HEADS: Mapping[ExceptionGround, str | Promise] = {
    ExceptionGround.VITAL_INTEREST: _("Danger to life"),
    ExceptionGround.COURT_ORDER: _("Court order"),
    ExceptionGround.LEGAL_DUTY: _("Duty by law"),
}
STATES: Mapping[str, tuple[str | Promise, str]] = {
    "told": (_("The person was told"), "done"),
    "used": (_("Done, the person is still to be told"), "now"),
    "agreed": (_("Agreed to by two"), "later"),
    "asked": (_("Asked for by one, not agreed to"), "plain"),
}


@dataclass(frozen=True)
class Asked:
    """The question: days, both within, by the clock of each office; one office, one ground, or all."""

    since: date
    until: date
    office: uuid.UUID | None = None
    ground: str = ""


@dataclass(frozen=True)
class Counted:
    """How many of one office two people agreed to, by ground, and what became of them."""

    office: str
    grounds: list[tuple[str | Promise, int]]
    total: int
    used: int
    told: int


@dataclass(frozen=True)
class Listed:
    """One of them; `may_open` where the reader sees the case anyway."""

    row: Exceptional
    day: date
    office: str
    ground: str | Promise
    recipient: str | Promise
    state: str | Promise
    tone: str
    reference: str
    may_open: bool


def found(reader: "User", asked: Asked) -> list[Exceptional]:
    """What the audit holds of it. A case the reader has a conflict of interest with is neither counted nor listed."""
    zones = {office.pk: office.zone for office in Office.objects.all()}
    first = datetime.combine(asked.since - timedelta(days=1), time.min, UTC)
    last = datetime.combine(asked.until + timedelta(days=2), time.min, UTC)
    return [
        row
        for row in asked_between(first, last, conflicts_of(reader))
        if asked.since <= row.asked_at.astimezone(zones.get(row.office, UTC)).date() <= asked.until
        and asked.office in (None, row.office)
        and asked.ground in ("", row.purpose)
    ]


def counted(rows: Iterable[Exceptional]) -> list[Counted]:
    """A line for each office with any, by name, and one for all of them where there are several."""
    agreed: dict[uuid.UUID, list[Exceptional]] = {}
    for row in rows:
        if row.agreed_at:
            agreed.setdefault(row.office, []).append(row)
    names = dict(Office.objects.filter(pk__in=agreed).values_list("pk", "name"))
    lines = sorted((_line(names[pk], each) for pk, each in agreed.items()), key=lambda line: line.office)
    if len(lines) > 1:
        lines.append(_line(str(_("All offices")), [row for each in agreed.values() for row in each]))
    return lines


def _line(office: str, rows: Sequence[Exceptional]) -> Counted:
    by_ground = Counter(row.purpose for row in rows)
    return Counted(
        office,
        [(head, by_ground[ground.value]) for ground, head in HEADS.items()],
        len(rows),
        sum(row.used_at is not None for row in rows),
        sum(row.told_at is not None for row in rows),
    )


def listed(reader: "User", rows: Sequence[Exceptional]) -> list[Listed]:
    """The lines of one page: a reference as in the reading room, a link only where the reader may see the case."""
    cases = {row.scope for row in rows}
    references = references_of(cases)
    open_to = set()
    if reader.can(Permission.CASE_VIEW):
        open_to = set(
            Case.objects.plain().visible_to(reader).filter(pk__in=cases).values_list("pk", flat=True)
        )
    offices = {office.pk: office for office in Office.objects.filter(pk__in={row.office for row in rows})}
    return [_listed(row, offices[row.office], references, may_open=row.scope in open_to) for row in rows]


def _listed(
    row: Exceptional, office: Office, references: Mapping[uuid.UUID, str], *, may_open: bool
) -> Listed:
    state, tone = STATES[state_of(row)]
    return Listed(
        row,
        row.asked_at.astimezone(office.zone).date(),
        office.name,
        ExceptionGround(row.purpose).label,
        RecipientKind(row.recipient_kind).label,
        state,
        tone,
        references.get(row.scope, ""),
        may_open,
    )


def state_of(row: Exceptional) -> str:
    """How far it came (a code of STATES)."""
    steps = (("told", row.told_at), ("used", row.used_at), ("agreed", row.agreed_at))
    return next((code for code, at in steps if at), "asked")
