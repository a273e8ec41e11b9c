"""Police and courts, and the right to stay."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, date, text, yes_no
from cases.models.fields import PlainDateField
from cases.models.parts import CasePart


class CaseLawEnforcement(CasePart):
    """What the person was told, wants and does with the police and courts. Sealed as a whole (domain/README.md)."""

    SECTION = "law_enforcement"

    class Sealed:
        section = "law_enforcement"
        key_class = "general"

    le_informed_of_options = yes_no("le_informed_of_options")
    le_cooperation = code("le_cooperation")
    le_trafficker_aware = code("le_trafficker_aware")
    le_agency = text("le_agency")
    le_case_number = text("le_case_number", max_length=100)
    le_statement_date = date("le_statement_date")
    le_case_status = code("le_case_status")
    le_testify_willing = code("le_testify_willing")
    le_protection = text("le_protection", max_length=500)
    legal_representative = text("legal_representative")
    compensation_claim = code("compensation_claim")

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("police and courts")
        verbose_name_plural = _("police and courts")


class CaseLegalStatus(CasePart):
    """The right to stay, its deadlines, and what the person wishes."""

    SECTION = "legal_status"

    class Sealed:
        section = "legal_status"
        key_class = "general"

    immigration_status = code("immigration_status")
    reflection_start = date("reflection_start")
    reflection_end = PlainDateField(null=True, blank=True)
    residence_permit = code("residence_permit")
    permit_until = PlainDateField(null=True, blank=True)
    asylum_claim = code("asylum_claim")
    stay_preference = code("stay_preference")
    expulsion_risk = code("expulsion_risk")

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("right to stay")
        verbose_name_plural = _("rights to stay")
