"""Files of a case: photographs, copies of documents, signed consent forms, letters."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.answers import code
from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.blobs import SealedBlob
from vault.sealed import SealedBoolean, SealedInteger, SealedManager, SealedText

# A worker that has not ended by then is dead: no task lives longer.
LEASE: Final = timedelta(minutes=6)


class KeptAttachments(SealedManager):
    """Files that were not removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(removed_at__isnull=True)


class Attachment(CaseRow):
    """One file: its cleaned content, and the original where it may be evidence. What it is called is sealed.

    `pieces` counts chunks of 64 KiB of both contents: quotas add them up, and the number of stored chunks
    shows it anyway. `sha256` is over the cleaned content, so that a row pointed at another file is noticed.
    """

    class Sealed:
        section = "attachment"
        key_class = "evidence"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(
        SealedBlob,
        verbose_name=dictionary.label("attachment_file"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    original = models.ForeignKey(
        SealedBlob, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    pieces = models.PositiveIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(_("Added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(_("Removed"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    attachment_type = code("attachment_type")
    attachment_sensitivity = code("attachment_sensitivity")
    description = SealedText(_("What it shows"), max_length=300, blank=True)
    name = SealedText(_("Name of the file"), max_length=200, editable=False)
    kind = SealedText(_("Kind of file"), max_length=10, editable=False)
    size = SealedInteger(_("Size"), editable=False)
    sha256 = SealedText(_("Checksum"), max_length=64, editable=False)
    original_sha256 = SealedText(_("Checksum of the original"), max_length=64, blank=True, editable=False)

    objects: ClassVar[Any] = KeptAttachments()
    with_removed: ClassVar[Any] = SealedManager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        default_permissions = ()
        base_manager_name = "with_removed"
        ordering = ["-added_at", "pk"]
        indexes = [
            models.Index(fields=["case", "-added_at"], name="attachment_newest"),
            models.Index(fields=["added_by", "added_at"], name="attachment_of_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_by__isnull=False),
                name="attachment_removed_by_somebody",
            )
        ]

    def vault_scope(self) -> uuid.UUID:
        return self.case_id


class WaitingFiles(SealedManager):
    """Recordings on their way to becoming files."""

    def due(self, now: datetime) -> Any:
        """Those that no worker has, or whose worker is dead, and whose time has come; the oldest first."""
        late = now - LEASE
        return (
            self.get_queryset()
            .filter(
                Q(state=WaitingFile.State.WAITING, next_at__lte=now)
                | Q(state=WaitingFile.State.RUNNING, next_at__lte=late)
            )
            .order_by("added_at")
        )


class WaitingFile(CaseRow):
    """A recording that was taken and is to be made anew before it becomes a file of the case.

    What was uploaded lies sealed in `original`. Refused, the row says why, and what was uploaded can be had
    back for some days: it may be the only one. `pieces` counts chunks of 64 KiB as in Attachment.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        REFUSED = "refused", _("Not taken")

    class Sealed:
        section = "waiting_file"
        key_class = "evidence"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="waiting_files")
    original = models.ForeignKey(SealedBlob, on_delete=models.PROTECT, related_name="+", editable=False)
    pieces = models.PositiveIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(_("Added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # From when on it is to be made; while it is being made, since when.
    next_at = models.DateTimeField(default=timezone.now, editable=False)

    attachment_type = code("attachment_type")
    attachment_sensitivity = code("attachment_sensitivity")
    description = SealedText(_("What it shows"), max_length=300, blank=True)
    name = SealedText(_("Name of the file"), max_length=200, editable=False)
    kind = SealedText(_("Kind of file"), max_length=10, editable=False)
    is_evidence = SealedBoolean(_("Keep the original as well, as evidence"), default=False)
    problem = SealedText(_("Why it was not taken"), max_length=20, blank=True, editable=False)

    objects: ClassVar[Any] = WaitingFiles()

    class Meta:
        verbose_name = _("recording in the making")
        verbose_name_plural = _("recordings in the making")
        default_permissions = ()
        ordering = ["-added_at", "pk"]
        indexes = [
            models.Index(fields=["case", "-added_at"], name="waiting_file_newest"),
            models.Index(fields=["added_by", "added_at"], name="waiting_file_of_day"),
            models.Index(fields=["next_at"], name="waiting_file_due", condition=~Q(state="refused")),
        ]
