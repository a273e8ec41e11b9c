"""What is assessed again and again: needs and risk. The newest row is where things stand, the earlier ones stay."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, number, structure, text
from cases.models.fields import CodeField, PlainDateField, PlainFlagField
from cases.models.parts import RepeatedPart, staff_link
from vault.sealed import SealedJSON, SealedLongText


class NeedsAssessment(RepeatedPart):
    """Needs at one time, each with its priority, and the wishes in the person's own words."""

    SECTION = "needs"

    class Sealed:
        section = "needs"
        key_class = "general"

    needs_date = PlainDateField(null=True, blank=True)
    needs = codes("needs")
    need_priority = structure("need_priority")
    beneficiary_wishes = long_text("beneficiary_wishes")
    needs_next_review = PlainDateField(null=True, blank=True)

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("needs assessment")
        verbose_name_plural = _("needs assessments")


class RiskAssessment(RepeatedPart):
    """Danger at one time. Indicators and views are answers; score and level are computed, the final level is an action's."""

    SECTION = "risk"

    class Sealed:
        section = "risk"
        key_class = "general"

    risk_type = CodeField("risk_type")
    risk_date = PlainDateField(null=True, blank=True)
    risk_assessor = staff_link("risk_assessor")
    generic_country = code("generic_country")
    generic_scores = structure("generic_scores")
    risk_indicators = codes("risk_indicators")
    risk_score = number("risk_score")
    risk_level = CodeField("risk_level", editable=False)
    risk_immediate = PlainFlagField(null=True, editable=False)
    risk_level_final = CodeField("risk_level", editable=False)
    risk_override_reason = text("risk_override_reason", max_length=1000)
    # Why a supervisor took this assessment out although it counted.
    removal_reason = SealedLongText(_("Why it was removed"), blank=True)
    risk_beneficiary_view = long_text("risk_beneficiary_view")
    risk_measures = codes("risk_measures")
    safety_plan = long_text("safety_plan")
    risk_next_review = PlainDateField(null=True, blank=True, editable=False)
    return_area_safe = code("return_area_safe")
    # Why the level was computed, as names and codes: reading them opens no other section (cases/assessing/risk_record.py).
    reasons = SealedJSON(_("Reasons"), default=list, blank=True)

    # Set while it is saved: the level was computed for the first time.
    is_newly_assessed: bool = False

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
