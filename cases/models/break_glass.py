"""Opening a case in an emergency: who, why, until when, and what the review found."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class EmergencyReason(models.TextChoices):
    """Why it could not wait; a code, because a plain column holds no free text (P2)."""

    DANGER = "danger", _("The person or somebody else is in danger")
    MEDICAL = "medical", _("Medical emergency")
    MISSING = "missing", _("The person is missing or was found")
    CHILD = "child", _("A child needs protection now")
    NOBODY_REACHED = "nobody_reached", _("Nobody who works on the case can be reached")


class EmergencyPurpose(models.TextChoices):
    """What is to be done with what is read."""

    PROTECT = "protect", _("Protect the person")
    TREAT = "treat", _("Tell a doctor or nurse what they must know")
    CONTACT = "contact", _("Reach the person safely")
    SHELTER = "shelter", _("Find a safe place for the night")


class ReviewOutcome(models.TextChoices):
    """What the second person found."""

    JUSTIFIED = "justified", _("It was necessary")
    MISTAKEN = "mistaken", _("It was a mistake; talked about")
    ABUSE = "abuse", _("It was not justified; reported")


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    """Emergency openings."""

    def waiting(self) -> "BreakGlassQuerySet":
        """Those that nobody has reviewed."""
        return self.filter(reviewed_at__isnull=True)

    def overdue(self) -> "BreakGlassQuerySet":
        """Those whose review should have been closed."""
        return self.waiting().filter(review_due__lt=timezone.now())


class BreakGlass(models.Model):
    """One opening of one case in an emergency, reviewed by somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergency_openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The case's, so that a reviewer who may not open the case finds what waits.
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=20, choices=EmergencyReason)
    purpose = models.CharField(_("Purpose"), max_length=20, choices=EmergencyPurpose)
    opened_at = models.DateTimeField(_("Opened"), default=timezone.now)
    until = models.DateTimeField(_("Until"))
    review_due = models.DateTimeField(_("Review due"))
    reminded_at = models.DateTimeField(_("Reminded"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("Reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("Result of the review"), max_length=12, choices=ReviewOutcome, blank=True)

    objects: ClassVar[Any] = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency opening")
        verbose_name_plural = _("emergency openings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
                name="break_glass_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "opened_at"], name="break_glass_of_user"),
            models.Index(
                fields=["office", "review_due"],
                condition=models.Q(reviewed_at__isnull=True),
                name="break_glass_waiting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_overdue(self) -> bool:
        """True when the review should have been closed by now."""
        return self.reviewed_at is None and self.review_due < timezone.now()
