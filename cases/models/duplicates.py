"""Two cases that may be the same person, and what was decided about them."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from vault.sealed import SealedJSON, SealedLongText, SealedModel


class PairState(models.TextChoices):
    """Two outcomes are remembered until the record changes; UNSURE stays on the list."""

    OPEN = "open", _("To review")
    UNSURE = "unsure", _("Not sure yet")
    SAME = "same", _("Same person")
    DIFFERENT = "different", _("Different people")


WAITING = (PairState.OPEN, PairState.UNSURE)


class DuplicatePair(SealedModel):
    """A pair of cases, the smaller id first. Why they look alike and what was noted is sealed under keys of
    the pair's own, so that it dies with either case."""

    class Sealed:
        section = "duplicate_pair"
        key_class = "general"

    # Named from the case's side: an erasure goes by these names and takes pairs before their cases.
    first = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pairs_as_second")
    score = models.PositiveSmallIntegerField(_("How alike"), default=0)
    state = models.CharField(_("State"), max_length=12, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(_("Found"), default=timezone.now)
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reasons = SealedJSON(_("Reasons"), default=list, blank=True)
    # What was known when it was decided: only more than this brings the pair back.
    decided_on = SealedJSON(_("Decided on"), default=dict, blank=True)
    note = SealedLongText(_("Note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_ordered"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="duplicate_pair_state")]

    def vault_scope(self) -> uuid.UUID:
        return self.pk

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    def __str__(self) -> str:
        return str(self.pk)[:8]


class LinkQuerySet(models.QuerySet["PersonLink"]):
    """Links between cases."""

    def standing(self) -> "LinkQuerySet":
        """Those nobody has undone."""
        return self.filter(ended_at__isnull=True)


class PersonLink(models.Model):
    """Two cases are of the same person. Both files stay as they are; undoing a link ends its row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(DuplicatePair, on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField(_("Linked"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("Undone"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(ended_at__isnull=True), name="person_link_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)[:8]
