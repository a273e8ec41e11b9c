"""Group registration: many people met at once, in one table (practice.md P9)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from vault.sealed import SealedJSON, SealedModel, SealedQuerySet, SealedText

if TYPE_CHECKING:
    from accounts.models import User


class GroupKind(models.TextChoices):
    """Where many people are met at once."""

    RAID = "raid", _("Police operation")
    BOAT = "boat", _("Boat")
    BORDER = "border", _("Border")
    WORK_SITE = "work_site", _("Work site")
    OTHER = "other", _("Another place")


class GroupQuerySet(SealedQuerySet):
    """Group registrations. Row security says the same once more (migration 0004)."""

    def visible_to(self, user: "User") -> "GroupQuerySet":
        """Those a person began, while still opening cases there, and those of the offices the person supervises."""
        opening = user.offices_with(Permission.CASE_OPEN)
        return self.filter(
            Q(begun_by=user, office__in=opening) | Q(office__in=user.offices_with(Permission.CASE_OFFICE))
        )


# Beside them a row that became a case says so.
DONE, DONE_KEEPS = "done", ("family", "relation", "apart")


class GroupRegistration(SealedModel):
    """One table of people. While it is filled, its rows are kept sealed here, each under the number it had first.

    Of a row that became a case stays what ties it to rows that are still to be read: DONE_KEEPS.
    """

    class Sealed:
        section = "group"
        key_class = "identity"

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("Office"))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    # The page on which it was written last: of one person's two pages, the older does not write over the newer.
    written_in = models.UUIDField(null=True, editable=False)
    begun_at = models.DateTimeField(_("Begun"), default=timezone.now, editable=False)
    kind = models.CharField(
        _("Where the people were met"), max_length=12, choices=GroupKind, blank=True, default=""
    )
    met_on = models.DateField(_("On"), default=timezone.localdate)

    place = SealedText(_("Place, in your words"), max_length=300, blank=True)
    rows = SealedJSON(_("Rows"), default=list, blank=True)

    objects: ClassVar[Any] = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group registration")
        verbose_name_plural = _("group registrations")
        default_permissions = ()
        ordering = ["-begun_at", "pk"]

    def vault_scope(self) -> uuid.UUID:
        """A key of its own: what was not registered is erased by itself."""
        return self.pk

    def __str__(self) -> str:
        return str(self.pk)[:8]


class GroupMember(models.Model):
    """A case that came from a row of the table."""

    group = models.ForeignKey(GroupRegistration, models.CASCADE, related_name="members")
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    row = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of a group")
        default_permissions = ()
        ordering = ["row"]

    def __str__(self) -> str:
        return str(self.pk)
