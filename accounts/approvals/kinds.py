"""The kinds of deed that take two people, and who may decide which."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Approval, User
from accounts.models.memberships import prepare_memberships
from accounts.permissions import DUTY_PERMISSIONS, ROLE_PERMISSIONS, Permission

Rows = list[dict[str, Any]]
Subject = models.Model | tuple[str, uuid.UUID]
USER = "accounts.user"
State = Approval.State
# What `perform` gives back where the deed is done later by who calls require_approved.
LATER = object()


class NotApproved(PermissionDenied):
    """Nobody approved it, or the approval was used or is too old."""


class NotForYou(PermissionDenied):
    """This person may not decide: they asked for it, it is about them, or they lack the permission."""


class FactorTooOld(PermissionDenied):
    """A page let somebody ask or decide without a second factor given just now."""


class DecisionOver(ValidationError):
    """It was decided, withdrawn or is too old."""


class AskerGone(ValidationError):
    """Who asked may not ask for this any more."""


@dataclass(frozen=True)
class Kind:
    """A kind of deed that takes two people.

    `perform(approval, actor)` runs in the transaction of the approval and may raise ValidationError,
    which undoes the decision too; it gives LATER to leave the approval unused.
    `describe(approval)` gives rows (label, value) that say what would
    happen. `decides(approval, person)` takes the place of "holds `approve` at the office", and `within(person)`
    is the filter of the askings it could be true of: what is not within is to that person as if it were not
    there. Hours that are None come from the settings.
    """

    code: str
    title: str | Promise
    ask: Permission
    approve: Permission
    perform: Callable[[Approval, User], Any] | None = None
    describe: Callable[[Approval], Rows] | None = None
    decides: Callable[[Approval, User], bool] | None = None
    within: Callable[[User], Q] | None = None
    reasons: Mapping[str, str | Promise] = field(default_factory=dict)
    waits_hours: int | None = None
    lasts_hours: int | None = None


KINDS: dict[str, Kind] = {}


def register(
    code: str,
    *,
    title: str | Promise,
    ask: Permission,
    approve: Permission,
    reasons: type[models.TextChoices] | Mapping[str, str | Promise] | None = None,
    **rest: Any,
) -> Kind:
    """Name a kind; the rest is as in Kind. Naming one twice raises ValueError."""
    if code in KINDS:
        raise ValueError(f"approval kind {code} is registered twice")
    words = dict(reasons.choices) if isinstance(reasons, type) else dict(reasons or {})
    KINDS[code] = Kind(code, title, ask, approve, reasons=words, **rest)
    return KINDS[code]


def reach(person: User) -> Q:
    """The askings this person asked for, decided or could be the second person of.

    For the door: a filter, so that what is hidden costs the database no more than what is not there.
    """
    return (Q(asked_by=person) | Q(decided_by=person) | _within(person)) & Q(kind__in=KINDS)


def _within(person: User) -> Q:
    """The askings this person could be the second person of; `may_decide` says of which they are."""
    alike: dict[Any, list[str]] = {}
    for code, spec in KINDS.items():
        alike.setdefault((spec.approve, spec.within), []).append(code)
    found = Q(pk__in=[])
    for (approve, within), codes in alike.items():
        if offices := person.offices_with(approve):
            own = Q(office__in=offices) | Q(office__isnull=True)
            found |= Q(kind__in=codes) & (within(person) if within else own)
    return found


def may_decide(person: User, approval: Approval) -> bool:
    """True when this person is neither who asked nor whom it is about, and may approve this kind here."""
    spec = KINDS.get(approval.kind)
    if spec is None or person.pk == approval.asked_by_id or approval.subject == (USER, person.pk):
        return False
    if spec.decides is not None:
        return person.can(spec.approve) and spec.decides(approval, person)
    return person.can(spec.approve, approval.office)


def holders(permission: Permission) -> list[User]:
    """Everybody who holds a permission somewhere now."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    duties = [code for code, held in DUTY_PERMISSIONS.items() if permission in held]
    now = timezone.now()

    def valid(rows: str, **what: Any) -> Q:
        open_end = Q(**{f"{rows}__valid_to__isnull": True}) | Q(**{f"{rows}__valid_to__gt": now})
        return Q(**{f"{rows}__{name}": value for name, value in what.items()}) & open_end

    found = User.objects.filter(
        valid("memberships", role__in=roles) | valid("duties", code__in=duties), is_active=True
    )
    people = prepare_memberships(found.distinct())
    return [person for person in people if person.can(permission)]


def deciders(approval: Approval) -> list[User]:
    """Everybody who may decide an approval."""
    return [person for person in holders(KINDS[approval.kind].approve) if may_decide(person, approval)]


def waiting_for(person: User) -> list[Approval]:
    """What this person may decide now, the oldest first."""
    rows = Approval.objects.plain().filter(_within(person), state=State.ASKED, expires_at__gt=timezone.now())
    rows = rows.exclude(asked_by=person).select_related("office", "asked_by").order_by("asked_at")
    return [row for row in rows if may_decide(person, row)]


def visible_to(person: User, approval: Approval) -> bool:
    """True for who asked, who decided, and who may (or might have) decided it; for nobody under duress."""
    if person.under_duress:
        return False
    return person.pk in (approval.asked_by_id, approval.decided_by_id) or may_decide(person, approval)
