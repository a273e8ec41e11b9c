"""Appointments, home visits and escorts (practice.md P16)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class AppointmentKind(models.TextChoices):
    """What it is. The last two are watched: whoever goes checks in."""

    MEDICAL = "medical", _("Medical")
    LEGAL = "legal", _("Lawyer or legal aid")
    AUTHORITY = "authority", _("Authority or court")
    POLICE = "police", _("Police or prosecutor")
    SOCIAL = "social", _("Social or psychological")
    SCHOOL = "school", _("School, training or work")
    OTHER = "other", _("Other")
    HOME_VISIT = "home_visit", _("Home visit")
    ESCORT = "escort", _("Escort")


WATCHED = frozenset({AppointmentKind.HOME_VISIT, AppointmentKind.ESCORT})


class Transport(models.TextChoices):
    """How the person gets there."""

    NONE = "none", _("Nothing to arrange")
    NEEDED = "needed", _("Still to be arranged")
    ARRANGED = "arranged", _("Arranged")


class AppointmentState(models.TextChoices):
    """How it went."""

    PLANNED = "planned", _("Planned")
    KEPT = "kept", _("Took place")
    NOT_KEPT = "not_kept", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


class AppointmentQuerySet(SealedQuerySet):
    """Appointments."""

    def planned(self) -> Self:
        """Those to come or under way."""
        return self.filter(state=AppointmentState.PLANNED)

    def of(self, user: "User") -> Self:
        """Those somebody goes to, of cases that person may still know of."""
        seen = Case.objects.plain().visible_to(user).in_use()
        return self.planned().filter(companion=user, case__in=seen).order_by("starts_at", "pk")

    def unanswered(self) -> Self:
        """Watched ones whose time to check in has passed."""
        return self.planned().filter(check_in_by__lt=timezone.now(), checked_in_at__isnull=True)


class Appointment(CaseRow):
    """One appointment. Time, escort and kind are plain: agenda and alarm ask them. Where it is, is the person's place."""

    class Sealed:
        section = "appointment"
        key_class = "location"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="appointments")
    kind = models.CharField(_("What it is"), max_length=12, choices=AppointmentKind)
    starts_at = models.DateTimeField(_("Begins"))
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
    transport = models.CharField(_("Transport"), max_length=8, choices=Transport, default=Transport.NONE)
    state = models.CharField(
        _("State"), max_length=9, choices=AppointmentState, default=AppointmentState.PLANNED, editable=False
    )
    check_in_by = models.DateTimeField(_("Check in by"), null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    alarmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    place = SealedText(_("Where"), max_length=500, blank=True)
    plan = SealedLongText(
        _("Plan: way, people met, what to do if something is wrong"), max_length=2000, blank=True
    )
    outcome = SealedText(_("How it went, or why not"), max_length=500, blank=True)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        default_permissions = ()
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["companion", "starts_at"], condition=models.Q(state="planned"), name="appointment_of"
            ),
            models.Index(
                fields=["check_in_by"],
                condition=models.Q(state="planned", checked_in_at__isnull=True),
                name="appointment_watch",
            ),
        ]

    @property
    def is_watched(self) -> bool:
        return self.kind in WATCHED

    @property
    def waits_for_check_in(self) -> bool:
        return (
            self.state == AppointmentState.PLANNED
            and self.check_in_by is not None
            and self.checked_in_at is None
        )
