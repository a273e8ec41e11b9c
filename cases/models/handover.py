"""Handing over the cases of somebody who leaves: one row for the leaving, one for each case offered to somebody."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class HandOver(models.Model):
    """Somebody leaves (or is out): whose cases, and the last day of their access."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_day = models.DateField(_("last day"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class HandOverCase(models.Model):
    """One case offered to one new worker, and the answer. Until it is accepted the case keeps its owner.

    Its new worker reads this row, and nothing of the case, before the answer.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class DeclineReason(models.TextChoices):
        TOO_MANY = "too_many", _("Too many cases already")
        LANGUAGE = "language", _("Language or training is missing")
        KNOWS_SOMEBODY = "knows_somebody", _("Knows somebody concerned")
        ABSENT = "absent", _("Absent soon")
        OTHER = "other", _("Another reason, talked about")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="offers")
    case = models.ForeignKey(Case, models.CASCADE, related_name="hand_overs")
    # The case's, so that the list of what waits needs no look into the case.
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)

    class Meta:
        verbose_name = _("case of a hand-over")
        verbose_name_plural = _("cases of a hand-over")
        default_permissions = ()
        indexes = [
            models.Index(fields=["to"], condition=models.Q(state="offered"), name="hand_over_offered"),
            models.Index(fields=["office", "state"], name="hand_over_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="offered"), name="hand_over_offered_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
