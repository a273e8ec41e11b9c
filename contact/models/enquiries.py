"""Enquiries: what is told about somebody not yet met, before there is a case (practice.md P8)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from cases.models.fields import CodeField, CountryField
from vault.sealed import SealedLongText, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class Channel(models.TextChoices):
    """How it reached us."""

    HOTLINE = "hotline", _("Hotline")
    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    WRITTEN = "written", _("In writing")


class Urgency(models.TextChoices):
    """How soon somebody has to act. The codes sort by how pressing it is."""

    NOW = "1_now", _("Danger now")
    DAYS = "2_days", _("Within days")
    CALM = "3_calm", _("Not pressing")


class EnquiryQuerySet(SealedQuerySet):
    """Enquiries. Row security says the same once more (migration 0001)."""

    def visible_to(self, user: "User") -> "EnquiryQuerySet":
        """Those a person took, while still taking enquiries there, and those of the offices the person supervises."""
        taking = user.offices_with(Permission.CASE_OPEN)
        return self.filter(
            Q(taken_by=user, office__in=taking) | Q(office__in=user.offices_with(Permission.CASE_OFFICE))
        )


class Enquiry(SealedModel):
    """A report about somebody not yet met. Its words are sealed under a key of its own and stand in no index."""

    class Sealed:
        section = "enquiry"
        key_class = "identity"

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("Office"))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    taken_at = models.DateTimeField(_("Taken"), default=timezone.now, editable=False)
    erase_on = models.DateField(_("Erased on"), editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    # Who wrote last: what one writes while typing is no conflict with oneself.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    # And on which page: of one person's two pages, the older does not write over the newer.
    written_in = models.UUIDField(null=True, editable=False)
    source = CodeField("referral_source", verbose_name=_("Who told us"))
    channel = models.CharField(_("How it came"), max_length=12, choices=Channel, blank=True, default="")
    urgency = models.CharField(_("How pressing"), max_length=8, choices=Urgency, default=Urgency.DAYS)
    country = CountryField(verbose_name=_("Country where the person is"))
    next_step_on = models.DateField(_("Next step on"), null=True, blank=True)

    about = SealedLongText(_("What is known about the person"), max_length=5000, blank=True)
    situation = SealedLongText(_("What is happening, and where"), max_length=10000, blank=True)
    belief = SealedLongText(
        _("Why this is believed, and what speaks against it"), max_length=5000, blank=True
    )
    safe_contact = SealedLongText(
        _("How the person could be reached safely, if at all"), max_length=2000, blank=True
    )
    told_by = SealedText(_("Who told us: name"), max_length=200, blank=True)
    told_by_contact = SealedText(_("Who told us: a safe way to call back"), max_length=300, blank=True)
    advice = SealedLongText(_("Advice given and steps taken"), max_length=5000, blank=True)
    next_step = SealedText(_("Next step"), max_length=300, blank=True)

    objects: ClassVar[Any] = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        default_permissions = ()
        ordering = ["urgency", "next_step_on", "taken_at", "pk"]
        indexes = [
            models.Index(fields=["office", "urgency"], name="enquiry_office"),
            models.Index(fields=["erase_on"], name="enquiry_erase"),
        ]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: an enquiry is erased by itself."""
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]

    def days_left(self) -> int:
        """Whole days until it is erased, by the day of its office; never below zero."""
        return max((self.erase_on - self.office.today()).days, 0)
