"""The journey in legs, and the way out."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, partial_date, text
from cases.models.fields import CodeField, CodesField, CountryField, PlainNumberField
from cases.models.parts import CasePart, RepeatedPart


class TransitLeg(RepeatedPart):
    """One leg. `leg_number` is its place in the journey, which need not be the order in which it was told."""

    SECTION = "transit"

    class Sealed:
        section = "transit"
        key_class = "general"

    leg_number = PlainNumberField(null=True, blank=True)
    leg_type = code("leg_type")
    leg_from_country = CountryField()
    leg_from_place = text("leg_from_place")
    leg_to_country = CountryField()
    leg_to_place = text("leg_to_place")
    leg_departure_date = partial_date("leg_departure_date")
    leg_arrival_date = partial_date("leg_arrival_date")
    leg_transport = codes("leg_transport")
    leg_border = code("leg_border")
    leg_documents = codes("leg_documents")
    leg_company = codes("leg_company")
    leg_abuse = code("leg_abuse")
    leg_notes = long_text("leg_notes")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("leg of the journey")
        verbose_name_plural = _("legs of the journey")
        ordering = ["leg_number", "number"]


class TraffickingExit(CasePart):
    """How and when the person got out, and what came right after."""

    SECTION = "exit"

    class Sealed:
        section = "exit"
        key_class = "general"

    exit_date = partial_date("exit_date")
    exit_mode = CodesField("exit_mode")
    exit_country = code("exit_country")
    detained_after_exit = code("detained_after_exit")
    charged_offence = code("charged_offence")
    trafficked_before = CodeField("yes_no_unknown")
    trafficked_before_details = long_text("trafficked_before_details")

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("exit")
        verbose_name_plural = _("exits")
