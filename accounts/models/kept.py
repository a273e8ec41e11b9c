"""What is kept about a person's way of working: forms that could not be taken, devices known."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.sealed import SealedJSON, SealedModel


class KeptForm(SealedModel):
    """A form that arrived when its session was over, or before the second factor: kept for its writer alone.

    `sent` is {"path": address it was sent to, "fields": [[name, value], …]}; passwords, codes, files and
    tokens are never in it. Shown once to the same person after signing in again, then deleted.
    """

    class Sealed:
        section = "kept_form"
        key_class = "account"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_forms")
    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    # The case of the page it was sent to, by number alone: what was typed there goes with it.
    about = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    sent: Any = SealedJSON(_("what was sent"), default=dict)

    class Meta:
        verbose_name = _("kept form")
        verbose_name_plural = _("kept forms")

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """Sealed under the person's own key."""
        return self.user_id


class KnownDevice(models.Model):
    """A browser and network somebody has signed in from, as a keyed hash; a new one is told to its owner."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_devices")
    fingerprint = models.CharField(max_length=16, editable=False)
    first_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [models.UniqueConstraint(fields=["user", "fingerprint"], name="known_device_once")]

    def __str__(self) -> str:
        return str(self.pk)
