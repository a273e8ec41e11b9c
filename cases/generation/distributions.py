"""Draws the coded facts of an invented case so that their distributions follow `calibration.json`.

The calibration holds counts of registered persons by one or two variables (design: shared data,
derived from the k-anonymised global data set of CTDC of 2020 and the North America data of 2025).
Variables are drawn one after the other: citizenship, then gender given citizenship, then type of
exploitation given both, then age and year given gender and exploitation. Where two conditions meet,
their conditional distributions are multiplied and divided by the marginal, which keeps each of the
two close to its crosstab without needing the joint counts, which nobody may redistribute.
"""

import json
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

MISSING = "missing"
GLOBAL = "ctdc_2020_k_anonymised_derived"
RATES = "north_america_2025_synthetic_derived"
COUNTRY = "country_of_exploitation_2020(from repo, top 27)"

# The data set's words for a type of exploitation, as codes of domain/codelists.csv exploitation_type.
TYPES = {
    "Sexual": (("sexual",),),
    "Labor": (("forced_labour",), ("domestic_servitude",), ("forced_begging",)),
    "Other": (("other",), ("forced_criminality",), ("organ_removal",), ("forced_begging", "other")),
    "Slavery/Similar": (("slavery",),),
    "Forced Marriage": (("forced_marriage",),),
    "Multiple": (("sexual", "forced_labour"),),
}
TYPE_WEIGHTS = {"Labor": (68, 24, 8), "Other": (70, 20, 2, 8)}
# The merged means of CTDC 2024 and the codes of means_of_control that fall under each.
MEANS = {
    "Means Debt Bondage Earnings": ("debt_bondage", "takes_earnings"),
    "Means Threats": ("threats", "threat_family", "threat_law_enforcement"),
    "Means Abuse": ("psychological_abuse", "physical_abuse", "sexual_abuse"),
    "Means False Promises": ("false_promises",),
    "Means Drugs Alcohol": ("psychoactive_substances",),
    "Means Deny Basic Needs": ("restricts_movement", "withholds_necessities", "restricts_medical"),
    "Means Excessive Work Hours": ("excessive_hours",),
    "Means Withhold Docs": ("withholds_documents",),
}
RECRUITERS = {
    "Family/Relative": ("parent", "relative"),
    "Friend/Acquaintance": ("friend", "acquaintance"),
    "Intimate Partner": ("intimate_partner",),
    "Other": ("labour_broker", "employer", "stranger", "smuggler"),
}
AGES = {
    "0--8": (3, 8),
    "9--17": (9, 17),
    "18--20": (18, 20),
    "21--23": (21, 23),
    "24--26": (24, 26),
    "27--29": (27, 29),
    "30--38": (30, 38),
    "39--47": (39, 47),
    "48+": (48, 67),
}


@dataclass(frozen=True)
class Facts:
    """The coded facts of one invented case; None or empty where the calibration says nothing is known."""

    year: int
    gender: str  # woman | man
    age: int | None
    citizenship: str | None  # ISO 3166-1 alpha-2
    data_source: str  # code of data_source
    exp_types: tuple[str, ...]
    exp_country: str | None
    means: tuple[str, ...]
    recruiter_relation: str | None


