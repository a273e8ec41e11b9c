"""Forms that have been sent, so that sending one twice does nothing twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """A form's key once used, and the page its first sending led to. Rows live for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    # Keyed hash of what was sent: another text under a used key is another sending, and must not be dropped.
    content = models.CharField(max_length=16, default="")
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key", "content"], name="submission_once")]

    def __str__(self) -> str:
        return str(self.pk)
