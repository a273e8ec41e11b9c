"""What the person agreed to, row by row. Nothing here is ever overwritten."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.answers import code, codes, file_of_case, long_text, text, yes_no
from cases.models.case import Case
from cases.models.fields import CodeField, CountryField, PlainDateField, PlainMomentField
from cases.models.scoped import CaseRow
from vault.sealed import SealedBoolean, SealedJSON, SealedText


class ConsentIsImmutable(RuntimeError):
    """Somebody tried to change a consent row; a change of mind is a new row."""


class ConsentRecord(CaseRow):
    """One answer to one consent question. The newest row of a type is the present state (consent.md 1)."""

    class Sealed:
        section = "consent"
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    recorded_at = models.DateTimeField(_("Recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    consent_type = CodeField("consent_type", blank=False)
    consent_status = CodeField("consent_status", blank=False)
    consent_date = PlainMomentField(default=timezone.now)
    consent_valid_until = PlainDateField(null=True, blank=True)
    consent_withdrawn_at = PlainMomentField(null=True, blank=True)
    consent_form = code("consent_form")
    consent_giver = code("consent_giver")
    consent_giver_name = text("consent_giver_name")
    child_assent = code("child_assent")
    consent_language = code("consent_language")
    informed_purpose = yes_no("informed_purpose")
    informed_data_use = yes_no("informed_data_use")
    informed_research = yes_no("informed_research")
    informed_access = yes_no("informed_access")
    informed_retention = yes_no("informed_retention")
    informed_withdrawal = yes_no("informed_withdrawal")
    informed_voluntary = yes_no("informed_voluntary")
    consent_recipients = SealedJSON(dictionary.label("consent_recipients"), default=list, blank=True)
    consent_data_categories = codes("consent_data_categories")
    consent_limits = long_text("consent_limits")
    consent_document = file_of_case("consent_document")
    consent_withdrawal_reason = text("consent_withdrawal_reason", max_length=500)

    # Beyond the dictionary: what the validity test of consent.md 3, 5 and 6 asks for.
    interpreter_used = SealedBoolean(_("Explained through an interpreter"), blank=True)
    read_aloud = SealedBoolean(_("Read aloud"), blank=True)
    witness_name = SealedText(_("Witness"), max_length=200, blank=True)
    pressure_present = SealedBoolean(_("Police or employer present"), blank=True)
    giver_suspected = SealedBoolean(_("Giver may be involved in the exploitation"), blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ()
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["case", "consent_type", "-recorded_at"], name="consent_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ConsentIsImmutable("a consent row is never changed; record a new one")
        super().save(*args, **kwargs)


class InterviewTally(models.Model):
    """Somebody refused the interview: all that may be kept is a date, a country and where help was pointed to."""

    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    met_date = models.DateField(_("Date"), default=timezone.localdate)
    met_country = CountryField(verbose_name=_("Country"))
    referred_to = CodeField("organisation_type")

    class Meta:
        verbose_name = _("tally of a refused interview")
        verbose_name_plural = _("tallies of refused interviews")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
