"""When things go wrong (domain/practice.md P34): lockdown, duress, evacuation."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Office
from vault.sealed import SealedJSON, SealedModel


class LockdownReason(models.TextChoices):
    """A code: what is written in plain words about an attack helps the attacker."""

    INTRUSION = "intrusion", _("Somebody has entered, or tries to enter, our systems")
    RAID = "raid", _("Strangers or officials demand access, or are on their way")
    THREAT = "threat", _("Staff or residents are threatened")
    LOSS = "loss", _("A computer, a telephone or a key was lost or stolen")
    DRILL = "drill", _("This is a drill")


class Lockdown(models.Model):
    """An office, or without one the whole installation, is frozen until enough people agree to reopen it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="lockdowns")
    reason = models.CharField(_("reason"), max_length=20, choices=LockdownReason)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    reopened_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-declared_at"]
        verbose_name = _("lockdown")
        verbose_name_plural = _("lockdowns")
        constraints = [
            models.UniqueConstraint(
                fields=["office"],
                condition=models.Q(reopened_at__isnull=True),
                name="lockdown_open_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]


class ReopeningVote(models.Model):
    """One person's confirmation that an office, or the installation, may be used again."""

    lockdown = models.ForeignKey(Lockdown, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("confirmation of a reopening")
        verbose_name_plural = _("confirmations of reopenings")
        constraints = [models.UniqueConstraint(fields=["lockdown", "user"], name="reopening_vote_once")]

    def __str__(self) -> str:
        return str(self.pk)


class DuressPassword(models.Model):
    """A second password: whoever is forced to sign in uses it, sees no case and has called for help."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="duress_password"
    )
    password_hash = models.CharField(max_length=128, editable=False)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("password for an emergency")
        verbose_name_plural = _("passwords for an emergency")

    def __str__(self) -> str:
        return str(self.pk)[:8]


class StepKind(models.TextChoices):
    """What a step of an evacuation plan does, in the order in which the groups come."""

    LOCK = "lock", _("Lock")
    MOVE = "move", _("Take along or bring to safety")
    DESTROY = "destroy", _("Destroy")
    TELL = "tell", _("Tell")


class EvacuationPlan(SealedModel):
    """What an office locks, moves and destroys first when it has to leave at once.

    `steps` is a list of {"kind": a StepKind code, "what": text, "who": text}, in order. Sealed with the
    class of keys that a lockdown leaves open, so that the plan can be read while the installation is frozen.
    """

    class Sealed:
        section = "evacuation"
        key_class = "account"

    office = models.OneToOneField(Office, models.CASCADE, related_name="evacuation_plan")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    steps: Any = SealedJSON(_("steps"), default=list)

    class Meta:
        verbose_name = _("evacuation plan")
        verbose_name_plural = _("evacuation plans")

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def vault_scope(self) -> uuid.UUID:
        """Sealed under the office's own key."""
        return self.office_id


class EvacuationDrill(models.Model):
    """A rehearsal of the plan: when, how long it took, how much of it was done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="evacuation_drills")
    held_on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(_("minutes until everything was done"))
    steps_done = models.PositiveSmallIntegerField(_("steps done"))
    steps_planned = models.PositiveSmallIntegerField(editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-held_on"]
        verbose_name = _("evacuation drill")
        verbose_name_plural = _("evacuation drills")

    def __str__(self) -> str:
        return str(self.pk)[:8]
