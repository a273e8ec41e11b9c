"""Proceedings before courts and authorities, their hearings and what is claimed there (practice.md P17)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.scoped import CaseRow
from vault.sealed import SealedCode, SealedCodes, SealedLongText, SealedMoney, SealedText


class ProceedingKind(models.TextChoices):
    """What it is about."""

    CRIMINAL = "criminal", _("Criminal")
    LABOUR = "labour", _("Labour")
    CIVIL = "civil", _("Civil")
    RESIDENCE = "residence", _("Right to stay")


class Stage(models.TextChoices):
    """Where it stands. Whatever has happened can be noted: none of them asks for another before it."""

    PREPARED = "prepared", _("Being prepared")
    FILED = "filed", _("Brought before the authority or court")
    INVESTIGATED = "investigated", _("Being investigated")
    HEARD = "heard", _("Before the court")
    JUDGED = "judged", _("Decided, can be appealed")
    APPEALED = "appealed", _("Appeal lodged")
    FINAL = "final", _("Decided for good")
    SETTLED = "settled", _("Settled")
    DROPPED = "dropped", _("Dropped by the authority")
    GIVEN_UP = "given_up", _("Given up by the person")


OVER = frozenset({Stage.FINAL, Stage.SETTLED, Stage.DROPPED, Stage.GIVEN_UP})


class Protection(models.TextChoices):
    """What protects the person at a hearing."""

    VIDEO = "video_link", _("Heard over a video link")
    RECORDED = "recorded", _("A recorded statement instead of being heard again")
    SCREEN = "screen", _("A screen between the person and the accused")
    ENTRANCE = "separate_entrance", _("A separate entrance and waiting room")
    CLOSED = "closed_session", _("The public is not admitted")
    WITHHELD = "identity_withheld", _("Name and address are not said")
    TRUSTED = "trusted_person", _("A trusted person sits beside the person")
    TRANSPORT = "safe_transport", _("Safe transport there and back")


class HearingState(models.TextChoices):
    """How it went."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    POSTPONED = "postponed", _("Put off to a day not known yet")
    CANCELLED = "cancelled", _("Cancelled")


class ClaimKind(models.TextChoices):
    """What is claimed."""

    WAGES = "wages", _("Wages")
    COMPENSATION = "compensation", _("Compensation")


class Proceeding(CaseRow):
    """One proceeding and where it stands. Words about it are sealed; the stage is plain because the tab orders by it."""

    class Sealed:
        section = "legal_proceeding"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="proceedings")
    stage = models.CharField(_("Where it stands"), max_length=12, choices=Stage, default=Stage.PREPARED)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    kind = SealedCode(_("What it is about"), choices=lambda: ProceedingKind.choices)
    court = SealedText(_("Court or authority"), max_length=300, blank=True)
    number = SealedText(_("Number of the file"), max_length=100, blank=True)
    lawyer = SealedText(_("Lawyer or adviser"), max_length=300, blank=True)
    charges = SealedLongText(_("Charges, or what it is about"), max_length=2000, blank=True)
    outcome = SealedLongText(_("How it ended"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("proceeding")
        verbose_name_plural = _("proceedings")
        default_permissions = ()
        ordering = ["-opened_at", "pk"]

    @property
    def is_over(self) -> bool:
        return self.stage in OVER


class ProceedingStep(CaseRow):
    """One stage that was reached, on which day, and who noted it. Never changed afterwards."""

    class Sealed:
        section = "legal_proceeding"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=12, choices=Stage)
    on = models.DateField(_("On"), null=True, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    note = SealedLongText(_("Note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of a proceeding")
        verbose_name_plural = _("steps of proceedings")
        default_permissions = ()
        ordering = ["noted_at", "pk"]


class Hearing(CaseRow):
    """One hearing. Its time and who goes along are plain because a clock and the tab ask them."""

    class Sealed:
        section = "legal_proceeding"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="hearings")
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="hearings")
    starts_at = models.DateTimeField(_("Begins"))
    state = models.CharField(max_length=10, choices=HearingState, default=HearingState.PLANNED)
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Who goes along"),
    )
    booking = models.ForeignKey(
        "cases.InterpreterBooking",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Interpreter"),
    )
    prepared_at = models.DateTimeField(null=True, blank=True)

    protection = SealedCodes(
        _("What protects the person there"), choices=lambda: Protection.choices, blank=True
    )
    wishes = SealedLongText(_("What the person wishes, and what was prepared"), max_length=2000, blank=True)
    outcome = SealedLongText(_("How it went for the person"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        default_permissions = ()
        ordering = ["starts_at", "pk"]


class Claim(CaseRow):
    """Wages or compensation: claimed, awarded, received, each with its currency."""

    class Sealed:
        section = "legal_proceeding"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="claims")
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="claims")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    kind = SealedCode(_("What is claimed"), choices=lambda: ClaimKind.choices)
    claimed = SealedMoney(_("Claimed"), blank=True)
    awarded = SealedMoney(_("Awarded"), blank=True)
    received = SealedMoney(_("Received by the person"), blank=True)
    note = SealedText(_("Note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        default_permissions = ()
        ordering = ["entered_at", "pk"]
