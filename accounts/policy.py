"""May X do Y to this record, for that purpose? A pure function over facts that the doors collect (confidentiality.md 7).

Two answers are kept apart: `seen` says whether the actor may know that the record exists (a door
answers 404 otherwise, the same as for a record that does not exist), `allow` whether the step itself
is permitted (403 when seen but not allowed). The tables below are the whole rule; `visible_to` and the
second line in the database are made from the same tables, and tests hold them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission


class GrantKind(TextChoices):
    """What somebody named on a case is there."""

    OWNER = "owner", _("Responsible worker")
    CO_WORKER = "co_worker", _("Works on the case too")
    COVER = "cover", _("Stands in during an absence")
    SUPERVISOR = "supervisor", _("Supervises this case")
    RECIPIENT = "recipient", _("Received a referral")
    BREAK_GLASS = "break_glass", _("Opened it in an emergency")
    # Beside another grant, never instead of one: the second key to a locked location.
    LOCATION = "location", _("May see the locked location")


class Reason(StrEnum):
    """Why a decision fell as it did; recorded with refusals."""

    ALLOWED = "allowed"
    # What a door notes of anything unseen, so that "not yours" and "not there" are one.
    NOT_VISIBLE = "not_visible"
    NOT_ACTIVE = "not_active"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_NAMED = "not_named"
    OUT_OF_REACH = "out_of_reach"
    NO_PERMISSION = "no_permission"
    CLOSED = "closed"
    LOCATION_LOCKED = "location_locked"
    NEEDS_PURPOSE = "needs_purpose"
    NEEDS_STEP_UP = "needs_step_up"


P = Permission
LOCATION: frozenset[Permission] = frozenset({P.LOCATION_READ, P.LOCATION_WRITE})
# What the sections of a record are read and written by.
CONTENT: frozenset[Permission] = LOCATION | {
    P.IDENTITY_READ,
    P.IDENTITY_WRITE,
    P.CONFIDENTIAL_READ,
    P.CONFIDENTIAL_WRITE,
    P.RESTRICTED_READ,
    P.RESTRICTED_WRITE,
    P.STATISTICAL_READ,
    P.STATISTICAL_WRITE,
    P.HEALTH_HEADS,
    P.HEALTH_READ,
    P.HEALTH_WRITE,
    P.LEGAL_READ,
    P.LEGAL_WRITE,
    P.PERPETRATOR_READ,
    P.PERPETRATOR_WRITE,
    P.DOCUMENT_READ,
    P.DOCUMENT_WRITE,
}
# Nobody uses a file whose person withdrew consent to keep it; consent itself can be given again (consent.md 4).
NOT_WHEN_CLOSED: frozenset[Permission] = CONTENT | {
    P.CASE_EDIT,
    P.CASE_DETERMINE,
    P.RISK_LOWER,
    P.SECTION_EDIT,
    P.CASE_PRINT,
    P.EXPORT_ASK,
}
_SEEING = frozenset({P.CASE_VIEW, P.CASE_LIST})
_READING = frozenset(code for code in CONTENT if code.value.endswith(("_read", "_heads")))
_EVERYTHING: frozenset[Permission] = frozenset(Permission)
# What a grant lets its holder do of what the holder may do at the grant's office.
GRANT_ALLOWS: Mapping[GrantKind, frozenset[Permission]] = {
    GrantKind.OWNER: _EVERYTHING,
    GrantKind.CO_WORKER: _EVERYTHING,
    GrantKind.COVER: _EVERYTHING,
    GrantKind.SUPERVISOR: _EVERYTHING,
    GrantKind.RECIPIENT: _SEEING | (_READING - LOCATION),
    # Never a location, a document or anything that leaves the house; reading alone.
    GrantKind.BREAK_GLASS: _SEEING | (_READING - LOCATION - {P.DOCUMENT_READ}),
    GrantKind.LOCATION: frozenset(),
}
# A second factor just now (within five minutes), whatever else is held; a locked location needs one as well.
# Steps that begin on a page of their own ask by `needs_recent_login` there.
NEEDS_STEP_UP: frozenset[Permission] = frozenset({P.CASE_BREAK_GLASS})
NEEDS_PURPOSE: frozenset[Permission] = frozenset({P.CASE_BREAK_GLASS})


def kinds_for(permission: Permission) -> frozenset[GrantKind]:
    """The kinds of grant through which `permission` may be used on a case."""
    return frozenset(kind for kind, allowed in GRANT_ALLOWS.items() if {permission, P.CASE_VIEW} <= allowed)


@dataclass(frozen=True)
class Grant:
    """A valid grant of the actor on the record: its kind, and what the actor holds at the office it was given under."""

    kind: GrantKind
    held: frozenset[Permission]

    @property
    def usable(self) -> frozenset[Permission]:
        """What may be done through this grant; nothing where its holder may not view cases."""
        allowed = GRANT_ALLOWS[self.kind] & self.held
        return allowed if P.CASE_VIEW in allowed else frozenset()


@dataclass(frozen=True)
class Facts:
    """What a door knows about actor, step and record.

    `held` are the actor's permissions at the record's own office, `grants` the actor's valid grants on it,
    `restricted` the record's flag "only named staff", `location_locked` that its location needs a second
    grant, `conflict` a conflict of interest that nobody has cleared, `closed` that the person withdrew
    consent to keep the file. `purpose` and `stepped_up` belong to this very step.
    """

    permission: Permission
    active: bool
    held: frozenset[Permission]
    grants: tuple[Grant, ...] = ()
    restricted: bool = False
    location_locked: bool = False
    conflict: bool = False
    closed: bool = False
    purpose: str = ""
    stepped_up: bool = False


@dataclass(frozen=True)
class Decision:
    """The answer: whether the step is allowed, why, and whether the record's existence may be known."""

    allow: bool
    reason: Reason
    seen: bool

    @property
    def step_up(self) -> bool:
        """True when nothing but a second factor is missing."""
        return self.reason is Reason.NEEDS_STEP_UP


