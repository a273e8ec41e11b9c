"""Entering what the law of a country asks. An earlier version stays as it was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Membership, Office, User
from accounts.permissions import Permission, Role
from audit import events
from cases.consent import laws
from cases.models import CountryLaw
from notifications import outbox


@transaction.atomic
def enter_law(*, actor: User, country: str, **given: Any) -> CountryLaw:
    """A new version for a country, by who administers an office there; those who work by it are told.

    Raises PermissionDenied, ValidationError for an unknown code, an age of no law, or no source.
    """
    if not laws.enterable(actor, {country}):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    row = CountryLaw(country=country, entered_by=actor, **given)
    row.full_clean(exclude={"entered_by"})
    row.save()
    events.record("law.entered", subject=row, facts={"countries": [country]}, actor=actor)
    outbox.enqueue("law.entered", to=_told(actor, country), occurrence=str(row.pk))
    return row


def _told(actor: User, country: str) -> list[User]:
    """Supervisors and data protection officers of the country's offices: one of them notices what is wrong in it."""
    offices = Office.objects.filter(country=country)
    roles = (Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER)
    members = Membership.objects.valid().filter(office__in=offices, role__in=roles)
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True).exclude(pk=actor.pk))
