"""Level of risk: the tables of risk.md, its worked examples, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.settings_actions import change_setting
from cases import dictionary
from cases.assessing import office_rules, risk, risk_levels
from cases.assessing.risk import Generic, Kind, Level, Told

OUT = Told(exit_mode=frozenset({"own_escape"}))
CODES = dictionary.codes("risk_indicator")


def level(ticked=(), told=OUT, generic=Generic.LOW, kind=Kind.INDIVIDUAL):
    return risk.assess(kind=kind, ticked=ticked, told=told, generic=generic)


@pytest.mark.parametrize(
    ("ticked", "told", "generic", "score", "expected", "immediate"),
    [
        ((), OUT, Generic.LOW, 0, Level.STANDARD, False),
        ((), Told(le_cooperation="statement"), Generic.MEDIUM, 3, Level.ELEVATED, False),
        ((), Told(le_cooperation="intends", le_trafficker_aware="yes"), Generic.LOW, 4, Level.HIGH, True),
        (
            ("knows_location",),
            Told(le_cooperation="intends", le_trafficker_aware="yes"),
            Generic.LOW,
            8,
            Level.EXTREME,
            True,
        ),
        (
            ("threat_to_family", "trafficker_at_large"),
            Told(child=True),
            Generic.HIGH,
            11,
            Level.HIGH,
            False,
        ),
    ],
    ids="abcde",
)
def test_the_worked_examples(ticked, told, generic, score, expected, immediate):
    found = level(ticked, told, generic)
    assert (found.score, found.computed, found.immediate) == (score, expected, immediate)


def test_the_points_are_those_of_the_list():
    assert tuple(risk.points_table()) == CODES
    rules = risk.Rules()
    for code, row in risk.points_table().items():
        for kind in Kind:
            counts = risk.assess(kind=kind, ticked={code}, told=OUT, generic=None)
            base = risk.assess(kind=kind, ticked=(), told=OUT, generic=None).score
            # Intending to cooperate brings awareness with it while it is not known.
            extra = rules.points["trafficker_aware"] if code == "intends_cooperate" else 0
            assert counts.score - base == (row.points + extra if kind in row.kinds else 0), code


def test_only_return_asks_about_the_area_and_only_the_present_about_the_place():
    assert "from_same_area" not in level({"from_same_area"}).indicators
    assert "knows_location" not in level({"knows_location"}, kind=Kind.RETURN).indicators


@pytest.mark.parametrize(
    ("told", "ticked", "ids"),
    [
        (OUT, (), {"A1"}),
        (Told(le_cooperation="informal"), (), {"A1", "A2"}),
        (Told(le_cooperation="withdrawn"), (), {"A1", "A2"}),
        (Told(le_cooperation="testified", le_trafficker_aware="yes"), (), {"A1", "A2", "A3"}),
        (Told(le_cooperation="statement", le_trafficker_aware="unknown"), (), {"A1", "A2"}),
        (Told(le_cooperation="intends", le_trafficker_aware="unknown"), (), {"A1", "A3"}),
        (Told(le_cooperation="intends"), (), {"A1", "A3"}),
        (Told(le_cooperation="intends", le_trafficker_aware="no"), (), {"A1"}),
        (Told(le_cooperation="not_willing", le_trafficker_aware="yes"), (), {"A1"}),
        (OUT, ("cooperated", "trafficker_aware"), {"A1", "A2", "A3"}),
        (Told(exit_mode=frozenset({"still_in"})), (), {"A1", "still_in"}),
        (OUT, ("ongoing_contact",), {"A1", "in_contact"}),
    ],
)
def test_floors(told, ticked, ids):
    counted = risk.counted(Kind.INDIVIDUAL, ticked, told)
    assert {floor.id for floor in risk.floors(counted, told)} == ids


def test_floors_are_the_tables():
    wanted = {row["id"]: row["floor"] for row in dictionary.rows("tables/risk_floors.csv")}
    told = Told(le_cooperation="testified", le_trafficker_aware="yes")
    found = {floor.id: floor for floor in risk.floors(risk.counted(Kind.INDIVIDUAL, (), told), told)}
    for key, words in wanted.items():
        assert f"level {found[key].level.value} {found[key].level.code}" in words
        assert found[key].immediate == ("immediate" in words)


def test_who_is_still_inside_has_not_escaped():
    inside = Told(exit_mode=frozenset({"still_in"}))
    assert (
        "escaped" not in level((), inside).indicators
        and "escaped" not in level({"escaped"}, inside).indicators
    )
    assert "escaped" in level((), OUT).indicators


@pytest.mark.parametrize("trigger", risk.TRIGGERS)
def test_triggers_to_extreme(trigger):
    assert level(trigger).computed is Level.EXTREME
    for code in trigger:
        assert level(set(trigger) - {code}).computed < Level.EXTREME


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0, 1), (3, 1), (4, 2), (8, 2), (9, 3), (14, 3), (15, 4), (60, 4)],
)
def test_level_of_a_score(score, expected):
    assert risk.level_of(score, risk.Rules()) == expected


@pytest.mark.parametrize(
    ("total", "expected"), [(0, "low"), (6, "low"), (7, "medium"), (13, "medium"), (14, "high"), (21, "high")]
)
def test_level_of_a_country(total, expected):
    codes = dictionary.codes("generic_risk_indicator")
    scores = {code: min(3, max(0, total - 3 * place)) for place, code in enumerate(codes)}
    assert sum(scores.values()) == total
    assert risk.generic_level(scores) == expected


@pytest.mark.parametrize("scores", [{}, dict.fromkeys(dictionary.codes("generic_risk_indicator"), 4)])
def test_a_country_is_assessed_whole(scores):
    with pytest.raises(ValueError, match="seven"):
        risk.generic_level(scores)


def test_effects_are_the_tables():
    for row in dictionary.rows("tables/risk_effects.csv"):
        one = Level.of(row["level"])
        effects = risk_levels.EFFECTS[one]
        number, unit = row["first action"].split()
        assert risk_levels.FIRST_ACTION_HOURS[one] == int(number) * (24 if unit == "days" else 1)
        assert f"{risk_levels.REVIEW_DAYS[one]} days" == row["review at least"]
        assert effects.restricted == ("restricted" in row["access"])
        assert effects.address_hidden == ("address hidden" in row["access"])
        assert effects.return_proposed == ("return not proposed" not in row["travel"])
        assert effects.referral_approval == (one >= Level.HIGH)
        assert effects.referral_flag == (row["referral"] != "normal")
        assert effects.needs_safety_plan == (one >= Level.ELEVATED)
        assert effects.accompaniment == (row["travel"] != "normal rules")


TICKED = st.frozensets(st.sampled_from(CODES))
TOLD = st.builds(
    Told,
    exit_mode=st.frozensets(st.sampled_from(dictionary.codes("exit_mode")), max_size=2),
    le_cooperation=st.sampled_from(("", *dictionary.codes("le_cooperation"))),
    le_trafficker_aware=st.sampled_from(("", *dictionary.codes("yes_no_unknown"))),
    child=st.booleans(),
)
GENERIC = st.sampled_from([None, *Generic])
KINDS = st.sampled_from(list(Kind))


@given(TICKED, TOLD, GENERIC, KINDS)
def test_never_below_its_floor_and_never_no_risk(ticked, told, generic, kind):
    found = level(ticked, told, generic, kind)
    assert found.computed >= found.floor >= Level.STANDARD
    assert found.computed >= risk.level_of(found.score, risk.Rules())


@given(TICKED, TOLD, GENERIC, KINDS, st.sampled_from(CODES))
def test_one_indicator_more_never_lowers(ticked, told, generic, kind, more):
    before, after = level(ticked, told, generic, kind), level(ticked | {more}, told, generic, kind)
    assert after.computed >= before.computed and after.score >= before.score and after.floor >= before.floor
    assert after.immediate >= before.immediate


@given(TICKED, TOLD, KINDS)
def test_a_more_dangerous_country_never_lowers(ticked, told, kind):
    found = [level(ticked, told, generic, kind).computed for generic in (None, *Generic)]
    assert found == sorted(found)


@given(TICKED, TOLD, GENERIC, KINDS)
def test_cooperation_never_makes_safer(ticked, told, generic, kind):
    quiet = Told(told.exit_mode, "not_willing", told.le_trafficker_aware, told.child)
    assert level(ticked, told, generic, kind).computed >= level(ticked, quiet, generic, kind).computed


@given(TICKED, TOLD, KINDS)
def test_every_outcome_has_its_reasons(ticked, told, kind):
    found = level(ticked, told, None, kind)
    names = [reason.name for reason in found.reasons]
    assert "floor_a1" in names and "score" in names and "generic_missing" in names
    assert sum(reason.number for reason in found.reasons if reason.name == "points") == found.score


@given(TICKED, TOLD, GENERIC, st.sampled_from(list(Level)), st.booleans(), st.sampled_from(["", " ", "why"]))
def test_who_may_choose_which_level(ticked, told, generic, final, supervises, reason):
    found = level(ticked, told, generic)
    allowed = final >= found.floor and (final >= found.computed or (supervises and bool(reason.strip())))
    try:
        risk_levels.check_final(final, found, supervises=supervises, reason=reason)
    except risk_levels.LevelNotAllowed:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(
    ("indicators", "monitoring", "count"),
    [
        (("debt_outstanding", "own_fear"), {}, 1),
        ((), {"monitor_income": "poor", "monitor_housing": "critical"}, 2),
        (("family_involved",), {"monitor_retrafficking_signs": "yes", "monitor_income": "fair"}, 2),
        ((), {"monitor_retrafficking_signs": "no"}, 0),
    ],
)
def test_flags_of_being_trafficked_again(indicators, monitoring, count):
    assert len(risk.retrafficking_flags(indicators, monitoring)) == count


def test_the_settings_begin_as_specified(people):
    office = people.amina.memberships_now()[0].office
    assert office_rules.risk_rules_at(office) == risk.Rules()
    for one in Level:
        assert office_rules.review_days(one, office) == risk_levels.REVIEW_DAYS[one]
        assert office_rules.action_hours(one, office) == risk_levels.FIRST_ACTION_HOURS[one]


def test_an_office_sets_its_own_points_and_thresholds(people):
    office = people.amina.memberships_now()[0].office
    for key, new in (
        ("cases.risk_points_own_fear", 4),
        ("cases.risk_high_from", 4),
        ("cases.generic_low_adds", 1),
    ):
        change_setting(actor=people.kofi, office=office, key=key, value=new, reason="agreed")
    rules = office_rules.risk_rules_at(office)
    found = risk.assess(kind=Kind.INDIVIDUAL, ticked={"own_fear"}, told=OUT, generic=Generic.LOW, rules=rules)
    assert (found.score, found.computed) == (5, Level.HIGH)
