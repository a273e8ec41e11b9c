"""What may be done for a child, what waits and what is never done: cell by cell, and what must always hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import dictionary
from cases.child import children as c
from cases.child.children import Assent, Beside, Determined, Facts, Guardian, Need, Rule, State, verdict
from cases.consent import validity

KINDS = frozenset(deed.consent for deed in c.DEEDS.values() if deed.consent)
YES = dict.fromkeys(KINDS, Assent.GIVEN)
NO = dict.fromkeys(KINDS, Assent.REFUSED)
FIRST = frozenset({"refer", "family_assessment"})
ALL = Facts(
    guardian=Guardian.ACTING,
    agreed=KINDS,
    assent=YES,
    determined=Determined.RETURN,
    contact_is_safe=True,
)
COLUMNS = {
    "a": Facts(),
    "b": Facts(assessed=True, covered=FIRST),
    "c": Facts(guardian=Guardian.SUSPECTED),
    "d": Facts(guardian=Guardian.SUSPECTED, assessed=True, covered=FIRST),
    "e": Facts(guardian=Guardian.ACTING),
    "f": ALL,
    "g": replace(ALL, assent=NO),
    "h": replace(ALL, determined=Determined.OVERDUE),
    "i": replace(ALL, guardian=Guardian.SUSPECTED),
    "j": replace(ALL, determined=Determined.OTHERWISE),
}


def cells():
    """Every cell of the table beside this file: deed, column, what it says."""
    lines = (Path(__file__).parent / "deeds.txt").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if not line.startswith("#")]
    for code, *said in rows[1:]:
        yield from ((code, column, cell) for column, cell in zip(rows[0][1:], said, strict=True))


CELLS = list(cells())


def in_words(found):
    if found.state is State.NEVER:
        return f"never:{found.why.value}"
    return " ".join(need.value for need in found.waits_for) or "now"


@pytest.mark.parametrize(
    ("code", "column", "said"), CELLS, ids=[f"{code}-{column}" for code, column, _said in CELLS]
)
def test_cell_by_cell(code, column, said):
    assert in_words(verdict(code, COLUMNS[column])) == said


def test_the_table_has_every_deed_and_every_column():
    assert {code for code, _column, _said in CELLS} == c.DEEDS.keys()
    assert len(CELLS) == len(c.DEEDS) * len(COLUMNS)


def test_kinds_are_of_the_dictionary_and_all_that_wait_are_deeds():
    known = set(dictionary.codes("consent_type"))
    assert known >= KINDS
    assert validity.WAITS_FOR_GUARDIAN <= KINDS and validity.NEVER_OF_CHILDREN <= KINDS


FACTS = st.builds(
    Facts,
    child=st.just(True),
    guardian=st.sampled_from(Guardian),
    agreed=st.frozensets(st.sampled_from(sorted(KINDS))),
    alone=st.frozensets(st.sampled_from(["medical_exam", "medical_sharing"])),
    assent=st.dictionaries(st.sampled_from(sorted(KINDS)), st.sampled_from(Assent)),
    assessed=st.booleans(),
    covered=st.frozensets(st.sampled_from(c.COVERED_BY_ASSESSMENT)),
    determined=st.sampled_from(Determined),
    contact_is_safe=st.booleans(),
)
CODES = st.sampled_from(sorted(c.DEEDS))
RANK = {State.NEVER: 0, State.WAITS: 1, State.NOW: 2}


@given(FACTS)
def test_protection_never_waits(facts):
    for deed in c.DEEDS.values():
        if deed.rule is Rule.PROTECTS:
            assert verdict(deed.code, facts).state is State.NOW


@given(FACTS)
def test_media_and_travelling_alone_never_happen(facts):
    assert verdict("media", facts).state is State.NEVER
    assert verdict("travel_alone", facts).state is State.NEVER


@given(FACTS)
def test_a_suspect_is_never_asked_or_told(facts):
    suspected = replace(facts, guardian=Guardian.SUSPECTED)
    assert verdict("ask_guardian", suspected).state is State.NEVER
    assert verdict("tell_guardian", suspected).state is State.NEVER


@given(FACTS, CODES)
def test_a_verdict_says_what_it_waits_for_and_why_never(facts, code):
    found = verdict(code, facts)
    assert bool(found.waits_for) is (found.state is State.WAITS)
    assert (found.why is not None) is (found.state is State.NEVER)
    assert not found.beside or found.state is State.NOW


@given(FACTS, CODES)
def test_an_adult_waits_for_nobody(facts, code):
    assert verdict(code, replace(facts, child=False)) == c.Verdict(State.NOW)


@given(FACTS, CODES, st.frozensets(st.sampled_from(sorted(KINDS))))
def test_one_more_consent_closes_nothing(facts, code, more):
    before, after = verdict(code, facts), verdict(code, replace(facts, agreed=facts.agreed | more))
    assert RANK[after.state] >= RANK[before.state]


@given(FACTS, CODES)
def test_an_assessment_or_a_safety_check_closes_nothing(facts, code):
    better = replace(facts, assessed=True, contact_is_safe=True, covered=frozenset(c.COVERED_BY_ASSESSMENT))
    assert RANK[verdict(code, better).state] >= RANK[verdict(code, facts).state]


@given(FACTS, CODES)
def test_a_childs_no_opens_nothing(facts, code):
    yes, no = replace(facts, assent=YES), replace(facts, assent=NO)
    assert RANK[verdict(code, no).state] <= RANK[verdict(code, yes).state]


@given(FACTS)
def test_nothing_returns_a_child_without_a_panel_and_somebody_who_can_act(facts):
    if verdict("return", facts).state is State.NOW:
        assert facts.determined is Determined.RETURN and "return" in facts.agreed


@given(FACTS)
def test_a_childs_no_stops_interview_picture_and_research(facts):
    said_no = replace(facts, assent=NO)
    for code in ("interview", "picture", "research"):
        assert Need.ASSENT in verdict(code, said_no).waits_for


def test_what_is_done_beside():
    assert verdict("shelter", Facts()).beside == (Beside.ASSESSMENT, Beside.ASK)
    assert verdict("interview", Facts(assessed=True)).beside == (Beside.TRAINED, Beside.ASK)
    assert verdict("shelter", COLUMNS["g"]).beside == (Beside.REASON,)
    assert verdict("return", ALL).beside == (Beside.ESCORT,)
    assert verdict("safety", Facts()).beside == ()


@pytest.mark.parametrize(
    ("kind", "conflict", "expected"),
    [
        ("", "", Guardian.NONE),
        ("none_yet", "no", Guardian.NONE),
        ("none_yet", "yes", Guardian.SUSPECTED),
        ("parent", "", Guardian.ACTING),
        ("parent", "unknown", Guardian.ACTING),
        ("parent", "yes", Guardian.SUSPECTED),
        ("relative", "yes", Guardian.SUSPECTED),
        ("court", "no", Guardian.ACTING),
        ("state_agency", "", Guardian.ACTING),
        ("ngo", "yes", Guardian.SUSPECTED),
    ],
    ids=lambda value: getattr(value, "value", value) or "empty",
)
def test_who_answers_for_the_child(kind, conflict, expected):
    assert c.guardian_of(kind, conflict) is expected


def test_every_kind_of_guardian_is_known():
    assert c.FAMILY | c.APPOINTED | {"none_yet"} == set(dictionary.codes("guardian_type"))


def test_beside_a_suspect_only_the_authority_counts():
    assert c.givers_who_count(Guardian.SUSPECTED) == {"authority"}
    assert c.givers_who_count(Guardian.ACTING) == c.givers_who_count(Guardian.NONE) == validity.GUARDIANS


@pytest.mark.parametrize(
    ("outcome", "panel", "overdue", "expected"),
    [
        ("", "Board", False, Determined.NONE),
        ("not_decided", "Board", False, Determined.NONE),
        ("return_family", " ", False, Determined.NONE),
        ("return_family", "Board", False, Determined.RETURN),
        ("return_care", "Board", False, Determined.RETURN),
        ("return_care", "Board", True, Determined.OVERDUE),
        ("stay_local", "Board", False, Determined.OTHERWISE),
        ("third_country", "Board", False, Determined.OTHERWISE),
        ("temporary_care", "Board", True, Determined.OVERDUE),
    ],
    ids=lambda value: str(getattr(value, "value", value)) or "empty",
)
def test_where_the_determination_stands(outcome, panel, overdue, expected):
    assert c.determined_of(outcome, panel, overdue=overdue) is expected
