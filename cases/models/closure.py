"""How a case ends, and how it may begin again."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import long_text, text, yes_no
from cases.models.fields import CodeField, PlainDateField
from cases.models.parts import CasePart, staff_link


class CaseClosure(CasePart):
    """What is to be said at the end are answers; closing, approving and re-opening are actions."""

    SECTION = "closure"

    class Sealed:
        section = "closure"
        key_class = "general"

    closure_date = PlainDateField(null=True, blank=True, editable=False)
    closure_reason = CodeField("closure_reason")
    closure_summary = long_text("closure_summary")
    closure_informed = yes_no("closure_informed")
    closure_approved_by = staff_link("closure_approved_by")
    beneficiary_feedback = long_text("beneficiary_feedback")
    reopened_date = PlainDateField(null=True, blank=True, editable=False)
    reopened_reason = text("reopened_reason", max_length=1000)
    retrafficked = CodeField("yes_no_unknown")
    retention_until = PlainDateField(null=True, blank=True, editable=False)

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
