"""The sections of the record, and in which order they are asked."""

from django.utils.translation import gettext_lazy as _

from cases.section import Part, Phase, Section

_SCREENING, _ASSISTANCE, _FOLLOW_UP = Phase.SCREENING, Phase.ASSISTANCE, Phase.FOLLOW_UP
_PERSON, _JOURNEY, _PROTECTION, _HELP = Part.PERSON, Part.JOURNEY, Part.PROTECTION, Part.HELP

# Dimension by dimension, D1 to D6 (determination.md): its indicators, then whether they were asked.
_BY_DIMENSION = tuple(
    key
    for number, dimension in enumerate(
        (
            "deceptive_recruitment",
            "coercive_recruitment",
            "vulnerability_recruitment",
            "exploitation",
            "coercion_destination",
            "vulnerability_destination",
        ),
        start=1,
    )
    for key in (f"ilo_{dimension}", f"ilo_d{number}_asked")
)

# In the order of the dictionary; consent is asked first.
SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section(
            "consent", _("Consent"), "ConsentRecord", repeats=True, is_edited=False
        ),
        Section(
            "registration",
            _("Registration"),
            "Case",
            of_dictionary=("registration", "referral_source"),
            is_told=False,
            came_later=False,
        ),
        Section(
            "interview",
            _("Interviews"),
            "Interview",
            part=_PROTECTION,
            repeats=True,
            entry_title=_("Interview %(number)s"),
            lead=_("One entry for each time somebody sat down with the person, also when it was broken off."),
            is_told=False,
        ),
        Section("biodata", _("Bio data"), "PersonBiodata", came_later=False),
        Section(
            "documents",
            _("Documents"),
            "IdentityDocument",
            _ASSISTANCE,
            repeats=True,
            entry_title=_("Document %(number)s"),
            lead=_("One entry for each paper the person has, had, or needs."),
        ),
        Section(
            "socio_economic",
            _("Socio-economic background"),
            "PersonSocioEconomic",
            _ASSISTANCE,
            came_later=False,
        ),
        Section("education", _("Education"), "PersonEducation", _ASSISTANCE, came_later=False),
        Section("family", _("Family"), "PersonFamily", _ASSISTANCE, without="relative_"),
        Section(
            "family_members",
            _("Relatives"),
            "FamilyMember",
            _ASSISTANCE,
            repeats=True,
            entry_title=_("Relative %(number)s"),
            lead=_("Only relatives who matter for help or safety. Nobody is contacted without the person's word."),
            of_dictionary=("family",),
            only="relative_",
        ),
        Section("recruitment", _("Recruitment"), "Trafficking", part=_JOURNEY),
        Section(
            "transit",
            _("Journey"),
            "TransitLeg",
            part=_JOURNEY,
            repeats=True,
            entry_title=_("Leg %(number)s"),
            lead=_("One entry for each leg, in the order of the journey."),
        ),
        Section(
            "exploitation",
            _("Exploitation"),
            "Exploitation",
            part=_JOURNEY,
            repeats=True,
            entry_title=_("Exploitation, episode %(number)s"),
            lead=_("One entry for each place or kind of exploitation the person speaks of."),
        ),
        Section(
            "perpetrator",
            _("Alleged perpetrators"),
            "Perpetrator",
            part=_JOURNEY,
            repeats=True,
            entry_title=_("Alleged perpetrator %(number)s"),
            lead=_("Only what the person's safety needs. Nothing of this page is sent to anybody."),
        ),
        Section("exit", _("The way out"), "TraffickingExit", part=_JOURNEY),
        Section(
            "law_enforcement",
            _("Police and courts"),
            "CaseLawEnforcement",
            _ASSISTANCE,
            _PROTECTION,
            is_told=False,
        ),
        Section(
            "legal_status", _("Right to stay"), "CaseLegalStatus", _ASSISTANCE, _PROTECTION, is_told=False
        ),
        Section(
            "determination",
            _("Determination"),
            "Determination",
            part=_PROTECTION,
            is_told=False,
            first=_BY_DIMENSION,
        ),
        Section("health", _("Health"), "HealthRecord", _ASSISTANCE, _HELP, is_told=False),
        Section(
            "needs",
            _("Needs"),
            "NeedsAssessment",
            _ASSISTANCE,
            _HELP,
            repeats=True,
            entry_title=_("Needs, assessment %(number)s"),
            lead=_("A new entry each time needs are looked at again; the earlier ones stay."),
            is_told=False,
        ),
        Section(
            "risk",
            _("Risk"),
            "RiskAssessment",
            part=_PROTECTION,
            repeats=True,
            entry_title=_("Risk, assessment %(number)s"),
            lead=_("A new entry at every contact that changes something; the earlier ones stay."),
            is_told=False,
        ),
        Section(
            "child", _("Child"), "ChildProtection", part=_PROTECTION, is_told=False, of_children=True
        ),
        Section(
            "assistance",
            _("Assistance"),
            "AssistanceItem",
            _FOLLOW_UP,
            _HELP,
            repeats=True,
            entry_title=_("Assistance %(number)s"),
            lead=_("One entry for each piece of help, planned or given."),
            is_told=False,
        ),
        Section("closure", _("Closure"), "CaseClosure", _FOLLOW_UP, _HELP, is_told=False),
    )
}  # fmt: skip


# With a child one begins with who looks after it, school and family, and asks of what happened when it feels at home.
NEAR_FIRST = (
    "registration",
    "interview",
    "biodata",
    "child",
    "education",
    "family",
    "family_members",
    "needs",
)
HARD_LAST = frozenset({"recruitment", "transit", "exploitation", "perpetrator", "exit"})


def in_order(*, of_child: bool = False) -> list[Section]:
    """The sections somebody asks, in the order of an interview: by phase, within it as in the dictionary.

    With a child what is near comes first within each phase, and what is hard to tell last (B9).
    """
    asked = [section for section in SECTIONS.values() if section.is_edited]
    if of_child:
        asked.sort(key=lambda section: _nearness(section.key))
    return [section for phase in Phase for section in asked if section.phase is phase]


def _nearness(key: str) -> int:
    if key in NEAR_FIRST:
        return NEAR_FIRST.index(key)
    return len(NEAR_FIRST) + (key in HARD_LAST)


def in_part(part: Part) -> list[Section]:
    """The sections read under one heading."""
    return [section for section in SECTIONS.values() if section.is_edited and section.part is part]


class UnknownSection(LookupError):
    """No section of that key is edited in that way."""


def edited_section(key: str) -> Section:
    """The section an ordinary save may change. Raises UnknownSection."""
    section = SECTIONS.get(key)
    if section is None or not section.is_edited:
        raise UnknownSection(key)
    return section


def repeated_section(key: str) -> Section:
    """The section with entries to add, change, remove and bring back. Raises UnknownSection."""
    section = edited_section(key)
    if not section.repeats:
        raise UnknownSection(key)
    return section
