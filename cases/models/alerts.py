"""Alerts: what everybody who opens the case has to know before the first word (practice.md P16)."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.models.case import Case
from cases.models.scoped import CaseRow
from vault.sealed import SealedLongText, SealedQuerySet


class AlertReason(models.TextChoices):
    """What it is about, as the identity bar says it: nothing that harms the person over somebody's shoulder."""

    CONTACT = "contact", _("Contact only as agreed")
    LOOKED_FOR = "looked_for", _("Somebody is looking for the person")
    STAFF_SAFETY = "staff_safety", _("Danger to staff")
    MISSING = "missing", _("Not heard from")
    HEALTH = "health", _("Health: look first")
    CARE = "care", _("Needs somebody near")
    DEADLINE = "deadline", _("A deadline that must not pass")
    OTHER = "other", _("Read this first")


class Audience(models.TextChoices):
    """Who sees it: named by what they may read anyway."""

    ALL = Permission.CASE_VIEW.value, _("Everybody who opens the case")
    RESTRICTED = Permission.RESTRICTED_READ.value, _("Who may read about risk")
    HEALTH = Permission.HEALTH_READ.value, _("Who may read about health")


class AlertQuerySet(SealedQuerySet):
    """Alerts of cases."""

    def standing(self) -> Self:
        """Those that nobody lifted and whose day has not passed."""
        return self.filter(lifted_at__isnull=True, expires_at__gt=timezone.now())


class CaseAlert(CaseRow):
    """One alert. Reason and audience are plain, because the bar of every page shows them without opening anything."""

    class Sealed:
        section = "case_alert"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="alerts")
    reason = models.CharField(_("What it is about"), max_length=16, choices=AlertReason)
    audience = models.CharField(_("Who sees it"), max_length=24, choices=Audience, default=Audience.ALL)
    expires_at = models.DateTimeField(_("Until"))
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    words = SealedLongText(_("What to know and do"), max_length=1000, blank=True)

    objects: ClassVar[Any] = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        default_permissions = ()
        ordering = ["-set_at", "pk"]
        indexes = [
            models.Index(
                fields=["case"], condition=models.Q(lifted_at__isnull=True), name="case_alert_standing"
            )
        ]

    @classmethod
    def standing_beside(cls) -> ArraySubquery:
        """A column of a case that is read anyway: reason and audience of each alert that stands."""
        rows = cls.objects.plain().standing().filter(case=models.OuterRef("pk")).order_by("-set_at", "pk")
        return ArraySubquery(rows.values_list(JSONObject(reason="reason", audience="audience")))

    @property
    def stands(self) -> bool:
        return self.lifted_at is None and self.expires_at > timezone.now()
