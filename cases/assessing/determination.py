"""From the answers to a suggested determination, with the reasons for it (domain/determination.md).

Pure functions over answers. The suggestion is advice: a trained person decides. That somebody agreed to
something is nowhere asked, because it does not count once a means was used, nor ever for a child.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from cases import dictionary
from cases.record.derive import CHILD_DISPUTES

# Dimension -> the field that holds its indicators. D4 carries the purpose, the others carry means.
DIMENSIONS: Mapping[str, str] = {
    "D1": "ilo_deceptive_recruitment",
    "D2": "ilo_coercive_recruitment",
    "D3": "ilo_vulnerability_recruitment",
    "D4": "ilo_exploitation",
    "D5": "ilo_coercion_destination",
    "D6": "ilo_vulnerability_destination",
}
PURPOSE_DIMENSION = "D4"
MEANS_DIMENSIONS = tuple(key for key in DIMENSIONS if key != PURPOSE_DIMENSION)
INTERCEPTED = "not_yet_exploited"


class Weight(StrEnum):
    """How much an indicator says."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    NOT_COUNTED = "not_in_list"


class Result(StrEnum):
    """Code list indicator_result."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Indicator:
    """One row of indicators.csv; `key` is its dimension and code, as in `D5.documents`."""

    dimension: str
    code: str
    adult: Weight
    child: Weight

    @property
    def key(self) -> str:
        return f"{self.dimension}.{self.code}"


# A dimension is positive with at least one of these [ILO09].
POSITIVE_FROM: tuple[Mapping[Weight, int], ...] = (
    {Weight.STRONG: 2},
    {Weight.STRONG: 1, Weight.MEDIUM: 1},
    {Weight.STRONG: 1, Weight.WEAK: 1},
    {Weight.MEDIUM: 3},
    {Weight.MEDIUM: 2, Weight.WEAK: 1},
)
# Weight of every indicator by its key, for one profile.
Weights = Mapping[str, Weight]


@cache
def indicators() -> tuple[Indicator, ...]:
    """The 67 indicators in the order of the list."""
    return tuple(
        Indicator(
            row["dimension"],
            row["code"],
            Weight(row["weight_adult_labour"]),
            Weight(row["weight_child_labour"].replace(" ", "_")),
        )
        for row in dictionary.rows("indicators.csv")
    )


def asked_key(dimension: str) -> str:
    """The field that says the indicators of a dimension were asked about."""
    return f"ilo_{dimension.lower()}_asked"


def is_child(majority_at_entry: str, age_dispute: str) -> bool:
    """A child when it began, or in doubt: then means are not needed (Palermo Protocol, art. 3(c))."""
    return majority_at_entry == "minor" or age_dispute in CHILD_DISPUTES


def dimension_result(dimension: str, ticked: Collection[str], asked: bool, weights: Weights) -> Result:
    """Positive by weight [ILO09]; without enough of it, negative where it was asked about, else open."""
    found = Counter(weights.get(f"{dimension}.{code}", Weight.NOT_COUNTED) for code in set(ticked))
    if any(all(found[weight] >= least for weight, least in rule.items()) for rule in POSITIVE_FROM):
        return Result.POSITIVE
    return Result.NEGATIVE if asked else Result.INSUFFICIENT


def results(
    ticked: Mapping[str, Collection[str]], asked: Collection[str], weights: Weights
) -> dict[str, Result]:
    """The result of each dimension: `ticked` are codes by dimension, `asked` the dimensions asked about."""
    return {key: dimension_result(key, ticked.get(key, ()), key in asked, weights) for key in DIMENSIONS}


@dataclass(frozen=True)
class Findings:
    """What the suggestion rests on. `exploitation` are the types of all episodes together."""

    interview_completed: bool = True
    child: bool = False
    act: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()
    dimensions: Mapping[str, Result] = field(default_factory=dict)
    exploitation: frozenset[str] = frozenset()

    def positive(self, among: Iterable[str] = DIMENSIONS) -> tuple[str, ...]:
        """The dimensions with a positive result."""
        return tuple(key for key in among if self.dimensions.get(key) == Result.POSITIVE)

    @property
    def has_means(self) -> bool:
        return bool(self.means or self.positive(MEANS_DIMENSIONS))

    @property
    def has_purpose(self) -> bool:
        return bool(self.positive((PURPOSE_DIMENSION,)) or self.exploitation - {INTERCEPTED})

    @property
    def is_intended(self) -> bool:
        """Intercepted before anything happened: exploitation was the plan."""
        return self.exploitation == {INTERCEPTED}

    @property
    def all_negative(self) -> bool:
        return all(self.dimensions.get(key) == Result.NEGATIVE for key in DIMENSIONS)


@dataclass(frozen=True)
class Reason:
    """A reason by its name (cases/assessing/words.py has the sentence), and the codes that stand in it.

    `named` holds (code list, code) pairs, so that what is stored is codes and never words.
    """

    name: str
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A code of the list `determination`, and why."""

    code: str
    reasons: tuple[Reason, ...]


def suggest(findings: Findings) -> Suggestion:
    """The suggestion of determination.md, step 2, with what was found first and the rule that decided last."""
    code, rule = _rule(findings)
    if code == "pending":
        return Suggestion(code, (Reason(rule),))
    found = (_act(findings), _means(findings), _purpose(findings))
    return Suggestion(code, (*found, Reason(rule)))


def _rule(found: Findings) -> tuple[str, str]:
    """(suggestion, name of the rule that decided): the rules in their order."""
    means_or_child = found.has_means or found.child
    if not found.interview_completed:
        return "pending", "interview_open"
    if found.act and found.has_purpose and means_or_child:
        return "victim", "all_elements_child" if found.child else "all_elements"
    if found.act and found.is_intended and means_or_child:
        return "possible", "intended"
    if found.has_purpose and not found.has_means and not found.child:
        return "exploited_not_trafficked", "no_means"
    if found.positive() or (found.has_purpose and not found.act):
        return "possible", "elements_missing"
    if found.all_negative:
        return "not_victim", "all_negative"
    return "possible", "not_enough_asked"


def _act(found: Findings) -> Reason:
    return Reason("act_found", _coded("act_element", found.act)) if found.act else Reason("act_missing")


def _means(found: Findings) -> Reason:
    if found.has_means:
        dimensions = tuple(("dimension", key) for key in found.positive(MEANS_DIMENSIONS))
        return Reason("means_found", _coded("means_element", found.means) + dimensions)
    return Reason("means_not_needed" if found.child else "means_missing")


def _purpose(found: Findings) -> Reason:
    if found.has_purpose:
        dimension = tuple(("dimension", key) for key in found.positive((PURPOSE_DIMENSION,)))
        done = _coded("exploitation_type", found.exploitation - {INTERCEPTED})
        return Reason("purpose_found", done + dimension)
    return Reason("purpose_intended" if found.is_intended else "purpose_missing")


def _coded(code_list: str, codes: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The codes in the order of their list, each with the list it is from."""
    return tuple((code_list, code) for code in dictionary.codes(code_list) if code in codes)
