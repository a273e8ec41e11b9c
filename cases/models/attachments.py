"""Files of a case: photographs, copies of documents, signed consent forms, letters."""

import uuid
from typing import Any, ClassVar

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
from vault.sealed import SealedInteger, SealedManager, SealedText


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
