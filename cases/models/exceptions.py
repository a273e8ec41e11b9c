"""Telling somebody something without consent: life in danger, a binding order, a duty by law (consent.md 7, P12)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.disclosures import Disclosure, Ground, RecipientKind, categories
from cases.models.laws import Duty
from cases.models.scoped import CaseRow
from vault.sealed import SealedCodes, SealedLongText, SealedText


class ExceptionGround(models.TextChoices):
    """Why something is told although the person did not agree."""

    VITAL_INTEREST = "vital_interest", _("Danger to life, of serious harm, or to a child now")
    COURT_ORDER = "court_order", _("A binding order of a court")
    LEGAL_DUTY = "legal_duty", _("A duty to report under the law")


# How a disclosure made by it is noted (practice.md P12).
NOTED_AS = {
    ExceptionGround.VITAL_INTEREST: Ground.VITAL_INTEREST,
    ExceptionGround.COURT_ORDER: Ground.LEGAL_DUTY,
    ExceptionGround.LEGAL_DUTY: Ground.LEGAL_DUTY,
}


class ConsentException(CaseRow):
    """One exception for one recipient: asked by one member of staff, agreed to by another, used once, told afterwards.

    `categories` is the least that has to be told; the disclosure takes recipient and categories from here.
    """

    class Sealed:
        section = "consent_exception"
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consent_exceptions")
    ground = models.CharField(_("Ground"), max_length=20, choices=ExceptionGround)
    duty = models.CharField(_("What must be reported"), max_length=20, choices=Duty, blank=True)
    recipient_kind = models.CharField(_("Kind of recipient"), max_length=20, choices=RecipientKind)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    approval = models.UUIDField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    told_at = models.DateTimeField(null=True, editable=False)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    recipient = SealedText(_("Recipient"), max_length=200)
    categories = SealedCodes(_("What is told"), choices=categories)
    reason = SealedLongText(_("Why it cannot wait for consent"))
    safety = SealedLongText(_("What could happen to the person through it, and what was done about that"))

    class Meta:
        verbose_name = _("exception from consent")
        verbose_name_plural = _("exceptions from consent")
        default_permissions = ()
        ordering = ["-asked_at", "pk"]
        indexes = [models.Index(fields=["case", "-asked_at"], name="consent_exception_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("asked_by")),
                name="consent_exception_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(disclosure__isnull=True) | models.Q(approved_by__isnull=False),
                name="consent_exception_used_when_approved",
            ),
        ]

    def stands(self, at: datetime | None = None) -> bool:
        """Whether something may be told by it: agreed to, not used, not over."""
        now = at or timezone.now()
        return bool(self.expires_at and self.expires_at > now and self.disclosure_id is None)
