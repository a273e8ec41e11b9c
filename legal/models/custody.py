"""Detention, expulsion and prosecution of the person herself: an alarm with hours (practice.md P18)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedText


class CustodyKind(models.TextChoices):
    """What an authority does to the person."""

    DETENTION = "detention", _("Detention")
    EXPULSION = "expulsion", _("Expulsion order")
    PROSECUTION = "prosecution", _("Prosecution")


class DeedKind(models.TextChoices):
    """What is to be done about it. The hours of each are a setting of the same name (legal/inf_settings.py)."""

    VISIT = "visit", _("Visit the person, or have somebody trusted visit")
    LAWYER = "lawyer", _("Find a lawyer, free of charge for the person")
    LETTER = "letter", _("Send a letter of identification, as the person wishes")
    STAY = "stay", _("Ask for the expulsion to be suspended")
    RELEASE = "release", _("Ask for release and offer a place to stay")
    NON_PUNISHMENT = "non_punishment", _("Ask that the person is not punished for what they were made to do")


class Custody(CaseRow):
    """One detention, order or prosecution. Where the person is held is sealed as her whereabouts are."""

    class Sealed:
        section = "custody"
        key_class = "location"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="custodies")
    kind = models.CharField(_("What happened"), max_length=12, choices=CustodyKind)
    since = models.DateTimeField(_("Since"))
    ended_at = models.DateTimeField(_("Over since"), null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    place = SealedText(_("Where the person is held"), max_length=500, blank=True)
    authority = SealedText(_("Authority"), max_length=300, blank=True)
    grounds = SealedLongText(_("On what grounds"), max_length=2000, blank=True)
    lawyer = SealedText(_("Lawyer"), max_length=300, blank=True)
    outcome = SealedText(_("How it ended"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("custody")
        verbose_name_plural = _("custodies")
        default_permissions = ()
        ordering = ["-since", "pk"]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(ended_at__isnull=True), name="custody_open")
        ]


class CustodyDeed(CaseRow):
    """One thing to be done about it by an hour: done, or why it was not possible."""

    class Sealed:
        section = "custody"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    custody = models.ForeignKey(Custody, models.CASCADE, related_name="deeds")
    deed = models.CharField(max_length=20, choices=DeedKind)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_possible = models.BooleanField(default=True)

    note = SealedText(_("Note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("deed about a custody")
        verbose_name_plural = _("deeds about custodies")
        default_permissions = ()
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["custody", "deed"], name="custody_deed_once")]
