"""Organisations and their offices, with the calendar by which an office's clocks run."""

import uuid
import zoneinfo
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
country_code = RegexValidator(r"^[A-Z]{2}$", _("Give the two-letter country code (ISO 3166-1)."))
language_code = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", _("Give the language's code, for example en or km.")
)


def known_time_zone(value: str) -> None:
    """Refuse what is not an IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone. An example: Europe/Rome."))


class Organisation(models.Model):
    """Who runs an office."""

    class Kind(models.TextChoices):
        NGO = "ngo", _("Non-governmental organisation")
        SHELTER = "shelter", _("Shelter organisation")
        INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
        AUTHORITY = "authority", _("Public authority")
        PROVIDER = "provider", _("Service provider")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place where an organisation works: it owns cases, and its calendar drives its clocks.

    `code_name` is what leaves the organisation instead of the name (a shelter's name can give away its place).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    name = models.CharField(_("name"), max_length=200)
    code_name = models.CharField(_("code name"), max_length=60, unique=True)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    languages = ArrayField(
        models.CharField(max_length=12, validators=[language_code]),
        verbose_name=_("languages"),
    )
    weekend_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        verbose_name=_("weekly days off"),
        default=list,
        blank=True,
    )
    # Whose people stand in as the second person where neither this office nor its organisation has one.
    partner = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner office")
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Frozen by a lockdown: no role of this office gives anything until it is reopened (practice.md P34).
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="office_name_once")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        known_time_zone(self.time_zone)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The day it is at the office, wherever server and reader are: every clock and date of its work counts by it."""
        return timezone.localdate(timezone=self.zone)

    def is_working_day(self, day: date) -> bool:
        """True when the office works on `day` (not a weekly day off, not one of its holidays)."""
        if day.isoweekday() in self.weekend_days:
            return False
        return day not in {holiday.day for holiday in self.holidays.all()}

    def working_day_after(self, day: date, count: int) -> date:
        """The last of `count` working days after `day`; an office without any counts every day."""
        closed = {holiday.day for holiday in self.holidays.all()}
        never = len(set(self.weekend_days)) == len(WEEKDAYS)
        while count:
            day += timedelta(days=1)
            count -= never or (day.isoweekday() not in self.weekend_days and day not in closed)
        return day


class OfficeHoliday(models.Model):
    """One day on which an office is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="holidays")
    day = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="office_holiday_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
