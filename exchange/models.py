"""What leaves in bulk: who asked for which export, what became of it, and the sealed file while there is one."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases.models import Case
from exchange.querysets import ExportQuerySet
from vault.blobs import SealedBlob
from vault.sealed import SealedJSON, SealedModel, SealedText


class Purpose(models.TextChoices):
    """What an export is for; a code, because it stands in the record."""

    CASE_WORK = "case_work", _("Work with these people where Wayhome cannot be reached")
    HAND_OVER = "hand_over", _("Hand over to another service the person agreed to")
    AUTHORITY = "authority", _("Answer an authority the person agreed to")
    REVIEW = "review", _("Review of cases by the office")
    QUALITY = "quality", _("Check and correct the data")


class Recipient(models.TextChoices):
    """Who will have the file. All but the first are outside the office: each case notes the disclosure."""

    INTERNAL = "internal", _("Nobody else: it stays with me, in this office")
    OWN_OFFICE = "own_office", _("Another office of the organisation")
    PROVIDER = "provider", _("A service provider")
    LAWYER = "lawyer", _("A lawyer")
    AUTHORITY = "authority", _("An authority, police or court")


class Export(SealedModel):
    """One asking, and its line in the ledger: who, what for, which filter, how many rows, which checksum. Kept.

    Columns and filter are codes and dates. The name of a recipient, and which cases were in the file, are sealed.
    """

    class Sealed:
        section = "export"
        key_class = "export"

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the second person")
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        RELEASED = "released", _("Downloaded and destroyed here")
        EXPIRED = "expired", _("Destroyed without a download")
        FAILED = "failed", _("Could not be made")

    class Problem(models.TextChoices):
        NOT_ALLOWED = "not_allowed", _("The person who asked may no longer export at this office.")
        EMPTY = "empty", _("No case fits, or none of them may leave. Look at the filter and at the consents.")
        TOO_MANY = "too_many", _("More cases fit than one export may hold. Narrow the filter.")
        CHANGED = (
            "changed",
            _("A case in it may not leave any more, so the file was destroyed. Ask again for the others."),
        )
        NARROWED = (
            "narrowed",
            _(
                "The person who asked may no longer read all of the file, so it was destroyed. Ask again for the rest."
            ),
        )
        BROKEN = (
            "broken",
            _("Something went wrong here. Ask again; if it fails again, give support the reference."),
        )

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Spreadsheet (XLSX in an encrypted ZIP)")
        PDF = "pdf", _("Encrypted PDF")

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", editable=False
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", editable=False)
    purpose = models.CharField(_("Purpose"), max_length=20, choices=Purpose)
    recipient = models.CharField(_("Who will have the file"), max_length=12, choices=Recipient)
    format = models.CharField(_("Kind of file"), max_length=6, choices=Format, default=Format.XLSX)
    columns = ArrayField(models.CharField(max_length=60), editable=False)
    statuses = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    registered_from = models.DateField(null=True, blank=True, editable=False)
    registered_to = models.DateField(null=True, blank=True, editable=False)

    state = models.CharField(max_length=10, choices=State, default=State.ASKED, editable=False)
    problem = models.CharField(max_length=12, choices=Problem, blank=True, default="", editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    rows = models.PositiveIntegerField(default=0, editable=False)
    left_out = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)

    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    password_shown_at = models.DateTimeField(null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    shredded_at = models.DateTimeField(null=True, editable=False)

    recipient_name = SealedText(_("Name of the recipient"), max_length=200, blank=True)
    cases = SealedJSON(default=list, editable=False)
    # Which columns stayed empty in which case, because the requester might not read them there.
    withheld = SealedJSON(default=dict, editable=False)

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        indexes = [
            models.Index(fields=["requester", "-asked_at"], name="export_of_requester"),
            models.Index(fields=["office", "-asked_at"], name="export_of_office"),
            models.Index(
                fields=["queued_at"], condition=Q(state__in=["queued", "running"]), name="export_unfinished"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked"]) | Q(approved_by__isnull=False), name="export_approved"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("requester")),
                name="export_by_two",
            ),
        ]

    def vault_scope(self) -> uuid.UUID:
        return self.pk

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What somebody reads out to support."""
        return str(self.pk)[:8].upper()

    @property
    def is_external(self) -> bool:
        """Whether it goes to somebody outside the office."""
        return self.recipient != Recipient.INTERNAL

    @property
    def is_moving(self) -> bool:
        """Waiting or being made: the page keeps looking."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    def can_be_released(self, now: datetime) -> bool:
        """Whether the one download is still to come."""
        return self.state == self.State.READY and self.expires_at is not None and now < self.expires_at

    def password_waits(self, now: datetime) -> bool:
        """Whether the password was not shown yet and still exists."""
        return (
            self.password_shown_at is None
            and self.state in (self.State.READY, self.State.RELEASED)
            and self.expires_at is not None
            and now < self.expires_at
        )


class ExportCase(models.Model):
    """Which cases a file holds, by identifier, while there is a file: to find it when one of them may not leave."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    export = models.ForeignKey(Export, models.PROTECT, related_name="held", editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("export that holds the file")
        verbose_name_plural = _("exports that hold the file")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["export", "case"], name="export_case_once")]

    def __str__(self) -> str:
        return str(self.pk)[:8]


class ExportPart(SealedModel):
    """The file or its password, each under a key of its own that is destroyed with it."""

    class Sealed:
        section = "export_part"
        key_class = "export"

    class What(models.TextChoices):
        FILE = "file"
        PASSWORD = "password"  # noqa: S105  # what the part is, not the password

    export = models.ForeignKey(Export, models.PROTECT, related_name="parts", editable=False)
    what = models.CharField(max_length=10, choices=What, editable=False)
    content = models.ForeignKey(SealedBlob, models.PROTECT, null=True, related_name="+", editable=False)
    password = SealedText(max_length=100, blank=True, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["export", "what"], name="export_part_once")]

    def vault_scope(self) -> uuid.UUID:
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]
