"""Interviews: when, where, with whom present, how each ended, and what was seen of the person's state."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, text, yes_no
from cases.models.fields import CodeField, CountryField, PlainDateField
from cases.models.parts import RepeatedPart, staff_link


class Interview(RepeatedPart):
    """One interview. `interviewer` is whoever records it, or whom an action names (a paper form entered later)."""

    SECTION = "interview"

    class Sealed:
        section = "interview"
        key_class = "general"

    interview_date = PlainDateField(null=True, blank=True)
    interview_country = CountryField()
    interview_location = code("interview_location")
    interviewer = staff_link("interviewer")
    same_sex_interviewer_offered = yes_no("same_sex_interviewer_offered")
    interview_language = code("interview_language")
    interpreter_used = yes_no("interpreter_used")
    interpreter_name = text("interpreter_name")
    interpreter_oath = yes_no("interpreter_oath")
    people_present = codes("people_present")
    urgent_needs_met_first = yes_no("urgent_needs_met_first")
    interview_outcome = CodeField("interview_outcome")
    observed_reactions = codes("observed_reactions")
    supportive_responses = codes("supportive_responses")
    interviewer_remarks = long_text("interviewer_remarks")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
