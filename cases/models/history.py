"""What is being typed, and what stood there before."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedJSON, SealedText

# A section with one row has no row of its own to name.
WHOLE_SECTION = uuid.UUID(int=0)


class SectionDraft(CaseRow):
    """What one person is typing into one section, kept through log-out and restored into the same case only."""

    class Sealed:
        section = "draft"
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    section = models.CharField(_("Section"), max_length=40)
    row = models.UUIDField(default=WHOLE_SECTION)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    written_in = models.UUIDField(null=True, editable=False)  # the page it was typed on
    payload = SealedJSON(_("Typed so far"), default=dict, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "section", "author", "row"], name="one_draft_per_author")
        ]
        indexes = [models.Index(fields=["author", "-saved_at"], name="draft_author")]


class VersionKind(models.TextChoices):
    """Why an answer changed (P11)."""

    CORRECTION = "correction", _("Correction")
    OTHER_INTERVIEW = "other_interview", _("Said at another interview")


class SectionVersion(CaseRow):
    """The answers a save replaced: hidden unless opened with a purpose, never in a message, export or print."""

    class Sealed:
        section = "former"
        # The most protected class, because a former answer may be of any class.
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="former_answers")
    section = models.CharField(_("Section"), max_length=40)
    row = models.UUIDField(default=WHOLE_SECTION)
    of_version = models.PositiveIntegerField()
    kind = models.CharField(_("Kind"), max_length=20, choices=VersionKind, default=VersionKind.CORRECTION)
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    values = SealedJSON(_("Former answers"), default=dict)
    # By field, the interview at which the former answer was said; and the one at which it was replaced.
    said_in = SealedJSON(_("At which interview it was said"), default=dict, blank=True)
    replaced_in = SealedText(_("At which interview it was replaced"), max_length=36, blank=True)
    # The withdrawal that replaced it: entered in error, it gives the answer back (decision 0252).
    because = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("former answers")
        verbose_name_plural = _("former answers")
        default_permissions = ()
        indexes = [models.Index(fields=["case", "section", "-replaced_at"], name="former_newest")]
