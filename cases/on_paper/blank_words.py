"""Words that stand on blank forms instead of the usual ones: a sheet somebody carries names neither crime nor shelter.

Whoever finds the paper must not learn from it what house it belongs to (practice.md P5). The stored codes and the
pages are as they were (decision 0220).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import dictionary

FIELDS: dict[str, str | Promise] = {
    "emergency_contact_informed": _("Contact knows what happened"),
    "violence_before": _("Violence experienced before all this began"),
    "family_knows": _("Family knows what happened"),
    "family_involved": _("Family involved in what happened"),
    "age_at_entry": _("Age when it began"),
    "knew_risk": _("Had heard that such things happen"),
    "charged_offence": _("Charged with an offence linked to what happened"),
    "trafficked_before": _("Something like this happened before"),
    "trafficked_before_details": _("Details of the earlier time"),
    "le_trafficker_aware": _("The other side knows of the cooperation"),
    "retrafficked": _("It happened again after help was given"),
}
CODES: dict[tuple[str, str], str | Promise] = {
    ("screening_location", "shelter"): _("Where the person stays"),
    ("document_status", "held_by_staff"): _("In safe custody with us"),
    ("housing_type", "shelter"): _("With an organisation"),
    ("living_condition", "no_shelter"): _("No roof"),
    ("risk_measure", "shelter_secure"): _("Secure accommodation"),
    ("assistance_phase", "shelter"): _("Accommodation and recovery"),
    ("assistance_type", "shelter"): _("Safe accommodation"),
    ("supportive_response", "guilt_crime"): _("guilt: remind that what was done is a crime"),
    ("recruiter_relation", "smuggler"): _("Somebody who takes people over borders"),
    ("perpetrator_role", "smuggler"): _("Took people over borders"),
    ("immigration_status", "vot_permit"): _("Permit as a victim of a crime"),
    ("risk_indicator", "escaped"): _("I0 Left the control of the other side"),
    ("risk_indicator", "trafficker_aware"): _("I3 The other side is known to be aware of the cooperation"),
    ("risk_indicator", "trafficker_at_large"): _("I6 The other side is at large"),
    ("risk_indicator", "knows_location"): _("I7 The other side may know the present location"),
    ("risk_indicator", "knows_home"): _("I8 The other side knows home or family address"),
    ("risk_indicator", "from_same_area"): _("I9 The other side comes from the area of return"),
    ("risk_indicator", "family_involved"): _("I11 Family or partner involved in what happened"),
    ("risk_indicator", "debt_outstanding"): _("I12 Debt to the other side outstanding"),
    ("risk_indicator", "ongoing_contact"): _("I13 Contact with the other side continues"),
    ("risk_indicator", "previously_trafficked"): _("I19 Something like this happened before"),
}
HINTS: dict[str, str | Promise] = {
    "identification_country": _("Where somebody first saw what may have happened to the person."),
    "current_city": _("Leave this empty for somebody who stays with us."),
    "current_street": _("Never an address of ours."),
    "current_postal_code": _("Never an address of ours."),
}
POINTS: dict[str, str | Promise] = {
    "informed_research": _(
        "Numbers without names help others to understand what happens to people. "
        "We count you in such numbers only if you agree. Nobody can recognise you in them."
    ),
}


def field(key: str) -> str:
    """The label of a question on paper, in the language in force."""
    return str(FIELDS.get(key) or dictionary.label(key))


def code(code_list: str, code: str, label: object) -> str:
    """The label of an answer on paper; `label` is the one of the pages."""
    return str(CODES.get((code_list, code)) or label)
