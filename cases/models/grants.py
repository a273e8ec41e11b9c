"""Who may open which case by name (need to know)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from accounts.policy import GrantKind
from cases.models.case import Case

# guardian keeps one row per person, permission and record: an emergency must not overwrite a standing grant,
# and the location is a second key beside it.
CODENAMES = {GrantKind.BREAK_GLASS: "open_in_emergency", GrantKind.LOCATION: "see_location"}
USUAL_CODENAME = "work_on_case"
# Without an end these would be a quiet way to keep somebody on a case.
END_NEEDED = (GrantKind.BREAK_GLASS, GrantKind.COVER)


class GrantReason(models.TextChoices):
    """A code, because a plain column holds no free text (P2)."""

    CASE_OPENED = "case_opened", _("Opened the case")
    ASSIGNED = "assigned", _("Assigned by a supervisor")
    ABSENCE = "absence", _("Absence of the responsible worker")
    SPECIAL_SKILL = "special_skill", _("Language or training needed for this case")
    HAND_OVER = "hand_over", _("Took the case over")
    SUPERVISION = "supervision", _("Supervision of a restricted case")
    REFERRAL = "referral", _("A referral was sent")
    EMERGENCY = "emergency", _("Emergency")
    KNOWS_LOCATION = "knows_location", _("Has to know where the person is")


class GrantQuerySet(models.QuerySet["CaseGrant"]):
    def valid(self) -> "GrantQuerySet":
        """Grants in force now."""
        now = timezone.now()
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=now), valid_from__lte=now)


class CaseGrant(UserObjectPermissionBase):
    """One person's access to one case, with giver, validity and reason.

    It counts only while the person may view cases at `office`: a grant does not outlive the membership
    it was given under. What a kind allows stands in accounts.policy. Present state only; the past is in
    the audit record.
    """

    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="grants", db_column="case_id"
    )
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Kind"), max_length=20, choices=GrantKind, default=GrantKind.OWNER)
    valid_from = models.DateTimeField(_("From"), default=timezone.now)
    valid_to = models.DateTimeField(_("Until"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Given by")
    )
    reason = models.CharField(
        _("Reason"), max_length=20, choices=GrantReason, default=GrantReason.CASE_OPENED
    )

    # guardian's own manager knows nothing of validity
    objects: ClassVar[Any] = GrantQuerySet.as_manager()  # type: ignore[assignment]  # another manager on purpose

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = _("case grant")
        verbose_name_plural = _("case grants")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=END_NEEDED) | models.Q(valid_to__isnull=False),
                name="case_grant_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="case_grant_period",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
