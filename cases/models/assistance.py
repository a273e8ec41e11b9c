"""Help given: planned, offered, under way, done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.answers import code, date, long_text, money, text
from cases.models.consent import ConsentRecord
from cases.models.fields import CodeField, PlainDateField
from cases.models.parts import RepeatedPart


class AssistanceItem(RepeatedPart):
    """One piece of help. `assist_consent` is the row of consent that an action relied on."""

    SECTION = "assistance"

    class Sealed:
        section = "assistance"
        key_class = "general"

    assist_phase = CodeField("assistance_phase")
    assist_type = CodeField("assistance_type")
    assist_provider = text("assist_provider")
    assist_provider_contact = text("assist_provider_contact")
    assist_referral_date = date("assist_referral_date")
    assist_referral_reason = code("assist_referral_reason")
    assist_referral_details = long_text("assist_referral_details")
    assist_start = PlainDateField(null=True, blank=True)
    assist_end = PlainDateField(null=True, blank=True)
    assist_status = CodeField("assistance_status")
    assist_cost = money("assist_cost")
    assist_consent = models.ForeignKey(
        ConsentRecord,
        verbose_name=dictionary.label("assist_consent"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    assist_notes = long_text("assist_notes")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("assistance")
        verbose_name_plural = _("assistance")
