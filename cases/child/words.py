"""The rules of children in words: what each deed is called, what it waits for, what is done beside it, why never."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.child.children import Beside, Guardian, Need, Why

DEEDS: Mapping[str, str | Promise] = {
    "safety": _("Safety plan and protection"),
    "shelter": _("Shelter, in a place for children"),
    "food": _("Food, clothes and everyday things"),
    "health_care": _("Health care"),
    "psychosocial": _("Psychosocial care"),
    "legal_aid": _("Legal aid"),
    "interpreter": _("Interpreter"),
    "school": _("School"),
    "ask_for_guardian": _("Asking the authority for a guardian"),
    "interview": _("A safe interview with the child"),
    "refer": _("Referral to another office, first step"),
    "family_assessment": _("Asking for an assessment of the family"),
    "tell_provider": _("Giving data to a provider"),
    "tell_authority": _("Giving data to police or an authority"),
    "tell_health_care": _("Giving health data to others"),
    "picture": _("Photos and copies of papers"),
    "research": _("Research"),
    "trace_family": _("Tracing and contacting the family"),
    "return": _("Return"),
    "ask_guardian": _("Asking the parent or guardian"),
    "tell_guardian": _("Informing the parent or guardian"),
    "media": _("Media and any public use"),
    "travel_alone": _("Travelling without an escort"),
}
NEEDS: Mapping[Need, str | Promise] = {
    Need.GUARDIAN: _("consent of a parent, a guardian or the authority"),
    Need.AUTHORITY: _("consent of the authority: the guardian on record may be involved"),
    Need.GUARDIAN_OR_ASSESSMENT: _(
        "consent of a guardian or the authority, or an assessment of best interests by two that covers it"
    ),
    Need.AUTHORITY_OR_ASSESSMENT: _(
        "consent of the authority, or an assessment of best interests by two that covers it: "
        "the guardian on record may be involved"
    ),
    Need.APPOINTMENT: _("a guardian who is known and can act"),
    Need.ASSENT: _("the child's own yes"),
    Need.ASSESSMENT: _("an assessment of best interests by two that covers it: the child says no"),
    Need.DETERMINATION: _("a determination of best interests by a panel or authority"),
    Need.NEW_DETERMINATION: _("a new determination: the day of its review has passed"),
    Need.OTHER_OUTCOME: _("a determination for return: the panel decided otherwise"),
    Need.SAFETY_CHECK: _("a look at who of the family is safe to reach"),
}
BESIDE: Mapping[Beside, str | Promise] = {
    Beside.ASSESSMENT: _(
        "Beside it, two people assess the best interests of the child; nothing waits for that."
    ),
    Beside.REASON: _("The child says no: write down why it is done all the same."),
    Beside.ASK: _("Ask the child about each of them, too."),
    Beside.TRAINED: _("By somebody trained to interview children."),
    Beside.ESCORT: _("Never without an escort."),
}
WHY: Mapping[Why, str | Promise] = {
    Why.NOT_OFFERED: _("It is not offered to children."),
    Why.NEVER_ALONE: _("A child never travels alone."),
    Why.SUSPECTED: _("The guardian on record may be involved, and is neither asked nor told anything."),
}
GUARDIANS: Mapping[Guardian, str | Promise] = {
    Guardian.NONE: _("Nobody who can act for the child is on record."),
    Guardian.SUSPECTED: _(
        "The guardian on record may be involved. Ask and tell this person nothing; the authority acts for the child."
    ),
    Guardian.ACTING: _("The guardian on record can act for the child."),
}


def waits_for(needs: Iterable[Need]) -> tuple[str, ...]:
    """What a deed waits for, as a page says it where the deed was wanted."""
    return tuple(gettext("Waits for: %(what)s") % {"what": NEEDS[need]} for need in needs)


def guardian_label(code: str) -> str | Promise:
    """A guardian in words; somebody of the family where nobody said who."""
    return dictionary.code_label("guardian_type", code) if code else _("Somebody of the family")
