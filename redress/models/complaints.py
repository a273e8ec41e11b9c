"""Complaints: without a login, anonymous if wished, to a focal point outside the office (P21)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from vault.sealed import SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class Channel(models.TextChoices):
    """How it came."""

    PAGE = "page", _("The page without a login")
    PAPER = "paper", _("On paper")
    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("In person")


class Outcome(models.TextChoices):
    """What came of it."""

    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Upheld in part")
    NOT_UPHELD = "not_upheld", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class ComplaintQuerySet(SealedQuerySet):
    """Complaints."""

    def visible_to(self, user: "User") -> "ComplaintQuerySet":
        """What a focal point may see: never of an office where they work, never one that names them.

        One about an unknown place goes to every focal point who is not named in it.
        """
        if not user.offices_with(Permission.COMPLAINT_HANDLE):
            return self.none()
        own = [membership.office_id for membership in user.memberships_now()]
        named = ComplaintNamed.objects.filter(user=user).values("complaint")
        return self.exclude(office__in=own).exclude(pk__in=named)


class Complaint(SealedModel):
    """One complaint. Its words, the contact and the answer are sealed under its own key."""

    class Sealed:
        section = "complaint"
        key_class = "general"

    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Office it is about")
    )
    channel = models.CharField(_("How it came"), max_length=12, choices=Channel)
    received_at = models.DateTimeField(_("Received"), default=timezone.now)
    due_on = models.DateField(_("Answer by"))
    # Hash of the receipt by which the person reads the answer; empty when it came another way.
    receipt_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Outcome, blank=True, default="")
    closed_at = models.DateTimeField(null=True, editable=False)

    text = SealedLongText(_("What happened"), max_length=5000)
    place = SealedText(_("Which place or people it is about"), max_length=300, blank=True)
    contact = SealedText(_("A safe way to reach you, if you want an answer"), max_length=300, blank=True)
    notes = SealedLongText(_("Notes of the focal point"), max_length=10000, blank=True)
    answer = SealedLongText(_("Answer to the person"), max_length=5000, blank=True)

    objects: ClassVar[Any] = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        default_permissions = ()
        ordering = ["closed_at", "due_on", "pk"]
        indexes = [models.Index(fields=["receipt_hash"], name="complaint_receipt")]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: a complaint is erased by itself."""
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]

    @property
    def is_overdue(self) -> bool:
        """Past its day and not closed."""
        return self.closed_at is None and self.due_on < today_for(self.office)


def today_for(office: Office | None) -> date:
    """The day at the office a complaint is about; that of the server while nobody knows which it is."""
    return office.today() if office else timezone.localdate()


class ComplaintNamed(models.Model):
    """A member of staff whom a complaint names: this person never sees it."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="named")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("person named in a complaint")
        verbose_name_plural = _("persons named in complaints")
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="complaint_named_once")]

    def __str__(self) -> str:
        return str(self.pk)
