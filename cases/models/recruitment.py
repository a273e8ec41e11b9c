"""How the person came into the process: the recruitment."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, money, number, partial_date, text
from cases.models.fields import CodeField, CodesField
from cases.models.parts import CasePart


class Trafficking(CasePart):
    """How it began, through whom and with which promises. One per case."""

    SECTION = "recruitment"

    class Sealed:
        section = "recruitment"
        key_class = "general"

    entry_mode = codes("entry_mode")
    entry_date = partial_date("entry_date")
    age_at_entry = number("age_at_entry")
    majority_at_entry = CodeField("majority_status", default="unknown", editable=False)
    recruitment_country = code("recruitment_country")
    recruitment_place = text("recruitment_place")
    recruitment_methods = CodesField("recruitment_method")
    recruitment_platforms = codes("recruitment_platforms")
    recruiter_relation = CodesField("recruiter_relation")
    promised_activity = code("promised_activity")
    promised_country = code("promised_country")
    promised_wage = money("promised_wage")
    promised_benefits = codes("promised_benefits")
    contract_given = code("contract_given")
    recruitment_fee = money("recruitment_fee")
    travel_paid_by = codes("travel_paid_by")
    debt_created = money("debt_created")
    left_freely = code("left_freely")
    knew_risk = code("knew_risk")
    recruitment_account = long_text("recruitment_account")

    class Meta(CasePart.Meta):
        abstract = False
        verbose_name = _("recruitment")
        verbose_name_plural = _("recruitments")