def decide(facts: Facts) -> Decision:
    """Apply the rules in order; the first that refuses ends it. Nothing is allowed by default."""
    usable = _usable(facts)
    unseen = _why_unseen(facts, usable)
    if unseen is not None:
        return Decision(False, unseen, seen=False)
    reason = _why_not(facts, usable)
    return Decision(reason is Reason.ALLOWED, reason, seen=True)


def _usable(facts: Facts) -> frozenset[Permission]:
    """What the actor may do with the record by office or by name, flags aside; empty when out of reach."""
    by_name = frozenset[Permission]().union(*(grant.usable for grant in facts.grants))
    by_office = not facts.restricted and {P.CASE_OFFICE, P.CASE_VIEW} <= facts.held
    return by_name | facts.held if by_office else by_name


def _why_unseen(facts: Facts, usable: frozenset[Permission]) -> Reason | None:
    """The reason why the actor may not even know of the record, or None."""
    if not facts.active:
        return Reason.NOT_ACTIVE
    if facts.conflict:
        return Reason.CONFLICT_OF_INTEREST
    if P.CASE_VIEW in usable:
        return None
    return Reason.NOT_NAMED if facts.restricted else Reason.OUT_OF_REACH


def _why_not(facts: Facts, usable: frozenset[Permission]) -> Reason:
    if facts.permission not in usable:
        return Reason.NO_PERMISSION
    if facts.closed and facts.permission in NOT_WHEN_CLOSED:
        return Reason.CLOSED
    locked = facts.location_locked and facts.permission in LOCATION
    if locked and all(grant.kind is not GrantKind.LOCATION for grant in facts.grants):
        return Reason.LOCATION_LOCKED
    if (locked or facts.permission in NEEDS_PURPOSE) and not facts.purpose:
        return Reason.NEEDS_PURPOSE
    if (locked or facts.permission in NEEDS_STEP_UP) and not facts.stepped_up:
        return Reason.NEEDS_STEP_UP
    return Reason.ALLOWED


def may_break_glass(facts: Facts) -> Decision:
    """May the actor open a record out of reach for an hour? Only at the record's own office; no grant counts here.

    A restricted record is opened so by who reaches the whole office alone, because those it is kept from sit
    in the same office. A conflict of interest and a closed file cannot be overridden.
    """
    wanted = {P.CASE_BREAK_GLASS, P.CASE_VIEW} | ({P.CASE_OFFICE} if facts.restricted else set())
    if not facts.active:
        reason = Reason.NOT_ACTIVE
    elif facts.conflict:
        reason = Reason.CONFLICT_OF_INTEREST
    elif not wanted <= facts.held:
        reason = Reason.NO_PERMISSION
    elif facts.closed:
        reason = Reason.CLOSED
    elif not facts.purpose:
        reason = Reason.NEEDS_PURPOSE
    elif not facts.stepped_up:
        reason = Reason.NEEDS_STEP_UP
    else:
        reason = Reason.ALLOWED
    return Decision(reason is Reason.ALLOWED, reason, seen=False)
