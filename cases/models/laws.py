"""What the law of a country asks of an office: grounds, duties to report, ages of deciding alone (practice.md P12)."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.disclosures import Ground
from cases.models.fields import CountryField


class Duty(models.TextChoices):
    """What a law may oblige an office to report."""

    CHILD_IN_DANGER = "child_in_danger", _("A child in danger")
    DANGER_TO_LIFE = "danger_to_life", _("Danger to somebody's life")
    OFFENCE = "offence", _("A grave offence")
    VIOLENCE = "violence", _("Violence in the family")
    DISEASE = "disease", _("An infectious disease")
    MISSING_CHILD = "missing_child", _("A child who is missing")


class Purpose(models.TextChoices):
    """For what data may leave."""

    PROTECTION = "protection", _("Protection and safety")
    HEALTH_CARE = "health_care", _("Health care")
    JUSTICE = "justice", _("Police and courts")
    STAY = "stay", _("The right to stay")
    RETURN = "return", _("Return")
    RESEARCH = "research", _("Research")


# No law lets a younger child decide; a smaller number is a slip of the pen.
AGES = [MinValueValidator(7), MaxValueValidator(21)]


class CountryLaw(models.Model):
    """One version for one country, as an administrator entered it with its source; the newest in effect counts.

    `grounds` gives grounds by purpose, `duties` for each duty to whom and within how many hours. An age that is not
    set counts as 18, a ground that is not set as consent alone: the strictest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = CountryField(verbose_name=_("Country"), blank=False)
    effective_from = models.DateField(_("In effect from"), default=timezone.localdate)
    source = models.CharField(_("Source: the law, and who checked it"), max_length=500)
    grounds = models.JSONField(default=dict, blank=True)
    duties = models.JSONField(default=dict, blank=True)
    age_medical = models.PositiveSmallIntegerField(_("Medical help"), null=True, blank=True, validators=AGES)
    age_psychological = models.PositiveSmallIntegerField(
        _("Psychological help"), null=True, blank=True, validators=AGES
    )
    age_legal = models.PositiveSmallIntegerField(_("Legal help"), null=True, blank=True, validators=AGES)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("law of a country")
        verbose_name_plural = _("laws of countries")
        default_permissions = ()
        ordering = ["country", "-effective_from", "-entered_at"]
        indexes = [models.Index(fields=["country", "-effective_from"], name="law_newest")]

    def __str__(self) -> str:
        return f"{self.country} {self.effective_from}"

    def allows(self, purpose: str, ground: str) -> bool:
        """Whether data may leave for a purpose on this ground."""
        return ground in self.grounds.get(purpose, [Ground.CONSENT])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("a law is never changed: enter a new version")
        super().save(*args, **kwargs)
