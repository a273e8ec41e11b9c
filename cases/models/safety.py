"""Danger that is not one person's: of a country, and of a house (risk.md 2 and 6)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import dictionary
from cases.models.fields import CountryField
from vault.sealed import SealedJSON, SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class _Assessment(SealedModel):
    """Who assessed, for which office, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_on = models.DateField(_("Assessed on"), default=timezone.localdate)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: it is about nobody's case."""
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]


class CountryRisk(_Assessment):
    """A country by the seven indicators G1 to G7. The newest one counts while it is valid; the earlier ones stay."""

    class Sealed:
        section = "country_risk"
        key_class = "general"

    country = CountryField(verbose_name=dictionary.label("generic_country"), blank=False)
    scores = SealedJSON(dictionary.label("generic_scores"), default=dict)
    source = SealedLongText(_("Sources"))

    class Meta(_Assessment.Meta):
        verbose_name = _("risk of a country")
        verbose_name_plural = _("risk of countries")
        default_permissions = ()
        ordering = ["country", "-assessed_on", "-recorded_at"]
        indexes = [models.Index(fields=["country", "-assessed_on"], name="country_risk_newest")]


class FacilityRiskQuerySet(SealedQuerySet):
    """Assessments of houses."""

    def visible_to(self, user: "User") -> "FacilityRiskQuerySet":
        """Those of the offices where the user may see them."""
        return self.filter(office__in=user.offices_with(Permission.SAFETY_VIEW))


class FacilityRisk(_Assessment):
    """A house by the six security areas. `facility` is the house's own identifier, the same in every assessment of it."""

    class Sealed:
        section = "facility_risk"
        key_class = "general"

    facility = models.UUIDField(default=uuid.uuid4, editable=False)
    name = SealedText(_("Code name of the house"), max_length=100)
    ratings = SealedJSON(_("Rating of each area"), default=dict)
    measures = SealedJSON(_("Measures by area"), default=dict, blank=True)

    objects: ClassVar[Any] = FacilityRiskQuerySet.as_manager()

    class Meta(_Assessment.Meta):
        verbose_name = _("risk of a house")
        verbose_name_plural = _("risk of houses")
        default_permissions = ()
        ordering = ["facility", "-assessed_on", "-recorded_at"]
        indexes = [models.Index(fields=["facility", "-assessed_on"], name="facility_risk_newest")]
