"""From indicators to a level of risk, with the reasons for it (domain/risk.md).

Pure functions over answers. Floors follow from what the record says, points from what was assessed, and
the country's generic level adds to them. An assessor may raise the computed level; a lower one takes a
supervisor and a reason, and nobody goes below the floor. There is no level "no risk".
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache

from cases import dictionary


class Level(IntEnum):
    """Code list risk_level; `name` in lower case is the code."""

    STANDARD = 1
    ELEVATED = 2
    HIGH = 3
    EXTREME = 4

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "Level":
        return cls[code.upper()]


class Kind(StrEnum):
    """The two assessments of a person, as in the code list risk_type."""

    INDIVIDUAL = "individual"
    RETURN = "return"


class Generic(StrEnum):
    """The level of a country [S4]."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


COOPERATED = frozenset({"informal", "statement", "testified", "withdrawn"})
INTENDS = "intends"
STILL_IN = "still_in"
GENERIC_INDICATORS = "generic_risk_indicator"
# Code list of the areas of a house (risk.md 6).
AREAS = "security_area"
# G5 and G7 are reversed: 0 is a strong police and a committed government, 3 is none.
REVERSED = frozenset({"police_capacity", "government_commitment"})
HIGHEST_RATING = 3
# Indicators that together make the level extreme [INF].
TRIGGERS: tuple[tuple[str, ...], ...] = (
    ("explicit_threat", "knows_location"),
    ("trafficker_aware", "knows_location"),
    ("child", "ongoing_contact", "family_involved"),
)


@dataclass(frozen=True)
class Points:
    """A row of the table risk_points: what an indicator counts, and in which assessments."""

    code: str
    points: int
    kinds: frozenset[Kind]


@cache
def points_table() -> Mapping[str, Points]:
    """The table as specified; an office may set other points."""
    return {
        row["code"]: Points(
            row["code"], int(row["points"]), frozenset(kind for kind in Kind if row[kind.value] == "yes")
        )
        for row in dictionary.rows("tables/risk_points.csv")
    }


def _specified_points() -> dict[str, int]:
    return {code: row.points for code, row in points_table().items()}


@dataclass(frozen=True)
class Rules:
    """The numbers of risk.md as an office has set them: points, thresholds and what a country adds [INF]."""

    points: Mapping[str, int] = field(default_factory=_specified_points)
    from_score: Mapping[Level, int] = field(
        default_factory=lambda: {Level.ELEVATED: 4, Level.HIGH: 9, Level.EXTREME: 15}
    )
    modifier: Mapping[Generic, int] = field(
        default_factory=lambda: {Generic.LOW: 0, Generic.MEDIUM: 1, Generic.HIGH: 3}
    )
    generic_from: Mapping[Generic, int] = field(default_factory=lambda: {Generic.MEDIUM: 7, Generic.HIGH: 14})


@dataclass(frozen=True)
class Told:
    """What the record itself says, beside the indicators: it cannot be left out of an assessment."""

    exit_mode: frozenset[str] = frozenset()
    le_cooperation: str = ""
    le_trafficker_aware: str = ""
    child: bool = False


@dataclass(frozen=True)
class Reason:
    """A reason by its name (cases/assessing/words.py has the sentence), with codes of risk_indicator and a number."""

    name: str
    indicators: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Floor:
    """A row of the table risk_floors, or one of the two [INF] ones below it."""

    id: str
    level: Level
    immediate: bool = False


@dataclass(frozen=True)
class Assessed:
    """The outcome: `indicators` are those that counted, `computed` is the highest of floor, score and trigger."""

    indicators: frozenset[str]
    score: int
    floor: Level
    computed: Level
    immediate: bool
    reasons: tuple[Reason, ...]


def indicators_told(told: Told) -> frozenset[str]:
    """The indicators that follow from the record (I0 to I3, I17).

    Where somebody intends to cooperate and it is not known that the trafficker is unaware, awareness counts
    as known [INF].
    """
    found = set()
    if STILL_IN not in told.exit_mode:
        found.add("escaped")
    if told.le_cooperation in COOPERATED:
        found.add("cooperated")
    if told.le_cooperation == INTENDS:
        found.add("intends_cooperate")
    if told.child:
        found.add("child")
    if told.le_trafficker_aware == "yes" and found & {"cooperated", "intends_cooperate"}:
        found.add("trafficker_aware")
    return frozenset(found)


def counted(kind: Kind, ticked: Collection[str], told: Told) -> frozenset[str]:
    """The indicators that count: those ticked and those the record tells, as far as this assessment asks them."""
    found = indicators_told(told) | set(ticked)
    if STILL_IN in told.exit_mode:
        found -= {"escaped"}
    if "intends_cooperate" in found and told.le_trafficker_aware != "no":
        found |= {"trafficker_aware"}
    table = points_table()
    return frozenset(code for code in found if code in table and kind in table[code].kinds)


