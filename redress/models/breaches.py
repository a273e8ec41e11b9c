"""The breach register: what got out, whom it concerns, and who may be told when (P21)."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from cases.models import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class BreachKind(models.TextChoices):
    """What kind of thing happened."""

    DEVICE_LOST = "device_lost", _("A computer, telephone or storage was lost or stolen")
    PAPER_LOST = "paper_lost", _("Paper was lost, stolen or left lying")
    WRONG_RECIPIENT = "wrong_recipient", _("Something went to the wrong person")
    STAFF_ACCESS = "staff_access", _("Staff looked at or passed on what they should not")
    INTRUSION = "intrusion", _("Somebody broke into a system")
    UNAVAILABLE = "unavailable", _("Data were lost or could not be reached")
    OTHER = "other", _("Something else")


class BreachQuerySet(SealedQuerySet):
    """Breaches."""

    def visible_to(self, user: "User") -> "BreachQuerySet":
        """Those of the offices where the user keeps the register."""
        return self.filter(office__in=user.offices_with(Permission.BREACH_HANDLE))


class Breach(SealedModel):
    """One breach. What happened, what was done and what the authority said are sealed."""

    class Sealed:
        section = "breach"
        key_class = "general"

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("Office"))
    kind = models.CharField(_("Kind"), max_length=20, choices=BreachKind)
    discovered_at = models.DateTimeField(_("Discovered"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    authority_due_at = models.DateTimeField(_("Notify the authority by"))
    authority_told_at = models.DateTimeField(_("Authority notified"), null=True, blank=True)
    # The keeper may find that no notice is due; the reason stands in `measures`.
    authority_not_needed = models.BooleanField(_("No notice to the authority is due"), default=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    what = SealedLongText(_("What happened"), max_length=10000)
    measures = SealedLongText(_("What was done about it, and why"), max_length=10000, blank=True)
    authority_reference = SealedText(_("Reference of the authority"), max_length=200, blank=True)

    objects: ClassVar[Any] = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        default_permissions = ()
        ordering = ["-discovered_at", "pk"]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own."""
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def authority_is_late(self, at: datetime | None = None) -> bool:
        """True when the notice is due and has not gone out in time."""
        if self.authority_told_at or self.authority_not_needed:
            return False
        return (at or timezone.now()) > self.authority_due_at


class RiskLevel(models.TextChoices):
    """How dangerous it is for the person that this got out."""

    NONE = "none", _("No danger")
    LOW = "low", _("Little danger")
    HIGH = "high", _("Serious danger")
    EXTREME = "extreme", _("Danger to life")


class NoticeDecision(models.TextChoices):
    """Whether the person is told."""

    TELL = "tell", _("Tell the person, by the safe contact method only")
    WAIT = "wait", _("Wait: telling now would endanger the person")
    NOT_TELL = "not_tell", _("Do not tell: the person does not want to be contacted")


class Affected(CaseRow):
    """A person whom a breach concerns: first the danger is assessed, then it is decided whether to tell."""

    class Sealed:
        section = "breach_person"
        key_class = "general"

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="affected")
    case = models.ForeignKey(Case, models.CASCADE, related_name="breaches")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    assessed_at = models.DateTimeField(null=True, editable=False)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    risk = models.CharField(
        _("Danger for the person"), max_length=8, choices=RiskLevel, blank=True, default=""
    )
    decision = models.CharField(
        _("Telling the person"), max_length=8, choices=NoticeDecision, blank=True, default=""
    )
    told_at = models.DateTimeField(_("Told"), null=True, editable=False)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # It had happened before the assessments were done: recorded all the same (P1), and marked.
    told_early = models.BooleanField(default=False, editable=False)

    assessment = SealedLongText(_("Why, and what protects the person now"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("person a breach concerns")
        verbose_name_plural = _("persons a breach concerns")
        default_permissions = ()
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["breach", "case"], name="breach_person_once")]
