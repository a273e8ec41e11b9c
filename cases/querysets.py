"""Which cases: the reach of a person, and the adjectives lists are made of."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts import policy
from accounts.permissions import Permission
from vault.sealed import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class CaseQuerySet(SealedQuerySet):
    """Cases. A page begins with `visible_to`; anything else is for actions and background work."""

    def visible_to(self, user: "User", to: Permission = Permission.CASE_VIEW) -> Self:
        """The cases with which `user` may do `to`, by default those the user may know of (accounts.policy).

        Named grants count by kind and while their holder may view cases at the office they were given under;
        who reaches a whole office sees its unrestricted cases; an open conflict of interest hides a case
        from either. Marks of a single case (closed file, locked location) are for `access.decide`.
        Somebody with office reach has few grants beside it, so those are read first: an OR with a subquery
        would keep PostgreSQL from using the index by office.
        What stays of an erased person for statistics is nobody's case. Cases of an office that is locked down are
        closed to everybody, also to staff of other offices (practice.md P34).
        """
        if not getattr(user, "is_active", False):
            return self.none()
        rows = self.filter(erased_at__isnull=True).exclude(pk__in=_conflicts_of(user))
        rows = rows.exclude(office__in=_locked_offices())
        granted = _grants_of(user, to)
        offices = _offices(user, Permission.CASE_OFFICE, to)
        if not offices:
            return rows.filter(pk__in=granted.values("content_object"))
        reach = Q(office__in=offices, restricted_case=False)
        named = list(granted.filter(_not_reached_by(offices)).values_list("content_object", flat=True))
        return rows.filter(reach | Q(pk__in=named)) if named else rows.filter(reach)

    def open(self) -> Self:
        """Cases somebody still works on."""
        return self.exclude(status__in=("closed", "closed_referred")).filter(closed_to_use_at__isnull=True)

    def in_use(self) -> Self:
        """Cases whose file may be read: consent to keep it has not been withdrawn."""
        return self.filter(closed_to_use_at__isnull=True)


def _offices(user: "User", *permissions: Permission) -> list[Any]:
    """The offices where the user holds all of these, and may view cases."""
    found = set(user.offices_with(Permission.CASE_VIEW))
    for permission in permissions:
        found &= set(user.offices_with(permission))
    return sorted(found)


def _grants_of(user: "User", to: Permission) -> models.QuerySet[Any]:
    """The user's valid grants through which `to` may be done."""
    grants = apps.get_model("cases", "CaseGrant").objects.valid()
    kinds = sorted(policy.kinds_for(to))
    found: models.QuerySet[Any] = grants.filter(user=user, office__in=_offices(user, to), kind__in=kinds)
    return found


def _locked_offices() -> models.QuerySet[Any]:
    offices = apps.get_model("accounts", "Office").objects
    found: models.QuerySet[Any] = offices.filter(locked_at__isnull=False).values("pk")
    return found


def _conflicts_of(user: "User") -> models.QuerySet[Any]:
    conflicts = apps.get_model("cases", "ConflictOfInterest").objects.blocking()
    found: models.QuerySet[Any] = conflicts.filter(user=user).values("case")
    return found


def _not_reached_by(offices: list[Any]) -> RawSQL:
    """Grants on cases that none of these offices reaches as a whole, and on a few that one does.

    `reach` is the database's own column (migration 0031): the office whose unrestricted case it is. Two thousand grants
    are told apart by it in their index, where asking for the cases took longer than the list.
    """
    return RawSQL(
        '"cases_casegrant"."reach" <> ALL(%s::uuid[])',
        ([str(one) for one in offices],),
        models.BooleanField(),
    )