def floors(indicators: Collection[str], told: Told) -> list[Floor]:
    """The floors that apply; A1 always does."""
    found = [Floor("A1", Level.STANDARD)]
    if "cooperated" in indicators:
        found.append(Floor("A2", Level.ELEVATED))
    if "trafficker_aware" in indicators and {"cooperated", "intends_cooperate"} & set(indicators):
        found.append(Floor("A3", Level.HIGH, immediate=True))
    if STILL_IN in told.exit_mode:
        found.append(Floor("still_in", Level.HIGH))
    if "ongoing_contact" in indicators:
        found.append(Floor("in_contact", Level.HIGH))
    return found


def assess(
    *, kind: Kind, ticked: Collection[str], told: Told, generic: Generic | None, rules: Rules | None = None
) -> Assessed:
    """Score, floor, trigger and what follows. Without a generic assessment of the country nothing is added,
    and a reason says so."""
    rules = rules or Rules()
    indicators = counted(kind, ticked, told)
    found_floors = floors(indicators, told)
    floor = max(one.level for one in found_floors)
    score = sum(rules.points.get(code, 0) for code in indicators)
    score += rules.modifier[generic] if generic else 0
    by_score = level_of(score, rules)
    triggers = [trigger for trigger in TRIGGERS if set(trigger) <= indicators]
    alarms = _immediate(indicators, found_floors)
    reasons = (
        *(Reason(f"floor_{one.id.lower()}") for one in found_floors),
        *_unknown_awareness(indicators, told),
        *_points_reasons(indicators, rules),
        _generic_reason(generic, rules),
        Reason("score", number=score),
        *(Reason("trigger", trigger) for trigger in triggers),
        *alarms,
    )
    return Assessed(
        indicators=indicators,
        score=score,
        floor=floor,
        computed=max(floor, by_score, Level.EXTREME if triggers else Level.STANDARD),
        immediate=bool(alarms),
        reasons=reasons,
    )


def level_of(score: int, rules: Rules) -> Level:
    """The highest level whose threshold the score reaches."""
    reached = [level for level, least in rules.from_score.items() if score >= least]
    return max(reached, default=Level.STANDARD)


def _immediate(indicators: Collection[str], found_floors: Iterable[Floor]) -> tuple[Reason, ...]:
    found = []
    if any(floor.immediate for floor in found_floors):
        found.append(Reason("immediate_a3"))
    if {"explicit_threat", "knows_location"} <= set(indicators):
        found.append(Reason("immediate_threat"))
    if "self_harm" in indicators:
        found.append(Reason("immediate_self_harm"))
    return tuple(found)


def _unknown_awareness(indicators: Collection[str], told: Told) -> tuple[Reason, ...]:
    unknown = "trafficker_aware" in indicators and told.le_trafficker_aware != "yes"
    return (Reason("awareness_unknown"),) if unknown and "intends_cooperate" in indicators else ()


def _points_reasons(indicators: Collection[str], rules: Rules) -> tuple[Reason, ...]:
    ordered = (code for code in dictionary.codes("risk_indicator") if code in indicators)
    return tuple(Reason("points", (code,), rules.points.get(code, 0)) for code in ordered)


def _generic_reason(generic: Generic | None, rules: Rules) -> Reason:
    if generic is None:
        return Reason("generic_missing")
    return Reason(f"generic_{generic.value}", number=rules.modifier[generic])


def generic_level(scores: Mapping[str, int], rules: Rules | None = None) -> Generic:
    """The level of a country from its seven indicators, each 0 to 3 (sum 0 to 21).

    Raises ValueError when one is missing or out of range.
    """
    rules = rules or Rules()
    wanted = dictionary.codes(GENERIC_INDICATORS)
    if set(scores) != set(wanted) or not all(0 <= scores[code] <= HIGHEST_RATING for code in wanted):
        raise ValueError("each of the seven indicators takes a number from 0 to 3")
    total = sum(scores.values())
    order = list(Generic)
    reached = [level for level, least in rules.generic_from.items() if total >= least]
    return max(reached, default=Generic.LOW, key=order.index)


def retrafficking_flags(indicators: Collection[str], monitoring: Mapping[str, str]) -> tuple[str, ...]:
    """Flags of risk.md 7 at return and monitoring; two or more call for a review of the plan within 7 days."""
    found = [
        code
        for code in ("debt_outstanding", "family_involved", "previously_trafficked")
        if code in indicators
    ]
    found += [
        key for key in ("monitor_income", "monitor_housing") if monitoring.get(key) in ("poor", "critical")
    ]
    found += [key for key in ("monitor_retrafficking_signs",) if monitoring.get(key) == "yes"]
    return tuple(found)
