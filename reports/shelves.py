"""What may be asked in the reading room: whose events, which kinds, and what is kept from whom."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.acting import by_rule
from accounts.models import User
from accounts.permissions import Permission
from audit.catalogue import EVENTS, Event
from audit.reading import Wanted
from cases.models import Case, ConflictOfInterest

if TYPE_CHECKING:
    from collections.abc import Iterable

# The named process under which references of cases are looked up (row security lists what it may read).
RULE = "reading_room"


class Shelf(TextChoices):
    """Whose events somebody may read; each with the permission that opens it."""

    OWN = "own", _("What I did")
    OFFICE = "office", _("My offices")
    ALL = "all", _("Everybody")


OPENED_BY = {
    Shelf.OWN: Permission.AUDIT_OWN,
    Shelf.OFFICE: Permission.AUDIT_OFFICE,
    Shelf.ALL: Permission.AUDIT_ALL,
}


class Kind(TextChoices):
    """Kinds of event that are asked for together."""

    READS = "reads", _("Who saw")
    CHANGES = "changes", _("Who changed")
    OUT = "out", _("What left: exports, prints, disclosures")
    EMERGENCY = "emergency", _("Emergency access and its reviews")
    REFUSED = "refused", _("Refused and failed")
    PEOPLE = "people", _("Sign-in, staff and rights")


def _begins(*beginnings: str) -> Callable[[Event], bool]:
    return lambda event: event.name.startswith(beginnings)


def _ends(*endings: str) -> Callable[[Event], bool]:
    return lambda event: event.name.endswith(endings)


_LEAVES = ("disclosure.", "export", "person_file.", "page.printed", "erasure.certificate_taken")
_OF_PEOPLE = (
    "session.",
    "second_factor.",
    "staff.",
    "role.",
    "duty.",
    "password.",
    "approval.",
    "account.",
    "access.",
)
# The technical record: how the installation was run, never what anybody did with a case.
TECHNICAL = (
    "audit.",
    "key.",
    "keys.",
    "vault.",
    "request.",
    "session.",
    "setting",
    "backup.",
    "lockdown.",
    "system.",
)
_NAMES: dict[Kind, Callable[[Event], bool]] = {
    Kind.READS: _ends(".viewed", ".read", ".listed", ".searched", ".opened"),
    Kind.CHANGES: lambda event: event.writes,
    Kind.OUT: lambda event: _begins(*_LEAVES)(event) or _ends(".exported", ".downloaded")(event),
    Kind.EMERGENCY: _begins("break_glass."),
    Kind.PEOPLE: _begins(*_OF_PEOPLE),
}


def names_of(kind: str) -> tuple[str, ...]:
    """The events of a kind; none for a kind that is told by its result."""
    wanted = _NAMES.get(Kind(kind)) if kind else None
    return tuple(name for name, event in EVENTS.items() if wanted(event)) if wanted else ()


def technical_names() -> tuple[str, ...]:
    """The events of the technical record."""
    return tuple(name for name in EVENTS if name.startswith(TECHNICAL))


@dataclass(frozen=True)
class Asked:
    """A question in the reading room, checked by its form."""

    case: uuid.UUID | None = None
    person: uuid.UUID | None = None
    kind: str = ""
    since: Any = None
    until: Any = None
    reference: str = ""

    def wanted(self, shelf: Shelf, user: User) -> Wanted:
        """What the audit is asked, bounded by the shelf and by the conflicts of interest of who asks."""
        return Wanted(
            scope=self.case,
            actor=user.pk if shelf is Shelf.OWN else self.person,
            offices=tuple(user.offices_with(Permission.AUDIT_OFFICE)) if shelf is Shelf.OFFICE else None,
            names=names_of(self.kind),
            results=("refused", "failed") if self.kind == Kind.REFUSED else (),
            since=_start(self.since),
            until=_start(self.until + timedelta(days=1)) if self.until else None,
            reference=self.reference,
            hidden=conflicts_of(user),
        )


def conflicts_of(user: User) -> tuple[uuid.UUID, ...]:
    """The cases this person has a conflict of interest with: nobody reads about those."""
    with by_rule(RULE):
        found = ConflictOfInterest.objects.blocking().filter(user=user)
        return tuple(found.values_list("case_id", flat=True))


def case_called(reference: str) -> uuid.UUID | None:
    """The case of a reference; who may read events about it is the shelf's question."""
    with by_rule(RULE):
        found: uuid.UUID | None = (
            Case.objects.filter(reference__iexact=reference).values_list("pk", flat=True).first()
        )
    return found


def references_of(cases: "Iterable[uuid.UUID]") -> dict[uuid.UUID, str]:
    """The references of cases, for events that are shown."""
    with by_rule(RULE):
        return dict(Case.objects.filter(pk__in=set(cases)).values_list("pk", "reference"))


def _start(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
