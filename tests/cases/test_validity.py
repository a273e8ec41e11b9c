"""The validity test of consent.md 3 as a pure function: its properties, and the tables of consent.md cell by cell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import dictionary
from cases.consent.validity import (
    GRANTED,
    POINTS,
    REASONS,
    SHARING,
    SIGNED_FORMS,
    Hearer,
    Said,
    Wish,
    no_yes,
    points_of,
    refusals,
    tidy,
)

TODAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
KINDS = dictionary.codes("consent_type")
FORMS = dictionary.codes("consent_form")
WISH = Wish(on=TODAY)
ADULT = Hearer(languages=frozenset({"ro"}), majority="adult")
CHILD = replace(ADULT, majority="minor")


def full(kind: str, **different: object) -> Said:
    """A consent of this kind with nothing missing."""
    said = Said(
        kind=kind,
        status="granted",
        at=NOON,
        form="written",
        points=frozenset(points_of(kind)),
        language="ro",
        giver="beneficiary",
    )
    return replace(said, **different)


names = st.sampled_from(["a clinic", "an office", "a lawyer"])
codes = st.sampled_from(["identity", "needs", "health", "legal"])
saids = st.builds(
    Said,
    kind=st.sampled_from(KINDS),
    status=st.sampled_from(dictionary.codes("consent_status")),
    at=st.none() | st.just(NOON),
    valid_until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    recipients=st.frozensets(names),
    categories=st.frozensets(codes),
    form=st.sampled_from(["", *FORMS]),
    has_witness=st.booleans(),
    points=st.frozensets(
        st.sampled_from(sorted({*sum(POINTS.values(), ()), "informed_withdrawal", "informed_voluntary"}))
    ),
    language=st.sampled_from(["", "ro", "km"]),
    interpreter=st.booleans(),
    read_aloud=st.booleans(),
    pressure=st.booleans(),
    detained=st.booleans(),
    giver=st.sampled_from(["", *dictionary.codes("consent_giver")]),
    giver_suspected=st.booleans(),
    assent=st.sampled_from(["", *dictionary.codes("assent_status")]),
)
# Most of what chance makes is refused: half of it begins as a consent with nothing missing.
saids = saids | st.sampled_from(KINDS).map(full)
hearers = st.builds(
    Hearer,
    languages=st.frozensets(st.sampled_from(["ro", "km"])),
    reads=st.booleans(),
    majority=st.sampled_from(["adult", "minor", "unknown"]),
    decides_alone=st.booleans(),
    covered=st.booleans(),
)
wishes = st.builds(
    Wish,
    on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    recipient=st.none() | names,
    categories=st.frozensets(codes),
    urgent=st.booleans(),
    departure=st.none() | st.just(NOON + timedelta(hours=30)) | st.just(NOON + timedelta(hours=20)),
)


@given(saids, hearers, wishes)
def test_every_refusal_has_its_sentence_and_is_said_once(said: Said, hearer: Hearer, wish: Wish) -> None:
    found = refusals(said, hearer, wish)
    assert set(found) <= REASONS.keys() and len(set(found)) == len(found)


@given(saids, hearers, wishes)
def test_without_a_yes_nothing_is_covered(said: Said, hearer: Hearer, wish: Wish) -> None:
    for status in set(dictionary.codes("consent_status")) - GRANTED:
        assert refusals(replace(said, status=status), hearer, wish) == (status,)
    assert refusals(None, hearer, wish) == ("not_asked",)


@given(saids, hearers, wishes)
def test_what_has_ended_covers_nothing(said: Said, hearer: Hearer, wish: Wish) -> None:
    assert refusals(replace(said, valid_until=wish.on - timedelta(days=1)), hearer, wish)


@given(saids, hearers, wishes)
def test_no_yes_is_no_yes_for_whatever_purpose(said: Said, hearer: Hearer, wish: Wish) -> None:
    assert set(no_yes(said, wish.on)) <= set(refusals(said, hearer, wish))


WORSE = [
    {"pressure": True},
    {"detained": True},
    {"giver_suspected": True},
    {"assent": "refused"},
    {"form": ""},
    {"giver": ""},
    {"points": frozenset()},
    {"has_witness": False},
    {"interpreter": False},
    {"read_aloud": False},
    {"at": None},
]


@given(saids, hearers, wishes, st.sampled_from(WORSE))
def test_a_further_flaw_never_makes_it_valid(said: Said, hearer: Hearer, wish: Wish, flaw: dict) -> None:
    if refusals(said, hearer, wish):
        assert refusals(replace(said, **flaw), hearer, wish)


@given(saids, hearers, wishes, st.frozensets(names), st.frozensets(codes))
def test_who_agrees_to_more_covers_at_least_as_much(
    said: Said, hearer: Hearer, wish: Wish, more: frozenset, kinds: frozenset
) -> None:
    wider = replace(said, recipients=said.recipients | more, categories=said.categories | kinds)
    assert set(refusals(wider, hearer, wish)) <= set(refusals(said, hearer, wish))


@given(saids, hearers, wishes, st.frozensets(codes))
def test_who_wants_less_is_refused_no_more(said: Said, hearer: Hearer, wish: Wish, kinds: frozenset) -> None:
    narrower = replace(wish, categories=wish.categories & kinds, recipient=None)
    assert set(refusals(said, hearer, narrower)) <= set(refusals(said, hearer, wish))


@given(saids, hearers, wishes)
def test_urgency_only_ever_opens_the_urgent_referral(said: Said, hearer: Hearer, wish: Wish) -> None:
    calm = refusals(said, hearer, replace(wish, urgent=False))
    urgent = refusals(said, hearer, replace(wish, urgent=True))
    if set(urgent) != set(calm):
        assert said.kind == "share_mission" and "form_signed" in calm
        assert set(urgent) - {"witness"} == set(calm) - {"form_signed"}


@given(saids, wishes)
def test_for_a_child_disclosure_and_return_wait_for_guardian_or_authority(said: Said, wish: Wish) -> None:
    waiting = SHARING | {"return", "research", "media", "family_contact", "photo_document"}
    alone = replace(said, giver="beneficiary", status="granted")
    assert ("guardian" in refusals(alone, CHILD, wish)) is (said.kind in waiting)
    assert "guardian" not in refusals(alone, replace(CHILD, decides_alone=True), wish)


# One cell of consent.md 3 and P13 each: which form is enough for which kind.
SIGNED = ("share_mission", "share_authority", "return", "photo_document", "media")


@pytest.mark.parametrize("form", ["", *FORMS, "verbal_witnessed, nobody"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_each_kind(kind: str, form: str) -> None:
    said = full(kind, form=form.split(",")[0], has_witness="nobody" not in form)
    found = refusals(said, ADULT, WISH)
    if form in SIGNED_FORMS:
        assert found == ()
    elif form == "":
        assert found == ("form_missing",)
    elif kind in SIGNED:
        assert found == ("form_signed",)
    else:
        assert found == (("witness",) if "nobody" in form else ())


@pytest.mark.parametrize("kind", KINDS)
def test_each_point_of_each_kind_counts(kind: str) -> None:
    for point in points_of(kind):
        assert refusals(full(kind, points=frozenset(points_of(kind)) - {point}), ADULT, WISH) == (
            "information",
        )


# The last column of consent_types: what a child's own word is worth without guardian or authority (P15).
OF_A_CHILD = {
    **dict.fromkeys(
        (
            "screening_interview",
            "assistance",
            "data_processing",
            "shelter_stay",
            "reintegration",
            "follow_up",
        ),
        (),
    ),
    **dict.fromkeys(("medical_exam", "medical_test"), ()),
    **dict.fromkeys(
        (*sorted(SHARING), "family_contact", "photo_document", "return", "research"), ("guardian",)
    ),
    "media": ("not_of_children", "guardian"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_child_alone_may_agree_to(kind: str) -> None:
    assert refusals(full(kind), CHILD, WISH) == OF_A_CHILD[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("giver", dictionary.codes("consent_giver"))
def test_who_gives_it_for_an_adult_and_for_a_child(kind: str, giver: str) -> None:
    said = full(kind, giver=giver, assent="given")
    grown = {"beneficiary": (), "parent": ("adult_alone",), "other": ("adult_alone",)}.get(giver, ("of_age",))
    assert refusals(said, ADULT, WISH) == grown
    never = ("not_of_children",) if kind == "media" else ()
    waits = ("guardian",) if OF_A_CHILD[kind] and giver in ("beneficiary", "other") else ()
    assert refusals(said, CHILD, WISH) == never + waits


@pytest.mark.parametrize("kind", KINDS)
def test_a_childs_no_stops_interview_photo_media_research_and_what_leaves_the_house(kind: str) -> None:
    stops = kind in ("screening_interview", "photo_document", "media", "research")
    outweighed = kind in SHARING or kind == "family_contact"
    said = full(kind, giver="guardian", assent="refused")
    assert ("child_no" in refusals(said, CHILD, WISH)) is (stops or outweighed)
    assert refusals(said, CHILD, WISH).count("child_no") <= 1
    assert ("child_no" in refusals(said, replace(CHILD, covered=True), WISH)) is stops


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_return_is_confirmed_shortly_before(kind: str) -> None:
    late = replace(WISH, departure=NOON + timedelta(hours=25))
    soon = replace(WISH, departure=NOON + timedelta(hours=24))
    assert refusals(full(kind), ADULT, late) == (("confirm_again",) if kind == "return" else ())
    assert refusals(full(kind), ADULT, soon) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_language_reading_and_pressure(kind: str) -> None:
    khmer = replace(ADULT, languages=frozenset({"km"}))
    assert refusals(full(kind), khmer, WISH) == ("language",)
    assert refusals(full(kind, interpreter=True), khmer, WISH) == ()
    assert refusals(full(kind), replace(ADULT, reads=False), WISH) == ("read_aloud",)
    assert refusals(full(kind, read_aloud=True), replace(ADULT, reads=False), WISH) == ()
    assert refusals(full(kind, pressure=True), ADULT, WISH) == ("pressure",)
    assert refusals(full(kind, detained=True), ADULT, WISH) == ("detained",)


def test_a_recipient_is_the_same_whatever_its_capitals_and_blanks() -> None:
    assert tidy(" Quiet  CLINIC ") == tidy("quiet clinic")
