"""Who must not see a case because of who they are to somebody in it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class ConflictState(models.TextChoices):
    """FOUND and CONFIRMED keep the person away from the case; only a decision of somebody else ends that."""

    FOUND = "found", _("Waits for a decision")
    CONFIRMED = "confirmed", _("Confirmed")
    CLEARED = "cleared", _("No conflict")


class ConflictSource(models.TextChoices):
    """How it became known; a code, because a plain column holds no free text (P2)."""

    DECLARED = "declared", _("Declared by the person")
    REPORTED = "reported", _("Reported by a supervisor")
    NAME = "name", _("The name resembles one in the case")


BLOCKING = (ConflictState.FOUND, ConflictState.CONFIRMED)


class ConflictQuerySet(models.QuerySet["ConflictOfInterest"]):
    """Conflicts of interest."""

    def blocking(self) -> "ConflictQuerySet":
        """Those that keep their person away from the case now."""
        return self.filter(state__in=BLOCKING)

    def waiting(self) -> "ConflictQuerySet":
        """Those that somebody has to decide."""
        return self.filter(state=ConflictState.FOUND)


class ConflictOfInterest(models.Model):
    """One person and one case that must not meet. A cleared one is kept, so that it is not found again each night."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The case's, so that the list of what waits needs no look into the case.
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("State"), max_length=12, choices=ConflictState, default=ConflictState.FOUND)
    source = models.CharField(_("How it became known"), max_length=12, choices=ConflictSource)
    raised_at = models.DateTimeField(_("Raised"), default=timezone.now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="conflict_once")]
        indexes = [
            models.Index(
                fields=["user", "case"], condition=models.Q(state__in=BLOCKING), name="conflict_blocking"
            ),
            models.Index(fields=["office"], condition=models.Q(state="found"), name="conflict_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