class Draw:
    """A discrete distribution: `weights` maps outcomes to counts (any positive unit)."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.outcomes = list(weights)
        self.steps = list(accumulate(weights.values()))

    def __call__(self, random: Random) -> str:
        return self.outcomes[bisect(self.steps, random.random() * self.steps[-1])]


@cache
def calibration() -> dict[str, Any]:
    """The committed aggregate counts: by data set, then by kind (`marginals`, `crosstabs`, rates) and variable."""
    counts: dict[str, Any] = json.loads(Path(__file__).with_name("calibration.json").read_text())
    return counts


def marginal(variable: str) -> dict[str, float]:
    """Counts of one variable of the global data set."""
    counts: dict[str, float] = calibration()[GLOBAL]["marginals"][variable]
    return counts


def crosstab(pair: str, given: str) -> dict[str, float]:
    """Counts of the second variable of `pair` among records with `given` as the first; empty if none."""
    counts: dict[str, float] = calibration()[GLOBAL]["crosstabs"][pair].get(given, {})
    return counts


def transposed(pair: str, given: str) -> dict[str, float]:
    """Counts of the first variable of `pair` among records with `given` as the second."""
    table = calibration()[GLOBAL]["crosstabs"][pair]
    return {first: seconds[given] for first, seconds in table.items() if given in seconds}


def combined(one: dict[str, float], two: dict[str, float], prior: dict[str, float]) -> dict[str, float]:
    """Counts proportional to P(x|one) * P(x|two) / P(x); the first table alone where they exclude each other."""
    weights = {x: one[x] * two.get(x, 0) / prior[x] for x in one if prior.get(x)}
    weights = {x: weight for x, weight in weights.items() if weight > 0}
    return weights or one


def year_shift(last: int) -> int:
    """How many years to add so that the newest calibrated year is `last`."""
    return last - max(int(year) for year in marginal("yearOfRegistration"))


class FactDrawer:
    """Draws Facts; the same `random` state gives the same facts.

    `last_year` is the year that the newest calibrated year becomes.
    """

    def __init__(self, random: Random, last_year: int) -> None:
        self.random = random
        self.shift = year_shift(last_year)
        self.citizenship = Draw(marginal("citizenship"))
        self.exploited_in = Draw(calibration()[COUNTRY])
        self._gender: dict[str, Draw] = {}
        self._type: dict[tuple[str, str], Draw] = {}
        self._age: dict[tuple[str, str], Draw] = {}
        self._year: dict[tuple[str, str], Draw] = {}
        self._source: dict[str, Draw] = {}
        self._recruiter: dict[str, Draw] = {}

    def __call__(self) -> Facts:
        random = self.random
        citizenship = self.citizenship(random)
        gender = self._gender_given(citizenship)(random)
        kind = self._type_given(citizenship, gender)(random)
        age = AGES.get(self._age_given(gender, kind)(random))
        types = self._codes(kind)
        return Facts(
            year=int(self._year_given(gender, kind)(random)) + self.shift,
            gender="woman" if gender == "Female" else "man",
            age=random.randint(*age) if age else None,
            citizenship=None if citizenship == MISSING else citizenship,
            data_source="hotline" if self._source_given(kind)(random) == "Hotline" else "case_management",
            exp_types=types,
            exp_country=self.exploited_in(random) if types else None,
            means=self._means(kind),
            recruiter_relation=self._recruiter_code(kind),
        )

    def _gender_given(self, citizenship: str) -> Draw:
        if citizenship not in self._gender:
            counts = crosstab("citizenship__gender", citizenship) or marginal("gender")
            self._gender[citizenship] = Draw(counts)
        return self._gender[citizenship]

    def _type_given(self, citizenship: str, gender: str) -> Draw:
        key = (citizenship, gender)
        if key not in self._type:
            prior = marginal("ExploitType")
            by_citizenship = crosstab("citizenship__ExploitType", citizenship) or prior
            by_gender = crosstab("gender__ExploitType", gender)
            self._type[key] = Draw(combined(by_citizenship, by_gender, prior))
        return self._type[key]

    def _age_given(self, gender: str, kind: str) -> Draw:
        key = (gender, kind)
        if key not in self._age:
            by_gender = crosstab("gender__ageBroad", gender)
            by_kind = transposed("ageBroad__ExploitType", kind) or marginal("ageBroad")
            self._age[key] = Draw(combined(by_gender, by_kind, marginal("ageBroad")))
        return self._age[key]

    def _year_given(self, gender: str, kind: str) -> Draw:
        key = (gender, kind)
        if key not in self._year:
            by_gender = transposed("yearOfRegistration__gender", gender)
            by_kind = transposed("yearOfRegistration__ExploitType", kind) or marginal("yearOfRegistration")
            self._year[key] = Draw(combined(by_gender, by_kind, marginal("yearOfRegistration")))
        return self._year[key]

    def _source_given(self, kind: str) -> Draw:
        if kind not in self._source:
            self._source[kind] = Draw(transposed("Datasource__ExploitType", kind) or marginal("Datasource"))
        return self._source[kind]

    def _codes(self, kind: str) -> tuple[str, ...]:
        if kind == MISSING:
            return ()
        choices = TYPES[kind]
        return self.random.choices(choices, TYPE_WEIGHTS.get(kind, (1,) * len(choices)))[0]

    def _means(self, kind: str) -> tuple[str, ...]:
        """Each merged means with the rate measured among labour or sexual exploitation; one code of it each."""
        if kind == MISSING or crosstab("ExploitType__control_category", kind).get(MISSING, 0) > self._total(
            kind
        ):
            return ()
        among = "sexual_only" if kind in ("Sexual", "Multiple") else "labour_only"
        rates = calibration()[RATES][f"means_rate_given_{among}"]
        return tuple(
            self.random.choice(codes) for means, codes in MEANS.items() if self.random.random() < rates[means]
        )

    def _total(self, kind: str) -> float:
        return self.random.random() * sum(crosstab("ExploitType__control_category", kind).values())

    def _recruiter_code(self, kind: str) -> str | None:
        if kind not in self._recruiter:
            self._recruiter[kind] = Draw(
                crosstab("ExploitType__RecruiterCategory", kind) or marginal("RecruiterCategory")
            )
        category = self._recruiter[kind](self.random)
        return self.random.choice(RECRUITERS[category]) if category in RECRUITERS else None
