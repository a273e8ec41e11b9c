"""Whether somebody was trafficked: what was found, and what a trained person decided from it."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, date, long_text, structure, text, yes_no
from cases.models.fields import CodeField, PlainDateField
from cases.models.parts import CasePart, staff_link


class Determination(CasePart):
    """Indicators and elements are answers; results and suggestion are computed, the decision is an action's."""

    SECTION = "determination"

    class Sealed:
        section = "determination"
        key_class = "general"

    ilo_deceptive_recruitment = codes("ilo_deceptive_recruitment")
    ilo_coercive_recruitment = codes("ilo_coercive_recruitment")
    ilo_vulnerability_recruitment = codes("ilo_vulnerability_recruitment")
    ilo_exploitation = codes("ilo_exploitation")
    ilo_coercion_destination = codes("ilo_coercion_destination")
    ilo_vulnerability_destination = codes("ilo_vulnerability_destination")
    ilo_d1_asked = yes_no("ilo_d1_asked")
    ilo_d2_asked = yes_no("ilo_d2_asked")
    ilo_d3_asked = yes_no("ilo_d3_asked")
    ilo_d4_asked = yes_no("ilo_d4_asked")
    ilo_d5_asked = yes_no("ilo_d5_asked")
    ilo_d6_asked = yes_no("ilo_d6_asked")
    dimension_results = structure("dimension_results")
    act_elements = codes("act_elements")
    means_elements = codes("means_elements")
    purpose_elements = codes("purpose_elements")
    determination_suggested = code("determination_suggested")
    determination = CodeField("determination", editable=False)
    determination_basis = long_text("determination_basis")
    determination_override_reason = text("determination_override_reason", max_length=1000)
    determination_by = staff_link("determination_by")
    determination_date = PlainDateField(null=True, blank=True, editable=False)
    determination_org = CodeField("decision_organisation", editable=False)
    formal_identification = code("formal_identification")
    formal_identification_date = date("formal_identification_date")
    corroborating_material = codes("corroborating_material")
    eligible_for_assistance = yes_no("eligible_for_assistance")
    non_victim_referral = text("non_victim_referral", max_length=1000)
    not_established_kind = CodeField("not_established_kind", editable=False)

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("determination")
        verbose_name_plural = _("determinations")
