"""Best interests of a child as caseworker and supervisor assess them, and the steps of tracing a family."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.fields import CodeField
from cases.models.scoped import CaseRow
from vault.sealed import SealedJSON, SealedLongText


class AssessmentState(models.TextChoices):
    """How far an assessment is."""

    WAITS = "waits", _("Waits for a second person")
    AGREED = "agreed", _("Two people agree")
    NOT_AGREED = "not_agreed", _("The second person does not agree")
    REPLACED = "replaced", _("Written anew before a second person had looked")
    LAPSED = "lapsed", _("Ended: the person is an adult")


def _who(*, null: bool = True) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, editable=False, related_name="+"
    )


class BestInterests(CaseRow):
    """One assessment by two, of whom one supervises (practice.md P15). What was found is sealed.

    The newest one agreed on is in force: protection of a child for whom nobody can act rests on it.
    """

    class Sealed:
        section = "best_interests"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="best_interests")
    state = models.CharField(
        _("State"), max_length=10, choices=AssessmentState, default=AssessmentState.WAITS
    )
    written_by = _who(null=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_by = _who()
    looked_at = models.DateTimeField(null=True, blank=True)

    reasons = SealedLongText(_("What is best for the child, and why"), blank=True)
    heard = SealedLongText(_("What the child says to it"), blank=True)
    # Deeds of cases/child/children.py that it says yes to beside protection.
    covers = SealedJSON(_("Also covers"), default=list, blank=True)
    look = SealedLongText(_("What the second person says"), blank=True)

    class Meta:
        verbose_name = _("assessment of best interests")
        verbose_name_plural = _("assessments of best interests")
        default_permissions = ()
        ordering = ["-written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state=AssessmentState.WAITS),
                name="best_interests_waiting_once",
            )
        ]


class TracingStep(CaseRow):
    """One step of tracing a child's family: from which state to which, who, when, and on what it rests."""

    class Sealed:
        section = "tracing_step"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tracing_steps")
    before = CodeField("tracing_status", verbose_name=_("Before"), editable=False)
    after = CodeField("tracing_status", verbose_name=_("After"), editable=False)
    at = models.DateTimeField(_("Since"), default=timezone.now, editable=False)
    by = _who(null=False)

    # Asked before anybody is contacted: who is safe to reach, how, and who must not hear of it.
    safety_check = SealedLongText(_("Safety check"), blank=True)
    note = SealedLongText(_("What happened"), blank=True)

    class Meta:
        verbose_name = _("step of tracing a family")
        verbose_name_plural = _("steps of tracing a family")
        default_permissions = ()
        ordering = ["-at", "pk"]

    @property
    def is_pause(self) -> bool:
        """Whether it says that tracing waits where it stands: contact is not wanted any more (consent.md 4)."""
        return bool(self.before == self.after)
