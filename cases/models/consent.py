"""What the person agreed to, row by row. Nothing here is ever overwritten."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.answers import code, codes, file_of_case, long_text, text, yes_no
from cases.models.case import Case
from cases.models.fields import CodeField, CountryField, PlainDateField, PlainMomentField
from cases.models.scoped import CaseRow
from cases.models.wording import ConsentWording
from vault.sealed import SealedBoolean, SealedJSON, SealedQuerySet, SealedText


class ConsentIsImmutable(RuntimeError):
    """Somebody tried to change a consent row; a change of mind is a new row."""


class ConsentQuerySet(SealedQuerySet):
    """Answers to consent questions."""

    def counting(self) -> Self:
        """Those that count: neither entered in error nor the row that says so of another."""
        marked: models.QuerySet[ConsentRecord] = models.QuerySet(ConsentRecord).filter(
            error_of=models.OuterRef("pk")
        )
        return self.filter(error_of__isnull=True).exclude(models.Exists(marked))

    def newest_of_each(self) -> Self:
        """The newest that counts of each type: where every consent stands."""
        ordered = self.counting().order_by("consent_type", "-recorded_at", "-pk")
        return ordered.distinct("consent_type")

    def newest_of(self, consent_type: str) -> Self:
        """Those of one type that count, the newest first."""
        return self.counting().filter(consent_type=consent_type).order_by("-recorded_at", "-pk")


class ConsentRecord(CaseRow):
    """One answer to one consent question. The newest row of a type that counts is the present state (consent.md 1)."""

    class Sealed:
        section = "consent"
        key_class = "identity"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    recorded_at = models.DateTimeField(_("Recorded"), default=timezone.now, editable=False)
    # Nobody for one that ended by itself, when a child came of age.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
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
    interpreter_name = SealedText(dictionary.label("interpreter_name"), max_length=200, blank=True)
    read_aloud = SealedBoolean(_("Read aloud"), blank=True)
    witness_name = SealedText(_("Witness"), max_length=200, blank=True)
    pressure_present = SealedBoolean(_("Police or employer present"), blank=True)
    giver_suspected = SealedBoolean(_("Giver may be involved in the exploitation"), blank=True)
    # Detained, expelled or prosecuted while asked: as weak as before police or employer (practice.md P18).
    in_detention = SealedBoolean(_("Given in detention"), blank=True)
    # Spoken on the telephone, heard by the witness; to be confirmed in writing when that is safe (practice.md P13).
    by_telephone = SealedBoolean(_("Given by telephone"), blank=True)
    # Which version of the words was read out (practice.md P13); empty where none was published.
    wording = models.ForeignKey(
        ConsentWording, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # A name typed and confirmed as a signature; its picture is among the files.
    signed_name = SealedText(_("Signed with the name"), max_length=200, blank=True)
    # This row says that another was entered in error. Both stay; neither counts.
    error_of = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", editable=False
    )
    error_reason = SealedText(_("Why it was an error"), max_length=500, blank=True)

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

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
