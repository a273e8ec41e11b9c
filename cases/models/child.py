"""A child, or somebody whose age is in doubt: guardian, best interests, tracing, care."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, date, file_of_case, long_text, text
from cases.models.fields import CodeField, PlainDateField, PlainFlagField
from cases.models.parts import CasePart
from vault.sealed import SealedJSON


class ChildProtection(CasePart):
    """Facts are answers; best interests (`bia_date`, `bid_…`) and the state of tracing are actions'."""

    SECTION = "child"

    class Sealed:
        section = "child"
        key_class = "identity"

    child_accompaniment = CodeField("child_accompaniment")
    guardian_type = CodeField("guardian_type")
    guardian_name = text("guardian_name")
    guardian_contact = text("guardian_contact", max_length=500)
    guardian_appointed = date("guardian_appointed")
    guardian_conflict = code("guardian_conflict")
    # Who was suspected while named as guardian, until two people clear it (suspicion.py); no answer of anybody.
    suspicions = SealedJSON(_("Guardians who may be involved"), default=list, blank=True)
    child_wishes = long_text("child_wishes")
    bia_date = date("bia_date")
    bid_required = PlainFlagField(null=True, editable=False)
    bid_date = date("bid_date")
    bid_panel = text("bid_panel", max_length=500)
    bid_outcome = CodeField("bid_outcome", editable=False)
    bid_document = file_of_case("bid_document")
    bid_review = PlainDateField(null=True, blank=True, editable=False)
    tracing_status = CodeField("tracing_status", editable=False)
    tracing_started = date("tracing_started")
    family_assessment = code("family_assessment")
    family_assessment_date = date("family_assessment_date")
    reunification_date = date("reunification_date")
    care_arrangement = code("care_arrangement")
    separation_cause = text("separation_cause", max_length=500)

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("child protection")
        verbose_name_plural = _("child protection")
