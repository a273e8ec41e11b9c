"""The suggestion of determination.md: its truth table square by square, and what must always hold."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.settings_actions import change_setting
from cases import dictionary
from cases.assessing import determination as d
from cases.assessing import office_rules
from cases.assessing.determination import Findings, Result, Weight

# Step 2 of determination.md, word by word.
RULE = (Path(__file__).parent / "determination_rule.txt").read_text().splitlines()
PHRASES = {
    "interview not completed": "not completed",
    "any dimension positive": "any_positive",
    "all six dimensions negative": "all_negative",
}
SIX = tuple(d.DIMENSIONS)
ADULT = {one.key: one.adult for one in d.indicators()}
CHILD = {one.key: one.child for one in d.indicators()}


def as_written(**facts):
    """What the text of the rule says, read line by line."""
    for line in RULE:
        condition, outcome = re.fullmatch(r"(?:if|elif|else) ?(.*?):\s+(\w+)", line).groups()
        for phrase, name in PHRASES.items():
            condition = condition.replace(phrase, name)
        if not condition or eval(condition, {}, facts):  # noqa: S307  # the text of our own rule
            return outcome
    raise AssertionError("the rule has no last line")


def squares():
    """Every combination of what the rule asks about, as findings."""
    acts, means = [frozenset(), frozenset({"recruitment"})], [frozenset(), frozenset({"force"})]
    types = [set(), {"not_yet_exploited"}, {"sexual"}, {"sexual", "not_yet_exploited"}]
    for completed, child, act, mean, done in itertools.product(
        (False, True), (False, True), acts, means, types
    ):
        for outcomes in itertools.product(Result, repeat=len(SIX)):
            yield Findings(
                completed, child, act, mean, dict(zip(SIX, outcomes, strict=True)), frozenset(done)
            )


def test_the_truth_table_square_by_square():
    count = 0
    for found in squares():
        positive = {key for key in SIX if found.dimensions[key] == "positive"}
        expected = as_written(
            completed=found.interview_completed,
            child=found.child,
            act=bool(found.act),
            means=bool(found.means or positive - {"D4"}),
            purpose="D4" in positive or bool(found.exploitation - {"not_yet_exploited"}),
            intended=found.exploitation == {"not_yet_exploited"},
            any_positive=bool(positive),
            all_negative=all(found.dimensions[key] == "negative" for key in SIX),
        )
        assert d.suggest(found).code == expected, found
        count += 1
    assert count == 2**4 * 4 * 3**6


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "positive"),
    [
        (2, 0, 0, True), (1, 1, 0, True), (1, 0, 1, True), (0, 3, 0, True), (0, 2, 1, True),
        (1, 0, 0, False), (0, 2, 0, False), (0, 1, 9, False), (0, 0, 9, False), (0, 0, 0, False),
    ],
)  # fmt: skip
def test_a_dimension_by_weight(strong, medium, weak, positive):
    named = [f"i{number}" for number in range(strong + medium + weak)]
    given_weights = [Weight.STRONG] * strong + [Weight.MEDIUM] * medium + [Weight.WEAK] * weak
    weights = {f"D1.{code}": weight for code, weight in zip(named, given_weights, strict=True)}
    assert d.dimension_result("D1", named, True, weights) == ("positive" if positive else "negative")
    assert d.dimension_result("D1", named, False, weights) == ("positive" if positive else "insufficient")


def test_the_list_is_the_published_one():
    counts = {key: sum(one.dimension == key for one in d.indicators()) for key in SIX}
    assert counts == {"D1": 10, "D2": 10, "D3": 16, "D4": 9, "D5": 15, "D6": 7}
    for one in d.indicators():
        assert one.code in dictionary.codes(d.DIMENSIONS[one.dimension])
    assert [one.key for one in d.indicators() if one.child is Weight.NOT_COUNTED] == [
        "D3.false_law",
        "D4.no_protection",
    ]


def test_the_profile_decides_what_an_indicator_says():
    ticked = {"D1": ["education", "wages"], "D5": ["threat_violence", "tasks"]}
    assert d.results(ticked, (), ADULT)["D1"] == "insufficient"
    assert d.results(ticked, (), CHILD)["D1"] == "positive"
    assert d.results(ticked, (), ADULT)["D5"] == "insufficient"
    assert d.results(ticked, (), CHILD)["D5"] == "positive"


@pytest.mark.parametrize(
    ("majority", "dispute", "child"),
    [
        ("minor", "", True),
        ("adult", "", False),
        ("unknown", "", False),
        ("adult", "presumed_child", True),
        ("unknown", "assessment_pending", True),
        ("adult", "assessed_child", True),
        ("adult", "assessed_adult", False),
        ("minor", "assessed_adult", True),
    ],
)
def test_who_counts_as_a_child(majority, dispute, child):
    assert d.is_child(majority, dispute) is child


SETS = {
    name: st.frozensets(st.sampled_from(dictionary.codes(code_list)), max_size=3)
    for name, code_list in (
        ("act", "act_element"),
        ("means", "means_element"),
        ("exploitation", "exploitation_type"),
    )
}
FINDINGS = st.builds(
    Findings,
    interview_completed=st.booleans(),
    child=st.booleans(),
    dimensions=st.fixed_dictionaries({key: st.sampled_from(Result) for key in SIX}),
    **SETS,
)
TICKED = st.fixed_dictionaries(
    {key: st.frozensets(st.sampled_from(dictionary.codes(d.DIMENSIONS[key]))) for key in SIX}
)
# How much of trafficking a suggestion says. A child without means is more, not less, than exploited.
RANK = {"not_victim": 0, "possible": 1, "exploited_not_trafficked": 1, "victim": 2}


def changed(found, **values):
    return Findings(**{**found.__dict__, **values})


@given(FINDINGS)
def test_a_child_never_needs_means(found):
    child = changed(found, child=True)
    without = changed(
        child,
        means=frozenset(),
        dimensions={
            key: value if key == "D4" else Result.INSUFFICIENT for key, value in found.dimensions.items()
        },
    )
    assert (d.suggest(child).code == "victim") == (d.suggest(without).code == "victim")
    assert d.suggest(child).code != "exploited_not_trafficked"


@given(FINDINGS)
def test_without_a_completed_interview_nothing_is_suggested(found):
    open_ = d.suggest(changed(found, interview_completed=False))
    assert (open_.code, [reason.name for reason in open_.reasons]) == ("pending", ["interview_open"])
    assert d.suggest(changed(found, interview_completed=True)).code != "pending"


@given(FINDINGS, st.sampled_from(dictionary.codes("means_element")))
def test_more_means_never_say_less(found, more):
    done = changed(found, interview_completed=True)
    assert RANK[d.suggest(changed(done, means=done.means | {more})).code] >= RANK[d.suggest(done).code]


@given(FINDINGS, st.sampled_from(dictionary.codes("act_element")))
def test_more_acts_never_say_less(found, more):
    done = changed(found, interview_completed=True)
    assert RANK[d.suggest(changed(done, act=done.act | {more})).code] >= RANK[d.suggest(done).code]


@given(TICKED, st.sampled_from(d.indicators()), st.sampled_from([ADULT, CHILD]), st.booleans())
def test_one_indicator_more_never_makes_a_dimension_less(ticked, more, weights, asked):
    order = [Result.INSUFFICIENT, Result.NEGATIVE, Result.POSITIVE]
    before = d.dimension_result(more.dimension, ticked[more.dimension], asked, weights)
    after = d.dimension_result(more.dimension, ticked[more.dimension] | {more.code}, asked, weights)
    assert order.index(after) >= order.index(before)


@given(FINDINGS)
def test_not_established_takes_all_six_asked_and_negative(found):
    if d.suggest(found).code == "not_victim":
        assert set(found.dimensions.values()) == {Result.NEGATIVE}
        assert not found.exploitation - {"not_yet_exploited"}


@given(FINDINGS)
def test_every_suggestion_has_its_reasons(found):
    suggestion = d.suggest(found)
    assert suggestion.reasons
    assert all(code for reason in suggestion.reasons for _list, code in reason.named)


def test_consent_of_the_person_is_asked_nowhere():
    """Consent is irrelevant once a means was used: no finding has room for it."""
    assert {"consent", "agreed", "knew_risk", "left_freely"}.isdisjoint(Findings.__dataclass_fields__)


def test_an_office_sets_its_own_weights(people):
    harbour = people.amina.memberships_now()[0].office
    assert office_rules.weights_at(harbour, child=False) == ADULT
    assert office_rules.weights_at(harbour, child=True) == CHILD
    change_setting(
        actor=people.kofi,
        office=harbour,
        key="cases.weight_adult_d1_job",
        value="weak",
        reason="national list",
    )
    assert office_rules.weights_at(harbour, child=False) == {**ADULT, "D1.job": "weak"}
    assert office_rules.weights_at(harbour, child=True) == CHILD
