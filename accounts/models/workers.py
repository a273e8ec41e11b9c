"""What is kept for every worker (domain/practice.md P6): qualifications with expiry, supervision talks and debriefing."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.sealed import SealedLongText, SealedModel


class QualificationKind(models.TextChoices):
    """What decides who may interview and determine."""

    TRAINED_INTERVIEWER = "trained_interviewer", _("Trained interviewer")
    CHILD_INTERVIEWER = "child_interviewer", _("Trained interviewer of children")
    ASSESSOR = "assessor", _("Assessor")


class Qualification(models.Model):
    """A person is qualified from a day to a day, both included; without an end until it is withdrawn.

    It belongs to the person and holds at every office. Asked by `accounts.qualifications.holds`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="qualifications")
    kind = models.CharField(_("qualification"), max_length=30, choices=QualificationKind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-since", "-entered_at"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="qualification_period",
            )
        ]
        indexes = [models.Index(fields=["user", "kind"], name="qualification_of_person")]

    def __str__(self) -> str:
        return str(self.pk)[:8]


class QualificationEvidence(SealedModel):
    """What the qualification rests on: course, certificate, who saw it. Beside it, because not every one has it."""

    class Sealed:
        section = "evidence"
        key_class = "general"

    qualification = models.OneToOneField(Qualification, models.CASCADE, related_name="evidence")
    note: Any = SealedLongText(_("evidence"), max_length=2000)

    class Meta:
        verbose_name = _("evidence of a qualification")
        verbose_name_plural = _("evidence of qualifications")

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """Sealed under the qualified person's own key."""
        return self.qualification.user_id


class TalkKind(models.TextChoices):
    """Why people sat down together."""

    SUPERVISION = "supervision", _("Supervision talk")
    DEBRIEFING = "debriefing", _("Debriefing")
    PEERS = "peers", _("Talk among colleagues")


class SupervisionTalk(SealedModel):
    """A talk for a worker's own sake. Seen by the worker and by the supervisors of the worker's offices, nobody else."""

    class Sealed:
        section = "talk"
        key_class = "general"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="supervision_talks")
    held_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=TalkKind)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    note: Any = SealedLongText(_("note"), max_length=5000)

    class Meta:
        ordering = ["-held_on", "-recorded_at"]
        verbose_name = _("supervision talk")
        verbose_name_plural = _("supervision talks")

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """Sealed under the worker's own key."""
        return self.user_id
