"""Health: what help needs to know. Results of HIV and STI tests have no field, on purpose."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, date, long_text, number, text, yes_no
from cases.models.parts import CasePart


class HealthRecord(CasePart):
    """Sealed as a whole; all but the two urgent answers wait for consent to an examination (consent.md 2)."""

    SECTION = "health"

    class Sealed:
        section = "health"
        key_class = "general"

    medical_exam_date = date("medical_exam_date")
    medical_provider = text("medical_provider")
    urgent_medical = code("urgent_medical")
    physical_symptoms = codes("physical_symptoms")
    mental_symptoms = codes("mental_symptoms")
    suicide_risk = code("suicide_risk")
    pregnant = code("pregnant")
    pregnancy_weeks = number("pregnancy_weeks")
    chronic_conditions = text("chronic_conditions", max_length=500)
    medication = text("medication", max_length=500)
    allergies = text("allergies", max_length=500)
    disabilities = codes("disabilities")
    substance_dependence = code("substance_dependence")
    sti_hiv_service_offered = yes_no("sti_hiv_service_offered")
    psychological_assessment_date = date("psychological_assessment_date")
    health_plan = long_text("health_plan")
    fit_to_travel = code("fit_to_travel")
    fit_to_travel_date = date("fit_to_travel_date")
    travel_medical_needs = text("travel_medical_needs", max_length=500)

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("health")
        verbose_name_plural = _("health")
