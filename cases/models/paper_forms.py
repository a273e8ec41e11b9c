"""Forms that were filled in on paper and entered afterwards: when and by whom, and whether that was done accurately."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedText


class PaperOutcome(models.TextChoices):
    """What a comparison with the sheets found (practice.md P35)."""

    ACCURATE = "accurate", _("As it stands on the sheets")
    CORRECTED = "corrected", _("There were mistakes; they are corrected")
    AGAIN = "again", _("So many mistakes that it is entered again")


class PaperForm(CaseRow):
    """One form on paper. Who asked, when and where stands in its interview; here, what came of the sheets.

    `parts` names the sections saved from it: the key of a section, for an entry with the number of its row behind a
    colon. It is open from its beginning until somebody says that all sheets are entered.
    """

    class Sealed:
        section = "paper_form"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="paper_forms")
    # The row of its interview, as drafts and former answers name rows.
    interview = models.UUIDField()
    begun_at = models.DateTimeField(_("Begun"), default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    finished_at = models.DateTimeField(_("Entered"), null=True, blank=True)
    parts = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Chosen by chance to be compared with its sheets.
    is_sampled = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("Outcome"), max_length=10, choices=PaperOutcome, blank=True, default="")
    differing = models.PositiveSmallIntegerField(_("Answers that differed"), null=True, blank=True)

    asked_by = SealedText(_("Who asked, if not a colleague here"), max_length=200, blank=True)
    found = SealedLongText(_("What was found"), blank=True)

    class Meta:
        verbose_name = _("paper form")
        verbose_name_plural = _("paper forms")
        default_permissions = ()
        ordering = ["-begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "entered_by"],
                condition=models.Q(finished_at__isnull=True),
                name="paper_form_open_once",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def waits_for_a_check(self) -> bool:
        """Sampled and not yet compared with its sheets."""
        return self.is_sampled and self.checked_at is None
