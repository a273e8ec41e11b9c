"""May X do Y to this record? A pure function over facts that the doors collect (confidentiality.md 7).

Two answers are kept apart: `seen` says whether the actor may know that the record exists (a door
answers 404 otherwise, the same as for a record that does not exist), `allow` whether the step itself
is permitted (403 when seen but not allowed).
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.permissions import Permission


class Reason(StrEnum):
    """Why a decision fell as it did; recorded with refusals."""

    ALLOWED = "allowed"
    NOT_ACTIVE = "not_active"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_NAMED = "not_named"
    OUT_OF_REACH = "out_of_reach"
    NO_PERMISSION = "no_permission"
    CLOSED = "closed"
    NEEDS_STEP_UP = "needs_step_up"


# Permissions that change a record; a closed one is read only.
CHANGING: frozenset[Permission] = frozenset(
    {
        Permission.CASE_EDIT,
        Permission.CONSENT_RECORD,
        Permission.IDENTITY_WRITE,
        Permission.CONFIDENTIAL_WRITE,
        Permission.RESTRICTED_WRITE,
        Permission.HEALTH_WRITE,
        Permission.STATISTICAL_WRITE,
    }
)


@dataclass(frozen=True)
class Facts:
    """What a door knows about the actor and the record.

    `held` are the actor's permissions at the record's own office, `held_anywhere` those at any office
    (a grant to named staff also reaches over offices); `granted` is a valid grant to this person,
    `restricted` the record's flag "only named staff", `conflict` an entry on its conflict-of-interest list.
    """

    permission: Permission
    active: bool
    held: frozenset[Permission]
    held_anywhere: frozenset[Permission]
    granted: bool = False
    restricted: bool = False
    conflict: bool = False
    closed: bool = False
    step_up_required: bool = False
    stepped_up: bool = False


@dataclass(frozen=True)
class Decision:
    """The answer: whether the step is allowed, why, and whether the record's existence may be known."""

    allow: bool
    reason: Reason
    seen: bool


def decide(facts: Facts) -> Decision:
    """Apply the rules in order; the first that refuses ends it. Nothing is allowed by default."""
    unseen = _why_unseen(facts)
    if unseen is not None:
        return Decision(False, unseen, seen=False)
    usable = facts.held_anywhere if facts.granted else facts.held
    if facts.permission not in usable:
        return Decision(False, Reason.NO_PERMISSION, seen=True)
    if facts.closed and facts.permission in CHANGING:
        return Decision(False, Reason.CLOSED, seen=True)
    if facts.step_up_required and not facts.stepped_up:
        return Decision(False, Reason.NEEDS_STEP_UP, seen=True)
    return Decision(True, Reason.ALLOWED, seen=True)


def _why_unseen(facts: Facts) -> Reason | None:
    """The reason why the actor may not even know of the record, or None."""
    if not facts.active:
        return Reason.NOT_ACTIVE
    if facts.conflict:
        return Reason.CONFLICT_OF_INTEREST
    if facts.granted:
        return None if Permission.CASE_VIEW in facts.held_anywhere else Reason.NO_PERMISSION
    if facts.restricted:
        return Reason.NOT_NAMED
    if Permission.CASE_OFFICE not in facts.held or Permission.CASE_VIEW not in facts.held:
        return Reason.OUT_OF_REACH
    return None
