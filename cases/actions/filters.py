"""Named filters of the list of cases."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases.models import SavedFilter

if TYPE_CHECKING:
    from accounts.models import User

MOST = 20


class TooManyFilters(Exception):
    """Twenty named filters are kept; one has to go before another is saved."""


@transaction.atomic
def save_filter(*, actor: "User", name: str, query: str) -> SavedFilter:
    """Keep a filter under a name, for the actor alone. Raises PermissionDenied, TooManyFilters, ValidationError."""
    if not actor.can(Permission.CASE_LIST):
        raise PermissionDenied
    if SavedFilter.objects.filter(owner=actor).count() >= MOST:
        raise TooManyFilters
    row = SavedFilter(owner=actor, name=name, query=query)
    row.clean_fields(exclude={"envelope"})
    row.save()
    events.record("filter.saved", subject=row, actor=actor)
    return row


@transaction.atomic
def remove_filter(*, actor: "User", row: UUID | str) -> bool:
    """Forget one of the actor's own filters. True when there was one."""
    found = SavedFilter.objects.filter(owner=actor, pk=row).first()
    if found is None:
        return False
    events.record("filter.removed", subject=found, actor=actor)
    found.delete()
    return True


def filters_of(actor: "User") -> list[SavedFilter]:
    """The actor's own filters in the order they were saved; none under duress: their names may say of whom."""
    return [] if actor.under_duress else list(SavedFilter.objects.filter(owner=actor))
