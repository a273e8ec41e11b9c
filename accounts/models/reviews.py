"""The access review: somebody looked at a role and kept or ended it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.memberships import Membership


class AccessReview(models.Model):
    """One look at one role at one office. The newest confirmation says when the next is due."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("Kept")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="reviews")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        indexes = [models.Index(fields=["membership", "-reviewed_at"], name="access_review_newest")]

    def __str__(self) -> str:
        return str(self.pk)[:8]
