"""The validity test of consent.md 3 as a pure function: what was said, by whom, for what. No query, no clock, no seal.

`cases/consent/consents.py` collects the facts of a case and asks here; every reason is a code with its sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GRANTED = frozenset({"granted", "granted_limited"})
SHARING = frozenset({"share_mission", "share_provider", "share_authority", "medical_sharing"})
# Written, thumbprint or electronic. A provider may be agreed to by telephone or before a witness (P13).
SIGNED_ONLY = frozenset({"share_mission", "share_authority", "return", "photo_document", "media"})
SIGNED_FORMS = frozenset({"written", "thumbprint", "electronic"})
# An urgent referral may be agreed to by word, before a witness or by telephone (P13).
BY_WORD_WHEN_URGENT = frozenset({"share_mission"})
# For a child these wait for parent, guardian or authority; everything protective does not (P15).
WAITS_FOR_GUARDIAN = SHARING | {"return", "research", "media", "family_contact", "photo_document"}
# Not offered to children (consent.md 2).
NEVER_OF_CHILDREN = frozenset({"media"})
# Outweighed by nothing but a panel, which every return waits for anyway (children.py).
PANEL_DECIDES = frozenset({"return"})
ASSENT_DECIDES = frozenset({"screening_interview", "photo_document", "media", "research"})
GUARDIANS = frozenset({"parent", "guardian", "authority"})
ASSENT_ASKED = frozenset({"given", "refused", "too_young", "not_asked"})
# Asked once more shortly before what was agreed to happens (consent.md 2).
CONFIRMED_BEFORE = frozenset({"return"})
# One named use each, and used up by it (consent.md 2): the next needs a new consent.
ONE_USE = frozenset({"media", "medical_test"})
POINTS: dict[str, tuple[str, ...]] = {
    "screening_interview": ("informed_purpose",),
    "data_processing": ("informed_data_use", "informed_access", "informed_retention"),
    "research": ("informed_research",),
}
POINTS_OF_ALL = ("informed_withdrawal", "informed_voluntary")

REASONS: dict[str, str | Promise] = {
    "not_asked": _("This consent has not been asked for."),
    "refused": _("The person refused."),
    "withdrawn": _("The person withdrew this consent."),
    "expired": _("This consent has ended."),
    "used": _("This consent covered one use and is used up: ask again for the next."),
    "not_able": _("The person was not able to decide; ask again within 24 to 72 hours."),
    "confirm_again": _("Ask again within 24 hours before the departure."),
    "recipient": _("This recipient is not among those the person agreed to."),
    "categories": _("The person did not agree to share all of these kinds of data."),
    "form_missing": _("It is not noted how the consent was given."),
    "form_signed": _("This consent must be in writing, by thumbprint or electronic."),
    "witness": _("A spoken consent needs a witness."),
    "information": _("Not all information was given before the person decided."),
    "language": _("It was not explained in a language of the person, and no interpreter was used."),
    "read_aloud": _("The person does not read, and it is not noted that the text was read aloud."),
    "pressure": _("Police or an employer was present: ask again when the person is free to speak."),
    "detained": _("It was given in detention: ask again when the person is free to decide."),
    "suspect": _("Somebody who may be involved in the exploitation cannot consent for the person."),
    "child_no": _("The child does not agree."),
    "giver_missing": _("It is not noted who gave the consent."),
    "adult_alone": _("An adult decides alone; somebody else gave this consent."),
    "of_age": _("The person has come of age since and decides alone: ask again."),
    "not_of_children": _("A child is not asked for this."),
    "guardian": _("For a child, a parent, a guardian or the authority must agree as well."),
}


@dataclass(frozen=True)
class Said:
    """One decision as it was recorded: the newest row of its kind that counts."""

    kind: str
    status: str
    at: datetime | None = None
    valid_until: date | None = None
    recipients: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    form: str = ""
    has_witness: bool = False
    points: frozenset[str] = frozenset()
    language: str = ""
    interpreter: bool = False
    read_aloud: bool = False
    pressure: bool = False
    detained: bool = False
    giver: str = ""
    giver_suspected: bool = False
    assent: str = ""
    used: bool = False


@dataclass(frozen=True)
class Hearer:
    """The person who was asked. `decides_alone` is what the law says of a young person and this kind (P12), `covered`
    whether an assessment of best interests in force says yes to it against the child's no.
    """

    languages: frozenset[str] = frozenset()
    reads: bool = True
    majority: str = ""
    decides_alone: bool = False
    covered: bool = False


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do on a day. `departure` is the moment a journey begins, for what is confirmed before."""

    on: date
    recipient: str | None = None
    categories: frozenset[str] = frozenset()
    urgent: bool = False
    departure: datetime | None = None
    confirmed_within: timedelta = timedelta(hours=24)


