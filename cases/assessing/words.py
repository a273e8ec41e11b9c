"""The sentences for the reasons of a determination and of a level of risk, in the reader's language.

What is stored and computed are names and codes (determination.py and risk.py beside this); here they become words.
"""

from collections.abc import Iterable, Mapping

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.assessing import determination, risk

DIMENSION_TITLES: Mapping[str, str | Promise] = {
    "D1": _("Deceptive recruitment"),
    "D2": _("Coercive recruitment"),
    "D3": _("Abuse of vulnerability at recruitment"),
    "D4": _("Exploitation"),
    "D5": _("Coercion at destination"),
    "D6": _("Abuse of vulnerability at destination"),
}
GENERIC_TITLES: Mapping[risk.Generic, str | Promise] = {
    risk.Generic.LOW: _("Low risk"),
    risk.Generic.MEDIUM: _("Medium risk"),
    risk.Generic.HIGH: _("High risk"),
}

_DETERMINATION: Mapping[str, str | Promise] = {
    "act_found": _("Act: %(named)s."),
    "act_missing": _("Act: none noted."),
    "means_found": _("Means: %(named)s."),
    "means_missing": _("Means: none noted."),
    "means_not_needed": _(
        "Means: none noted, and none needed: the person was a child, or is presumed to be one."
    ),
    "purpose_found": _("Purpose: %(named)s."),
    "purpose_intended": _("Purpose: exploitation was intended, and did not begin."),
    "purpose_missing": _("Purpose: none noted."),
    "interview_open": _("No interview has been completed yet. Help does not wait for it."),
    "all_elements": _("Act, means and purpose are there. That the person agreed does not count."),
    "all_elements_child": _(
        "Act and purpose are there, and the person was a child. That the child agreed does not count."
    ),
    "intended": _("An act is there, and exploitation was intended."),
    "no_means": _("There was exploitation, and no means were found."),
    "elements_missing": _("Some of it was found, and an element is missing."),
    "all_negative": _("All six groups of indicators were asked about, and none is positive."),
    "not_enough_asked": _("Not enough has been asked to say more."),
}

_RISK: Mapping[str, str | Promise] = {
    "floor_a1": _("Everybody who got away is at risk of reprisals: never below level 1."),
    "floor_a2": _("The person has cooperated with law enforcement: never below level 2."),
    "floor_a3": _(
        "The person cooperates or intends to, and the alleged trafficker is aware of it: never below level 3."
    ),
    "floor_still_in": _(
        "The person is still in the situation: never below level 3. Give advice by the safe contact method only."
    ),
    "floor_in_contact": _(
        "The person is in touch with an alleged exploiter: never below level 3. Give advice by the safe contact method only."
    ),
    "awareness_unknown": _(
        "It is not known that the alleged trafficker is unaware of the intended cooperation, so it counts as if known."
    ),
    "points": _("%(named)s: %(number)s"),
    "generic_missing": _("There is no valid assessment of the country, so nothing is added for it."),
    "generic_low": _("Country at low risk: %(number)s"),
    "generic_medium": _("Country at medium risk: %(number)s"),
    "generic_high": _("Country at high risk: %(number)s"),
    "score": _("Sum of the points: %(number)s"),
    "trigger": _("Together these make the level extreme: %(named)s."),
    "immediate_a3": _("Immediate: reprisals are to be expected."),
    "immediate_threat": _("Immediate: there was an explicit threat, and the place may be known."),
    "immediate_self_harm": _("Immediate: the person may harm herself or himself."),
}


def determination_reason(reason: determination.Reason) -> str:
    """The sentence of one reason of a suggestion."""
    named = (
        DIMENSION_TITLES[code] if code_list == "dimension" else dictionary.code_label(code_list, code)
        for code_list, code in reason.named
    )
    return str(_DETERMINATION[reason.name]) % {"named": listed(named)}


def risk_reason(reason: risk.Reason) -> str:
    """The sentence of one reason of a level of risk."""
    named = (dictionary.code_label("risk_indicator", code) for code in reason.indicators)
    return str(_RISK[reason.name]) % {"named": listed(named), "number": reason.number}


def listed(words: Iterable[str | Promise]) -> str:
    """The words as a list in a sentence: "a, b and c"."""
    return format_list([str(word) for word in words], locale=(get_language() or "en").split("-")[0])
