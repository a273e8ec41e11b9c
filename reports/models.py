"""What reports/ keeps: the runs somebody asked for. Figures themselves are never stored."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import value
from reports.figures.scope import Request
from reports.querysets import ReportRunQuerySet


class ReportRun(models.Model):
    """One PDF somebody asked for: what it is about, how far it is, and where the file lies sealed.

    `params` holds codes, dates and office ids only. `threshold` is the k its tables were released under.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be made")
        CANCELLED = "cancelled", _("Cancelled")

    class Problem(models.TextChoices):
        """Why a run failed, and what to do, in words for the person who asked."""

        NOT_ALLOWED = (
            "not_allowed",
            _("You may no longer report on one of the offices. Ask for a new report."),
        )
        TOO_LARGE = "too_large", _("The report would be too long. Choose fewer figures or a shorter period.")
        TOO_SLOW = "too_slow", _("Making the report took too long. Choose fewer figures, or try again later.")
        BROKEN = (
            "broken",
            _("Something went wrong here. Try again; if it fails again, give support the reference."),
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_runs"
    )
    params = models.JSONField()
    language = models.CharField(max_length=12)
    threshold = models.PositiveSmallIntegerField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True, default="")  # a code of Problem
    attempts = models.PositiveSmallIntegerField(default=0)

    file = models.ForeignKey(
        "vault.SealedBlob", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    figures = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)
    shredded_at = models.DateTimeField(null=True, blank=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        indexes = [
            models.Index(fields=["requester", "-created_at", "id"], name="report_run_of_requester"),
            models.Index(
                fields=["created_at"],
                name="report_run_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="report_run_progress_is_per_cent"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(file__isnull=False)
                | models.Q(shredded_at__isnull=False),
                name="report_run_done_has_file",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]

    @property
    def request(self) -> Request:
        """What was asked for."""
        return Request.from_params(self.params)

    @property
    def reference(self) -> str:
        """What somebody reads out to support."""
        return str(self.pk)[:8].upper()

    @property
    def problem_text(self) -> str:
        """Why it failed and what to do, in the reader's language."""
        return str(self.Problem(self.problem).label) if self.problem in self.Problem else ""

    @property
    def is_moving(self) -> bool:
        """Waiting or being made: the page keeps looking."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def can_be_downloaded(self) -> bool:
        """Whether the file is there."""
        return self.state == self.State.DONE and self.file_id is not None

    def is_due_to_be_shredded(self, now: datetime) -> bool:
        """Whether the days its offices keep a file are over: the shortest of them counts."""
        days = min(int(value("reports.keep_files_days", office)) for office in self.request.office_ids)
        return self.finished_at is not None and self.finished_at < now - timedelta(days=days)

    @property
    def can_be_retried(self) -> bool:
        """Failed and cancelled runs can be asked for again as they are."""
        return self.state in (self.State.FAILED, self.State.CANCELLED)


class UnusualFinding(models.Model):
    """One person's day (or one day of the installation) that went beyond a limit, and what it turned out to be.

    Codes and counts only. `person` and `office` are empty where guesses came from everywhere.
    """

    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("Cases outside the own work")
        BULK = "bulk", _("Many cases")
        SEARCHES = "searches", _("Many searches")
        OFF_HOURS = "off_hours", _("Reading outside the hours")
        NIGHT = "night", _("Sign-in at night")
        DEVICES = "devices", _("New device")
        FAILURES = "failures", _("Wrong passwords or codes")
        GUESSES = "guesses", _("Guesses at many accounts")

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", _("There was a good reason")
        SPOKEN_WITH = "spoken_with", _("The person was spoken with")
        REPORTED = "reported", _("It goes on: supervisor or breach register")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    office = models.ForeignKey("accounts.Office", on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField(_("Day"))
    count = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("What it was"), max_length=12, choices=Outcome, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("unusual finding")
        verbose_name_plural = _("unusual findings")
        default_permissions = ()
        ordering = ["-day", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person", "office", "day"], name="unusual_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(by__isnull=False, at__isnull=False),
                name="unusual_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]
