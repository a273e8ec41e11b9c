"""Places of an office that no list of the world's regions has (practice.md P23)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.models.fields import CountryField, HouseMadeField
from cases.reference import new_short_code

if TYPE_CHECKING:
    from accounts.models import User


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places of offices."""

    def visible_to(self, user: "User") -> Self:
        """Those of the offices where the user works with cases or keeps the office's lists."""
        offices = {*user.offices_with(Permission.CASE_EDIT), *user.offices_with(Permission.OFFICE_MANAGE)}
        return self.filter(office__in=offices)

    def in_use(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into="")


class Place(models.Model):
    """A region or district as people at the office call it. A code of its own, so that records can be counted by it.

    A merged place keeps its row: records that carry its code are counted where it was merged into.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+", verbose_name=_("Office"))
    code = HouseMadeField(_("Code"), max_length=6, unique=True, default=new_short_code, editable=False)
    country = CountryField(verbose_name=_("Country"), blank=False)
    name = models.CharField(_("Name of the place"), max_length=100)
    # The code of a region (ISO 3166-2) or of another place of the office; empty while the place is in use.
    merged_into = models.CharField(max_length=10, blank=True, default="", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of an office")
        verbose_name_plural = _("places of offices")
        default_permissions = ()
        ordering = ["country", "name", "pk"]
        indexes = [models.Index(fields=["office", "country"], name="place_office")]

    def __str__(self) -> str:
        return self.code
