"""Sections of the record as rows: one per case, or several that are numbered, removed and brought back."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.case import Case
from cases.models.fields import PlainNumberField
from cases.models.scoped import SectionRow
from vault.sealed import SealedManager


class CasePart(SectionRow):
    """A section that a case has once."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="%(class)s")

    class Meta:
        abstract = True
        default_permissions = ()

    def vault_scope(self) -> uuid.UUID:
        return self.case_id

    def __str__(self) -> str:
        return str(self.pk)


class KeptRows(SealedManager):
    """Rows that were not removed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(removed_at__isnull=True)


class RepeatedPart(SectionRow):
    """One of several entries of a section, numbered in the order in which they were added.

    A removed one can be brought back for 30 days (practice.md P11); its number is not used again.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="%(class)ss")
    number = PlainNumberField(default=1, editable=False)
    removed_at = models.DateTimeField(_("Removed"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[Any] = KeptRows()
    with_removed: ClassVar[Any] = SealedManager()

    class Meta:
        abstract = True
        default_permissions = ()
        base_manager_name = "with_removed"
        ordering = ["number"]

    def vault_scope(self) -> uuid.UUID:
        return self.case_id

    def __str__(self) -> str:
        return str(self.pk)


def staff_link(key: str) -> models.ForeignKey[Any, Any]:
    """A colleague named by an action: who interviewed, decided, approved."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=dictionary.label(key),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