def points_of(kind: str) -> tuple[str, ...]:
    """The information points the person must have heard for this kind."""
    return POINTS.get(kind, ()) + POINTS_OF_ALL


def tidy(recipient: object) -> str:
    """A recipient's number or name, so that a different capital or blank makes no stranger of it."""
    return " ".join(str(recipient).split()).casefold()


def refusals(said: Said | None, hearer: Hearer, wish: Wish) -> tuple[str, ...]:
    """Every reason (a code of REASONS) why the consent does not cover the wish; empty when it does."""
    if (none := no_yes(said, wish.on)) and (said is None or said.status not in GRANTED):
        return none
    assert said is not None  # noqa: S101  # no_yes has said why else
    return (
        *none,
        *_confirmation(said, wish),
        *_scope(said, wish),
        *_form(said, wish),
        *_information(said, hearer),
        *_giver(said, hearer),
    )


def stands(status: str, valid_until: date | None, today: date) -> str:
    """How a decision stands today: an end is worked out each time, so that no clock has to run for it to count."""
    ended = status in GRANTED and valid_until is not None and valid_until < today
    return "expired" if ended else status


def no_yes(said: Said | None, on: date) -> tuple[str, ...]:
    """Why no yes stands at all, whatever it was for and however it was given: all that saving an answer asks (P1)."""
    if said is None or said.status not in GRANTED:
        status = said.status if said else "not_asked"
        return (status if status in REASONS else "not_asked",)
    found = []
    if stands(said.status, said.valid_until, on) == "expired":
        found.append("expired")
    if said.used:
        found.append("used")
    if said.giver_suspected:
        found.append("suspect")
    if said.kind in ASSENT_DECIDES and said.assent == "refused":
        found.append("child_no")
    return tuple(found)


def _confirmation(said: Said, wish: Wish) -> Iterator[str]:
    if said.kind not in CONFIRMED_BEFORE or wish.departure is None:
        return
    if said.at is None or said.at < wish.departure - wish.confirmed_within:
        yield "confirm_again"


def _scope(said: Said, wish: Wish) -> Iterator[str]:
    if wish.recipient is not None and wish.recipient not in said.recipients:
        yield "recipient"
    if said.kind in SHARING and wish.categories - said.categories:
        yield "categories"


def _form(said: Said, wish: Wish) -> Iterator[str]:
    if not said.form:
        yield "form_missing"
    elif said.form not in SIGNED_FORMS:
        if said.kind in SIGNED_ONLY - (BY_WORD_WHEN_URGENT if wish.urgent else frozenset()):
            yield "form_signed"
        elif not said.has_witness:
            yield "witness"


def _information(said: Said, hearer: Hearer) -> Iterator[str]:
    if not said.points.issuperset(points_of(said.kind)):
        yield "information"
    if hearer.languages and said.language not in hearer.languages and not said.interpreter:
        yield "language"
    if not hearer.reads and not said.read_aloud:
        yield "read_aloud"
    if said.pressure:
        yield "pressure"
    if said.detained:
        yield "detained"


def _giver(said: Said, hearer: Hearer) -> Iterator[str]:
    if not said.giver:
        yield "giver_missing"
    if hearer.majority == "adult" and said.giver in ("parent", "other"):
        yield "adult_alone"
    # That a child's assent was asked tells that it was given for a child (consent.md 5).
    elif hearer.majority == "adult" and said.giver in GUARDIANS and said.assent in ASSENT_ASKED:
        yield "of_age"
    if hearer.majority != "minor":
        return
    if said.kind in NEVER_OF_CHILDREN:
        yield "not_of_children"
    if said.kind in WAITS_FOR_GUARDIAN and not hearer.decides_alone and said.giver not in GUARDIANS:
        yield "guardian"
    if child_said_no(said.kind, said.assent) and not hearer.covered:
        yield "child_no"


def child_said_no(kind: str, assent: str) -> bool:
    """Whether a child's no stands against a kind that needs both, and best interests may say otherwise (consent.md 5)."""
    return kind in WAITS_FOR_GUARDIAN - ASSENT_DECIDES - PANEL_DECIDES and assent == "refused"
