"""An item of a person's assistance referred to a provider, and what the provider says of it (P6, P13, D5)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.fields import CodeField, HouseMadeField
from cases.models.scoped import CaseRow
from cases.reference import new_short_code
from resources.models.providers import Agreement, Provider
from vault.sealed import SealedJSON, SealedLongText


class Kind(models.TextChoices):
    """Whether anything of the person goes with it."""

    DATA = "data", _("With data of the person")
    ENQUIRY = "enquiry", _("Enquiry without data")


class State(models.TextChoices):
    """Where it stands: sent, what the provider said last, or stopped because the person withdrew the consent."""

    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    STARTED = "started", _("Help began")
    ENDED = "ended", _("Help ended")
    STOPPED = "stopped", _("Stopped: the consent was withdrawn")
    RETURNED = "returned", _("What was received is returned or destroyed")


class ProviderReferral(CaseRow):
    """What was asked of a provider. `passed` is frozen: exactly what the provider was given, and nothing grows later."""

    class Sealed:
        section = "provider_referral"
        key_class = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="provider_referrals")
    item = models.ForeignKey(
        "cases.AssistanceItem", models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+", verbose_name=_("Provider"))
    code = HouseMadeField(_("Code"), max_length=6, unique=True, default=new_short_code, editable=False)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind)
    service = CodeField("assistance_type", verbose_name=_("Help that is asked for"))
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    consent = models.ForeignKey(
        "cases.ConsentRecord", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreement = models.ForeignKey(Agreement, models.SET_NULL, null=True, blank=True, related_name="+")
    # From then on the provider reads none of it.
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    # From then on the provider reads nothing of it that is about health.
    health_closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    passed = SealedJSON(_("What was passed on"), default=list, blank=True)
    message = SealedLongText(_("What is asked"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("referral to a provider")
        verbose_name_plural = _("referrals to providers")
        default_permissions = ()
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["provider", "-sent_at"], name="referral_of_provider")]


class ProviderReport(CaseRow):
    """One thing a provider said, as it was said."""

    class Sealed:
        section = "provider_report"
        key_class = "general"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    referral = models.ForeignKey(ProviderReferral, models.CASCADE, related_name="reports")
    state = models.CharField(_("State"), max_length=8, choices=State)
    on = models.DateField(_("Day"))
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    note = SealedLongText(_("Note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("report of a provider")
        verbose_name_plural = _("reports of providers")
        default_permissions = ()
        ordering = ["at", "pk"]
