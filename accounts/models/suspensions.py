"""Who shut whom out, why, and who let them in again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office


class Suspension(models.Model):
    """One suspension, from the moment an account was shut to the moment it was opened again."""

    class Reason(models.TextChoices):
        STOLEN = "stolen", _("Somebody else uses the account")
        DEVICE_LOST = "device_lost", _("A device was lost or taken")
        THREATENED = "threatened", _("The person is under threat")
        MISUSE = "misuse", _("Misuse is suspected")
        LEFT = "left", _("The person has left")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="suspensions")
    # The office both belong to; none when the installation itself did it.
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    suspended_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        indexes = [models.Index(fields=["suspended_by", "suspended_at"], name="suspension_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(lifted_at__isnull=True), name="suspension_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(suspended_by__isnull=True) | ~models.Q(suspended_by=models.F("user")),
                name="suspension_of_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]
