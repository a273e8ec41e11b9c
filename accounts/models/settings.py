"""Values that an office has set for settings of the field (domain/practice.md P4)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office


class OfficeSetting(models.Model):
    """One change: rows are only added, so the history of a value is its rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="settings")
    key = models.CharField(max_length=80)
    value = models.JSONField()
    effective_from = models.DateField(_("effect from"))
    reason = models.CharField(_("reason"), max_length=500)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["effective_from", "changed_at"]
        verbose_name = _("setting of an office")
        verbose_name_plural = _("settings of an office")
        indexes = [models.Index(fields=["office", "key", "effective_from"])]

    def __str__(self) -> str:
        return self.key
