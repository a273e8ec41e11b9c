"""Which cases: the reach of a person, and the adjectives lists are made of."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.permissions import Permission
from vault.sealed import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class CaseQuerySet(SealedQuerySet):
    """Cases. A page begins with `visible_to`; anything else is for actions and background work."""

    def visible_to(self, user: "User") -> Self:
        """What somebody may know of: named grants, and for who reaches a whole office its unrestricted cases.

        Nobody else sees anything. A grant counts only while its holder may view cases at the office it was
        given under. Somebody with office reach has few grants beside it, so those are read first: an OR
        with a subquery would keep PostgreSQL from using the index by office.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        grants = apps.get_model("cases", "CaseGrant").objects.valid()
        granted = grants.filter(user=user, office__in=user.offices_with(Permission.CASE_VIEW))
        offices = user.offices_with(Permission.CASE_OFFICE)
        if not offices:
            return self.filter(pk__in=granted.values("content_object"))
        reach = Q(office__in=offices, restricted_case=False)
        named = list(
            granted.exclude(content_object__in=_unrestricted_of(offices)).values_list(
                "content_object", flat=True
            )
        )
        return self.filter(reach | Q(pk__in=named)) if named else self.filter(reach)

    def open(self) -> Self:
        """Cases somebody still works on."""
        return self.exclude(status__in=("closed", "closed_referred")).filter(closed_to_use_at__isnull=True)

    def in_use(self) -> Self:
        """Cases whose file may be read: consent to keep it has not been withdrawn."""
        return self.filter(closed_to_use_at__isnull=True)


def _unrestricted_of(offices: list[Any]) -> models.QuerySet[Any]:
    cases = apps.get_model("cases", "Case").objects
    return cases.filter(office__in=offices, restricted_case=False).values("pk")
