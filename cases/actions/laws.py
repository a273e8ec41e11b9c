"""Entering what the law of a country asks. An earlier version stays as it was."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases.models import CountryLaw

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def enter_law(*, actor: "User", country: str, **given: Any) -> CountryLaw:
    """A new version for a country. Raises PermissionDenied, ValidationError for an unknown code or no source."""
    if not actor.can(Permission.SETTINGS_CHANGE):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    row = CountryLaw(country=country, entered_by=actor, **given)
    row.full_clean(exclude={"entered_by"})
    row.save()
    events.record("law.entered", subject=row, facts={"countries": [country]}, actor=actor)
    return row
