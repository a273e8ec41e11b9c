"""What may be done for a child now, what waits for whom, and what is never done (practice.md P15, consent.md 5).

One table of deeds and one pure function over plain facts. Every protective service is possible from the first minute;
only what leaves the house, and a return, waits for a guardian or the authority. No query, no clock, no seal:
`child_record.py` collects the facts of a case.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum

from cases.consent.validity import ASSENT_DECIDES, GUARDIANS, NEVER_OF_CHILDREN, WAITS_FOR_GUARDIAN

APPOINTED = frozenset({"court", "state_agency", "ngo"})
FAMILY = frozenset({"parent", "relative"})
# While the guardian on record may be involved, this is who can still agree.
BESIDE_A_SUSPECT = frozenset({"authority"})
# What a panel may have decided and a return may follow (referral.md, G_BID).
FOR_RETURN = frozenset({"return_family", "return_care"})
UNDECIDED = frozenset({"", "not_decided"})


class Guardian(Enum):
    """Who answers for the child: nobody, somebody who may be involved, or somebody who can act."""

    NONE = "none"
    SUSPECTED = "suspected"
    ACTING = "acting"


class Assent(Enum):
    """What the child says to a kind of deed."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    TOO_YOUNG = "too_young"


class Determined(Enum):
    """Where the formal determination of best interests stands."""

    NONE = "none"
    RETURN = "return"
    OTHERWISE = "otherwise"
    OVERDUE = "overdue"


class Rule(Enum):
    """Which rule a deed falls under."""

    PROTECTS = "protects"
    INTERVIEW = "interview"
    LEAVES_THE_HOUSE = "leaves_the_house"
    FIRST_STEP = "first_step"
    TRACING = "tracing"
    RETURN = "return"
    GUARDIAN = "guardian"
    NEVER = "never"


class State(Enum):
    """The verdict of a deed."""

    NOW = "now"
    WAITS = "waits"
    NEVER = "never"


class Need(Enum):
    """What a deed waits for."""

    GUARDIAN = "guardian"
    AUTHORITY = "authority"
    GUARDIAN_OR_ASSESSMENT = "guardian_or_assessment"
    AUTHORITY_OR_ASSESSMENT = "authority_or_assessment"
    APPOINTMENT = "appointment"
    ASSENT = "assent"
    ASSESSMENT = "assessment"
    DETERMINATION = "determination"
    NEW_DETERMINATION = "new_determination"
    OTHER_OUTCOME = "other_outcome"
    SAFETY_CHECK = "safety_check"


class Beside(Enum):
    """What is done beside a deed and holds nothing up."""

    ASSESSMENT = "assessment"
    REASON = "reason"
    ASK = "ask"
    TRAINED = "trained"
    ESCORT = "escort"


class Why(Enum):
    """Why something is never done."""

    NOT_OFFERED = "not_offered"
    NEVER_ALONE = "never_alone"
    SUSPECTED = "suspected"


@dataclass(frozen=True)
class Deed:
    """One line of the table; `consent` is the kind of consent that belongs to it, if one does."""

    code: str
    rule: Rule
    consent: str = ""


