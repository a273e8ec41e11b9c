"""Which questions are asked only when earlier answers call for them.

Each entry turns the prose of `required_when` (domain/fields.csv) into a condition on another answer of
the same page. The page hides the question until then; without JavaScript it is simply shown. A hidden
question is never emptied: what was typed stays (P1: nothing typed is lost).
"""

from dataclasses import dataclass

from cases import dictionary
from cases.record.derive import ORGANISATION_OF_SOURCE

LABOUR = (
    "forced_labour",
    "child_labour",
    "domestic_servitude",
    "forced_begging",
    "forced_criminality",
    "slavery",
)
GUARDIANS = ("parent", "relative", "court", "state_agency", "ngo")
ORGANISATIONS = tuple(sorted(ORGANISATION_OF_SOURCE))
COOPERATES = ("intends", "informal", "statement", "testified", "withdrawn")
# In place of codes: any answer at all, a number above none.
ANSWERED = ("*",)
ABOVE_NONE = (">0",)
NOT_BY_HERSELF = tuple(code for code in dictionary.codes("referral_source") if code != "self")
NOT_THE_PERSON = ("parent", "guardian", "authority", "other")


@dataclass(frozen=True)
class ShowWhen:
    """Ask when the answer to `field` contains one of `codes`, is given at all (ANSWERED) or above none (ABOVE_NONE).

    `either` names another question of which the same may be true instead; `differs_from` one whose answer has to be
    another than that of `field`, and then there are no codes.
    """

    field: str
    codes: tuple[str, ...] = ()
    either: str = ""
    differs_from: str = ""

    @property
    def names_codes(self) -> bool:
        """Whether it says which answers call for the question, and not only of what kind."""
        return bool(self.codes) and self.codes not in (ANSWERED, ABOVE_NONE)

    def __str__(self) -> str:
        """The form that static/js/conditional.js reads from `data-show-when`."""
        wanted = f"!{self.differs_from}" if self.differs_from else "|".join(self.codes)
        return ";".join(f"{field}={wanted}" for field in (self.field, self.either) if field)


SHOW_WHEN: dict[str, ShowWhen] = {
    "labour_types": ShowWhen("exp_types", LABOUR),
    "labour_sector": ShowWhen("exp_types", LABOUR),
    "sexual_types": ShowWhen("exp_types", ("sexual",)),
    "exp_other_type": ShowWhen("exp_types", ("other",)),
    "debt_amount": ShowWhen("means_of_control", ("debt_bondage",)),
    "debt_remaining": ShowWhen("means_of_control", ("debt_bondage",)),
    "recruitment_methods": ShowWhen("entry_mode", ("recruited", "persuaded_partner")),
    "recruitment_platforms": ShowWhen("recruitment_methods", ("online_social_network", "online_advert")),
    "recruiter_relation": ShowWhen("entry_mode", ("recruited", "persuaded_partner", "sold", "marriage")),
    "citizenship": ShowWhen("statelessness", ("", "national", "at_risk", "undetermined")),
    "consent_giver_name": ShowWhen("consent_giver", NOT_THE_PERSON),
    "referral_date": ShowWhen("referral_source", NOT_BY_HERSELF),
    "emergency_contact_informed": ShowWhen(
        "emergency_contact_name", ANSWERED, either="emergency_contact_phone"
    ),
    "children_with_person": ShowWhen("number_of_children", ABOVE_NONE),
    "leg_border": ShowWhen("leg_from_country", differs_from="leg_to_country"),
    "referring_organisation": ShowWhen("referral_source", ORGANISATIONS),
    "interpreter_name": ShowWhen("interpreter_used", ("yes",)),
    "interpreter_oath": ShowWhen("interpreter_used", ("yes",)),
    "trafficked_before_details": ShowWhen("trafficked_before", ("yes",)),
    "le_trafficker_aware": ShowWhen("le_cooperation", COOPERATES),
    "le_statement_date": ShowWhen("le_cooperation", ("statement", "testified", "withdrawn")),
    "reflection_start": ShowWhen("immigration_status", ("reflection_period",)),
    "reflection_end": ShowWhen("immigration_status", ("reflection_period",)),
    "permit_until": ShowWhen(
        "residence_permit", ("temporary_cooperation", "temporary_humanitarian", "other")
    ),
    "formal_identification_date": ShowWhen("formal_identification", ("granted", "refused")),
    "pregnancy_weeks": ShowWhen("pregnant", ("yes",)),
    "fit_to_travel_date": ShowWhen("fit_to_travel", ("fit", "fit_escort", "fit_conditions", "unfit")),
    "need_priority": ShowWhen("needs", dictionary.codes("need_type")),
    "generic_country": ShowWhen("risk_type", ("return",)),
    "risk_indicators": ShowWhen("risk_type", ("individual", "return")),
    "risk_beneficiary_view": ShowWhen("risk_type", ("individual", "return")),
    "return_area_safe": ShowWhen("risk_type", ("return",)),
    "guardian_name": ShowWhen("guardian_type", GUARDIANS),
    "guardian_contact": ShowWhen("guardian_type", GUARDIANS),
    "guardian_appointed": ShowWhen("guardian_type", ("court", "state_agency", "ngo")),
    "guardian_conflict": ShowWhen("guardian_type", ("parent", "relative")),
    "family_assessment_date": ShowWhen("family_assessment", ("suitable", "suitable_support", "unsuitable")),
    "birth_date_estimated": ShowWhen("birth_date", ANSWERED),
    "relative_safe": ShowWhen("relative_contact", ANSWERED),
    "assist_referral_date": ShowWhen("assist_provider", ANSWERED),
    "assist_referral_reason": ShowWhen("assist_provider", ANSWERED),
    "assist_start": ShowWhen("assist_status", ("ongoing", "completed", "discontinued")),
    "assist_end": ShowWhen("assist_status", ("completed", "discontinued")),
}

# Asked of a child, or of somebody whose age is in doubt; known from the bio data, not from the same page.
CHILD_ONLY = frozenset({"school_status"})
