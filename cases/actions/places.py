"""The places of an office: added by whoever works with cases, merged by its administrator (practice.md P23)."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit import events
from cases.dictionary import subdivisions
from cases.models import Place

if TYPE_CHECKING:
    from accounts.models import Office, User


@transaction.atomic
def add_place(*, actor: "User", office: "Office", country: str, name: str) -> Place:
    """Add a place, or give the one of this name that is there. Raises PermissionDenied, ValidationError."""
    if not actor.can(Permission.CASE_EDIT, office):
        raise PermissionDenied(Permission.CASE_EDIT.value)
    name = " ".join(name.split())
    if subdivisions.found(name, country):
        raise ValidationError(_("This region is on the list already."))
    there: Place | None = Place.objects.filter(office=office, country=country, name__iexact=name).first()
    if there is not None:
        return there
    row = Place(office=office, country=country, name=name, added_by=actor)
    row.full_clean(exclude={"office", "added_by"})
    row.save()
    events.record("place.added", subject=row, office=office.pk, facts={"countries": [country]}, actor=actor)
    return row


@transaction.atomic
def merge_place(*, actor: "User", place: Place, into: str) -> None:
    """Count a place as another one of the office, or as a region (ISO 3166-2); its row and its code stay.

    Raises PermissionDenied, ValidationError for a target of another country or office, or for the place itself.
    """
    if not actor.can(Permission.OFFICE_MANAGE, place.office_id):
        raise PermissionDenied(Permission.OFFICE_MANAGE.value)
    # One after the other: of two who merge two places into each other the second finds the first one gone.
    type(place.office).objects.select_for_update().get(pk=place.office_id)
    place = Place.objects.select_for_update().get(pk=place.pk)
    if not _fits(place, into):
        raise ValidationError(_("Choose another place or region of the same country."))
    # What was merged into this one goes along: no chain is longer than one step.
    Place.objects.filter(office=place.office_id, merged_into=place.code).update(merged_into=into)
    place.merged_into, place.merged_at, place.merged_by = into, timezone.now(), actor
    place.save(update_fields=["merged_into", "merged_at", "merged_by"])
    facts = {"countries": [place.country]}
    events.record("place.merged", subject=place, office=place.office_id, facts=facts, actor=actor)


def _fits(place: Place, into: str) -> bool:
    if region := subdivisions.every().get(into):
        return region.country == place.country
    others = Place.objects.in_use().filter(office=place.office_id, country=place.country)
    return bool(others.filter(code=into).exclude(pk=place.pk).exists())