DEEDS: dict[str, Deed] = {
    deed.code: deed
    for deed in (
        Deed("safety", Rule.PROTECTS),
        Deed("shelter", Rule.PROTECTS, "shelter_stay"),
        Deed("food", Rule.PROTECTS, "assistance"),
        Deed("health_care", Rule.PROTECTS, "medical_exam"),
        Deed("psychosocial", Rule.PROTECTS, "assistance"),
        Deed("legal_aid", Rule.PROTECTS, "assistance"),
        Deed("interpreter", Rule.PROTECTS),
        Deed("school", Rule.PROTECTS, "assistance"),
        Deed("ask_for_guardian", Rule.PROTECTS),
        Deed("interview", Rule.INTERVIEW, "screening_interview"),
        Deed("refer", Rule.FIRST_STEP, "share_mission"),
        Deed("family_assessment", Rule.FIRST_STEP, "family_contact"),
        Deed("tell_provider", Rule.LEAVES_THE_HOUSE, "share_provider"),
        Deed("tell_authority", Rule.LEAVES_THE_HOUSE, "share_authority"),
        Deed("tell_health_care", Rule.LEAVES_THE_HOUSE, "medical_sharing"),
        Deed("picture", Rule.LEAVES_THE_HOUSE, "photo_document"),
        Deed("research", Rule.LEAVES_THE_HOUSE, "research"),
        Deed("trace_family", Rule.TRACING, "family_contact"),
        Deed("return", Rule.RETURN, "return"),
        Deed("ask_guardian", Rule.GUARDIAN),
        Deed("tell_guardian", Rule.GUARDIAN),
        Deed("media", Rule.NEVER, "media"),
        Deed("travel_alone", Rule.NEVER),
    )
}
# What an assessment of best interests by two may say to beside protection: the first step of a referral where nobody
# can act for the child yet, and what the child said no to.
COVERED_BY_ASSESSMENT = tuple(
    deed.code
    for deed in DEEDS.values()
    if deed.rule in (Rule.FIRST_STEP, Rule.TRACING)
    or (deed.rule is Rule.LEAVES_THE_HOUSE and deed.consent not in ASSENT_DECIDES)
)


@dataclass(frozen=True)
class Facts:
    """What a verdict depends on.

    `agreed` are kinds of consent that somebody who can act for the child has given, `alone` those about which the law
    lets this young person decide alone (P12), `assent` what the child says by kind of consent, `covered` the deeds an
    assessment of best interests in force says yes to.
    """

    child: bool = True
    guardian: Guardian = Guardian.NONE
    agreed: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    assent: Mapping[str, Assent] = field(default_factory=dict)
    assessed: bool = False
    covered: frozenset[str] = frozenset()
    determined: Determined = Determined.NONE
    contact_is_safe: bool = False

    def says(self, deed: Deed) -> Assent:
        """What the child says to it."""
        return self.assent.get(deed.consent, Assent.NOT_ASKED)


@dataclass(frozen=True)
class Verdict:
    """Whether a deed is done now. `waits_for` is empty but for WAITS, `why` None but for NEVER."""

    state: State
    waits_for: tuple[Need, ...] = ()
    beside: tuple[Beside, ...] = ()
    why: Why | None = None


def guardian_of(guardian_type: str, conflict: str, suspects: AbstractSet[str] = frozenset()) -> Guardian:
    """Who answers for the child, by what the record says. Whoever may be involved does not act (guardian_conflict).

    `suspects` are those once suspected and not cleared since (suspicion.py): while one of the family is, only somebody
    appointed in its place acts.
    """
    of_family = bool(suspects - APPOINTED) and guardian_type not in APPOINTED
    if conflict == "yes" or guardian_type in suspects or of_family:
        return Guardian.SUSPECTED
    return Guardian.ACTING if guardian_type in FAMILY | APPOINTED else Guardian.NONE


def givers_who_count(guardian: Guardian, suspects: AbstractSet[str] = frozenset()) -> frozenset[str]:
    """Whose consent counts for the child (codes of consent_giver)."""
    if guardian is Guardian.SUSPECTED:
        return BESIDE_A_SUSPECT
    if suspects - APPOINTED:
        return GUARDIANS - {"parent"}
    # An appointed suspect is not on record any more, or nobody else would act: a parent's word is the parent's.
    return GUARDIANS - {"guardian"} if suspects and guardian is Guardian.NONE else GUARDIANS


def determined_of(outcome: str, panel: str, *, overdue: bool) -> Determined:
    """Where the determination stands. One of which nobody says who decided it is none."""
    if outcome in UNDECIDED or not panel.strip():
        return Determined.NONE
    if overdue:
        return Determined.OVERDUE
    return Determined.RETURN if outcome in FOR_RETURN else Determined.OTHERWISE


