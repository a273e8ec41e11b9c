"""What one person asked for and another has to approve (the two-person rule)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office
from vault.sealed import SealedLongText, SealedModel


class Approval(SealedModel):
    """One asking: what, about which record, with which facts (codes and identifiers only), and how it ended.

    What was asked never changes; a decision is made once, by somebody else, before `expires_at`.
    `used_at` says when an approval was made use of, which happens once.
    """

    class Sealed:
        section = "approval"
        key_class = "account"

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    class RefusalReason(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed for the work")
        TOO_WIDE = "too_wide", _("Wider than needed")
        NOT_IDENTIFIED = "not_identified", _("The person concerned could not be identified")
        NOT_DISCUSSED = "not_discussed", _("To be talked about first")
        OTHER = "other", _("Another reason")

    kind = models.CharField(max_length=40, editable=False)
    subject_label = models.CharField(max_length=64, editable=False)
    subject_id = models.UUIDField(editable=False)
    # The case the subject belongs to, so that the case's own history tells of the asking.
    scope = models.UUIDField(null=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals_asked", editable=False
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    reason = models.CharField(max_length=40, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = models.CharField(max_length=20, choices=RefusalReason, blank=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    note = SealedLongText(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="asked"), name="approval_waiting"),
            models.Index(fields=["subject_label", "subject_id", "kind"], name="approval_subject"),
            models.Index(fields=["asked_by", "-asked_at"], name="approval_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "refused"))
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="approval_by_two",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(state="approved"), name="approval_used_approved"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """The note is sealed under the key of who wrote it."""
        return self.asked_by_id

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """The record it is about, as label and identifier."""
        return self.subject_label, self.subject_id

    @property
    def is_open(self) -> bool:
        """True while it can still be decided."""
        return self.state == self.State.ASKED and timezone.now() < self.expires_at

    @property
    def is_unused(self) -> bool:
        """True for an approval that can still be made use of."""
        return self.state == self.State.APPROVED and self.used_at is None and timezone.now() < self.expires_at
