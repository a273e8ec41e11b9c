"""What the person agreed to, row by row. Nothing here is ever overwritten."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, When
from django.db.models.functions import Cast, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.consent.validity import GRANTED
from cases.models.answers import code, codes, file_of_case, long_text, text, yes_no
from cases.models.case import Case
from cases.models.fields import CodeField, CountryField, PlainDateField, PlainMomentField
from cases.models.scoped import CaseRow
from cases.models.wording import ConsentWording
from vault.sealed import SealedBoolean, SealedJSON, SealedQuerySet, SealedText


class ConsentIsImmutable(RuntimeError):
    """Somebody tried to change a consent row; a change of mind is a new row."""


def _said_on() -> Cast:
    """The day a decision was said, in the zone of the office: earlier than its record where it came from paper.

    A day and no moment, because paper knows none; never later than the record, so that no date hides a withdrawal.
    """
    moment = Least(F("consent_date"), F("recorded_at"))
    zone = F("case__office__time_zone")
    there = Func(zone, moment, function="timezone", output_field=models.DateTimeField())
    return Cast(there, models.DateField())


class OnPaper(models.TextChoices):
    """How exactly a decision entered from paper is placed in time. One that was said to us is neither."""

    DAY = "day", _("The day is known")
    MOMENT = "moment", _("The time is known, too")


# The last word by these: the day it was said, whether it is sure to be later than a no of that day, and when.
IN_ORDER = ("said_on", "is_sure", "said_at", "recorded_at", "pk")
LAST_FIRST = tuple(f"-{name}" for name in IN_ORDER)


class ConsentQuerySet(SealedQuerySet):
    """Answers to consent questions. What was said last stands; within one day what was recorded last, but no yes on
    paper overrules a no of its day unless the sheet says the time (decision 0239).
    """

    def with_order(self) -> Self:
        """Each with the columns of IN_ORDER."""
        noes = (
            ConsentRecord.objects.plain()
            .counting()
            .annotate(no_on=_said_on())
            .exclude(consent_status__in=GRANTED)
        )
        same_day = noes.filter(
            case=OuterRef("case"), consent_type=OuterRef("consent_type"), no_on=OuterRef("said_on")
        )
        # Asked of a yes on paper alone: of every other row it is settled by its columns.
        unsure = When(on_paper=OnPaper.DAY, consent_status__in=GRANTED, then=~Exists(same_day))
        on_sheet = When(on_paper=OnPaper.MOMENT, then=Least(F("consent_date"), F("recorded_at")))
        return self.annotate(said_on=_said_on()).annotate(
            is_sure=models.Case(unsure, default=True, output_field=models.BooleanField()),
            said_at=models.Case(on_sheet, default=F("recorded_at")),
        )

    def counting(self) -> Self:
        """Those that count: neither entered in error nor the row that says so of another."""
        marked: models.QuerySet[ConsentRecord] = models.QuerySet(ConsentRecord).filter(
            error_of=models.OuterRef("pk")
        )
        return self.filter(error_of__isnull=True).exclude(models.Exists(marked))

    def newest_of_each(self) -> Self:
        """The last said that counts of each type: where every consent stands."""
        ordered = self.counting().with_order().order_by("consent_type", *LAST_FIRST)
        return ordered.distinct("consent_type")

    def newest_of(self, consent_type: str, *, by: date | None = None) -> Self:
        """Those of one type that count, the last said first; of those said `by` a day, if one is given."""
        rows = self.counting().filter(consent_type=consent_type)
        ordered = rows.with_order().order_by(*LAST_FIRST)
        return ordered if by is None else ordered.filter(Q(said_on__lte=by))


class ConsentRecord(CaseRow):
    """One answer to one consent question. Of a type, the last said that counts is the present state (consent.md 1)."""

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

    # Empty for what was said to us; else what the sheet tells of when.
    on_paper = models.CharField(
        _("Entered from paper"), max_length=6, choices=OnPaper, blank=True, default="", editable=False
    )

    said_on: date  # of ConsentQuerySet.with_order alone, as the other columns of IN_ORDER

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