def verdict(code: str, facts: Facts) -> Verdict:
    """What the rules say of a deed. For an adult no rule of children holds. Raises KeyError for an unknown deed."""
    deed = DEEDS[code]
    if not facts.child:
        return Verdict(State.NOW)
    if why := _why_never(deed, facts):
        return Verdict(State.NEVER, why=why)
    if needs := tuple(dict.fromkeys(_needs(deed, facts))):
        return Verdict(State.WAITS, needs)
    return Verdict(State.NOW, beside=tuple(_beside(deed, facts)))


def _why_never(deed: Deed, facts: Facts) -> Why | None:
    if deed.consent in NEVER_OF_CHILDREN:
        return Why.NOT_OFFERED
    if deed.rule is Rule.NEVER:
        return Why.NEVER_ALONE
    if deed.rule is Rule.GUARDIAN and facts.guardian is Guardian.SUSPECTED:
        return Why.SUSPECTED
    return None


def _needs(deed: Deed, facts: Facts) -> Iterator[Need]:
    if deed.rule is Rule.GUARDIAN and facts.guardian is Guardian.NONE:
        yield Need.APPOINTMENT
    if deed.consent in WAITS_FOR_GUARDIAN:
        yield from _agreement(deed, facts)
    if deed.rule is not Rule.PROTECTS:
        yield from _against_a_no(deed, facts)
    if deed.rule is Rule.TRACING and not facts.contact_is_safe:
        yield Need.SAFETY_CHECK
    if deed.rule is Rule.RETURN:
        yield from _determination(facts)


def _agreement(deed: Deed, facts: Facts) -> Iterator[Need]:
    """Consent of somebody who can act; for a first step an assessment by two is enough while nobody can (G_CHILD)."""
    if deed.consent in facts.agreed | facts.alone:
        return
    suspected = facts.guardian is Guardian.SUSPECTED
    if deed.rule is Rule.FIRST_STEP and facts.guardian is not Guardian.ACTING:
        if deed.code not in facts.covered:
            yield Need.AUTHORITY_OR_ASSESSMENT if suspected else Need.GUARDIAN_OR_ASSESSMENT
        return
    yield Need.AUTHORITY if suspected else Need.GUARDIAN


def _against_a_no(deed: Deed, facts: Facts) -> Iterator[Need]:
    """A child's no stops interview, picture and research; elsewhere best interests may say otherwise (consent.md 5)."""
    says = facts.says(deed)
    if deed.consent in ASSENT_DECIDES:
        unasked = says is Assent.NOT_ASKED and deed.rule is not Rule.INTERVIEW
        if says is Assent.REFUSED or unasked:
            yield Need.ASSENT
    elif says is Assent.REFUSED and deed.rule is not Rule.RETURN and deed.code not in facts.covered:
        yield Need.ASSESSMENT


def _determination(facts: Facts) -> Iterator[Need]:
    wanted = {
        Determined.NONE: Need.DETERMINATION,
        Determined.OVERDUE: Need.NEW_DETERMINATION,
        Determined.OTHERWISE: Need.OTHER_OUTCOME,
    }
    if need := wanted.get(facts.determined):
        yield need


def _beside(deed: Deed, facts: Facts) -> Iterator[Beside]:
    if deed.rule is Rule.INTERVIEW:
        yield Beside.TRAINED
    nobody_acts = facts.guardian is not Guardian.ACTING and not facts.assessed
    if nobody_acts and deed.consent and deed.rule in (Rule.PROTECTS, Rule.INTERVIEW):
        yield Beside.ASSESSMENT
    if deed.consent and facts.says(deed) is Assent.REFUSED:
        yield Beside.REASON
    elif deed.consent and facts.says(deed) is Assent.NOT_ASKED:
        yield Beside.ASK
    if deed.rule is Rule.RETURN:
        yield Beside.ESCORT
