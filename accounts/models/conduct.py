"""The code of conduct and confidentiality: its versions, and who accepted which (domain/practice.md P6)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConductText(models.Model):
    """One version of the code, in every language of the interface; it is never changed, only followed by a newer one.

    `texts` is {language code: text}. Before the first one the house's own words hold, as version 0
    (accounts/conduct.py).
    """

    number = models.PositiveIntegerField(_("version"), primary_key=True)
    texts: Any = models.JSONField(_("text"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of the code of conduct")
        verbose_name_plural = _("versions of the code of conduct")

    def __str__(self) -> str:
        return str(self.number)


class ConductAcceptance(models.Model):
    """One person accepted one version, in the language it was shown in; `digest` is of the text as it was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="conduct_acceptances")
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=12)
    digest = models.CharField(max_length=64, editable=False)
    accepted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-accepted_at"]
        verbose_name = _("acceptance of the code of conduct")
        verbose_name_plural = _("acceptances of the code of conduct")
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="conduct_accepted_once")]

    def __str__(self) -> str:
        return str(self.pk)[:8]
