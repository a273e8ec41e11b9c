"""Permits and reflection periods as a history: applied for, granted, refused, appealed (practice.md P18)."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.scoped import CaseRow
from legal.workflow import OVER, PermitState, StepKind
from vault.sealed import SealedCode, SealedLongText, SealedText


class PermitKind(models.TextChoices):
    """What was asked for. None of them depends on helping police or court."""

    REFLECTION = "reflection_period", _("Reflection period")
    HUMANITARIAN = "temporary_humanitarian", _("Temporary permit, humanitarian")
    COOPERATION = "temporary_cooperation", _("Temporary permit, as the law links it to cooperation")
    ASYLUM = "asylum", _("Asylum or other protection")
    PERMANENT = "permanent", _("Permanent permit")
    WORK = "work", _("Permission to work")
    OTHER = "other", _("Other")


class Permit(CaseRow):
    """One application and what became of it. The days are plain because clocks and guards ask them."""

    class Sealed:
        section = "legal_permit"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="permits")
    # The permit this one is to follow: whoever asks again in time has nothing more to do about the old one.
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    state = models.CharField(_("State"), max_length=16, choices=PermitState, default=PermitState.PREPARED)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    appeal_until = models.DateField(_("Last day to appeal"), null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    kind = SealedCode(_("What is asked for"), choices=lambda: PermitKind.choices)
    number = SealedText(_("Number of the file"), max_length=100, blank=True)
    authority = SealedText(_("Authority"), max_length=300, blank=True)
    lawyer = SealedText(_("Lawyer or adviser"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("application to stay")
        verbose_name_plural = _("applications to stay")
        default_permissions = ()
        ordering = ["-opened_at", "pk"]

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    def has_run_out(self, today: date) -> bool:
        """Whether a granted one has passed its last day."""
        return self.state == PermitState.GRANTED and self.valid_until is not None and self.valid_until < today


class PermitStep(CaseRow):
    """One thing that happened to an application, on which day, and who noted it. Never changed afterwards."""

    class Sealed:
        section = "legal_permit"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=StepKind)
    state = models.CharField(max_length=16, choices=PermitState)
    on = models.DateField(_("On"), null=True, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    note = SealedLongText(_("Note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of an application to stay")
        verbose_name_plural = _("steps of applications to stay")
        default_permissions = ()
        ordering = ["noted_at", "pk"]
