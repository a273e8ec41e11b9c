"""Which answers point to an indicator (domain/determination.md, table indicator_hints) [INF].

A hint is shown beside its indicator with the answers it comes from. It ticks nothing: whether the answer
means what the indicator says is for the person who assesses.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases import dictionary
from cases.models.scoped import EMPTY

Answers = Mapping[str, Any]
# Section -> its rows, each as answers by key; one row where the section does not repeat.
Record = Mapping[str, Sequence[Answers]]
# (field, code) pairs; the code is empty where a number or an amount speaks, not a code.
Evidence = tuple[tuple[str, str], ...]
Rule = Callable[[Record], Evidence]


@dataclass(frozen=True)
class Limits:
    """Where long hours and a broken promise of wages begin [INF]."""

    weekly_hours: Decimal = Decimal(60)
    wage_factor: Decimal = Decimal(2)


@dataclass(frozen=True)
class Hint:
    """The indicator (or element) pointed to, and the answers that do."""

    key: str
    evidence: Evidence


# What a promise would have looked like if it had been kept: codes of labour_type, labour_sector and
# exploitation_type. Activities that are no work at all agree with no work done.
KEPT_PROMISE: Mapping[str, frozenset[str]] = {
    "childcare": frozenset({"domestic_work", "T", "Q", "domestic_servitude"}),
    "domestic_work": frozenset({"domestic_work", "T", "domestic_servitude"}),
    "care_work": frozenset({"domestic_work", "T", "Q", "domestic_servitude"}),
    "agriculture": frozenset({"agriculture", "A"}),
    "fishing": frozenset({"aquafarming", "A"}),
    "construction": frozenset({"construction", "F"}),
    "factory": frozenset({"manufacturing", "C"}),
    "hospitality": frozenset({"hospitality", "I"}),
    "entertainment": frozenset({"R"}),
    "beauty": frozenset({"S"}),
    "trade": frozenset({"peddling", "G"}),
    "transport": frozenset({"transportation", "H"}),
    "online_office": frozenset({"J", "K", "L", "M", "N"}),
    "sex_work": frozenset({"sexual"}),
    "study": frozenset({"P"}),
    "tourism": frozenset(),
    "marriage": frozenset({"forced_marriage", "child_marriage", "servile_marriage"}),
    "sport": frozenset({"R"}),
}
# Types and codes that do not say what was done.
SAYS_NOTHING = frozenset(
    {"forced_labour", "child_labour", "not_yet_exploited", "slavery", "other", "not_specified"}
)


def hints(record: Record, limits: Limits | None = None) -> list[Hint]:
    """The hints of a record, in the order of the table; an indicator named by several rows comes once."""
    found: dict[str, Evidence] = {}
    for key, rule in _rules(limits or Limits()):
        if evidence := rule(record):
            found[key] = tuple(dict.fromkeys(found.get(key, ()) + evidence))
    return [Hint(key, evidence) for key, evidence in found.items()]


def act_hints(record: Record) -> list[Hint]:
    """Which acts the sections speak of, by the section that does (determination.md, step 2)."""
    said = {
        section: any(value not in EMPTY for row in record.get(section, ()) for value in row.values())
        for section in ("recruitment", "transit", "exploitation")
    }
    acts = {
        "recruitment": ("recruitment",),
        "transit": ("transportation",),
        "exploitation": ("harbouring", "receipt"),
    }
    return [Hint(act, ((section, ""),)) for section, keys in acts.items() if said[section] for act in keys]


def _rules(limits: Limits) -> Iterator[tuple[str, Rule]]:
    yield "D5.debt_bondage", _any("means_of_control", "debt_bondage")
    yield "D5.documents", _any("means_of_control", "withholds_documents")
    yield "D5.documents", _any("doc_status", "withheld_by_exploiter")
    yield "D5.isolation", _any("means_of_control", "restricts_movement")
    yield "D5.isolation", _any("freedom_of_movement", "confined")
    yield "D5.violence", _any("means_of_control", "physical_abuse", "sexual_abuse")
    yield "D5.threat_violence", _any("means_of_control", "threats")
    yield "D5.violence_family", _any("means_of_control", "threat_family")
    yield "D5.threat_denounce", _any("means_of_control", "threat_law_enforcement")
    yield "D5.wages_withheld", _any("means_of_control", "takes_earnings")
    yield "D5.wages_withheld", _any("wage_status", "none")
    yield "D1.job", _any("means_of_control", "false_promises")
    yield "D4.hours", _any("means_of_control", "excessive_hours")
    yield "D4.hours", lambda record: _long_hours(record, limits.weekly_hours)
    yield "D4.low_wage", _any("wage_status", "underpaid", "none")
    yield "D4.wage_manipulation", _any("wage_status", "deductions", "paid_to_third")
    yield "D4.bad_living", _any("living_conditions", "overcrowded", "unsanitary", "locked")
    yield "D1.job", _other_activity
    yield "D1.wages", lambda record: _lower_wages(record, limits.wage_factor)
    yield "D2.abduction_sale", _any("entry_mode", "kidnapped", "sold", "adoption", "marriage")
    yield "D2.debt_bondage", _debt_to_recruiter
    yield "D3.economic", _any("departure_reasons", "poverty", "lack_opportunity", "debt")
    yield "D3.dependency", _any("recruiter_relation", "intimate_partner")
    yield "D5.illicit", _any("exp_types", "forced_criminality")
    # The record knows the status of today; whether it was so then is what the assessor asks.
    yield "D6.authorities", _any("immigration_status", "irregular")


def _any(key: str, *codes: str) -> Rule:
    """One of the codes is an answer to `key` in any row of its section."""
    return lambda record: tuple((key, code) for code in codes if code in _codes(record, key))


def _codes(record: Record, key: str) -> frozenset[Any]:
    """All codes given to `key`, over the rows of its section."""
    given = [row.get(key) for row in record.get(dictionary.fields()[key].section, ())]
    several = [value if isinstance(value, list | tuple | set) else [value] for value in given]
    return frozenset(code for values in several for code in values)


def _long_hours(record: Record, weekly: Decimal) -> Evidence:
    for row in record.get("exploitation", ()):
        hours, days = row.get("hours_per_day"), row.get("days_per_week")
        if hours and days and Decimal(hours) * days > weekly:
            return (("hours_per_day", ""), ("days_per_week", ""))
    return ()


def _other_activity(record: Record) -> Evidence:
    """Promised one thing, done another. Nothing is said where what was done is not known."""
    keys = ("labour_types", "labour_sector", "exp_types")
    done = frozenset().union(*(_codes(record, key) for key in keys)) - SAYS_NOTHING - {None, ""}
    promised = _codes(record, "promised_activity") & KEPT_PROMISE.keys()
    broken = sorted(code for code in promised if done and not KEPT_PROMISE[code] & done)
    return tuple(("promised_activity", code) for code in broken)


def _lower_wages(record: Record, factor: Decimal) -> Evidence:
    """Amounts are compared in one currency only: no rate of exchange is kept here."""
    for promise in filter(None, (row.get("promised_wage") for row in record.get("recruitment", ()))):
        for received in (row.get("wage_received") for row in record.get("exploitation", ())):
            if received is None or received.currency != promise.currency:
                continue
            if promise.amount > factor * received.amount:
                return (("promised_wage", ""), ("wage_received", ""))
    return ()


def _debt_to_recruiter(record: Record) -> Evidence:
    for row in record.get("recruitment", ()):
        debt = row.get("debt_created")
        if debt is not None and debt.amount > 0 and "recruiter" in (row.get("travel_paid_by") or ()):
            return (("debt_created", ""), ("travel_paid_by", "recruiter"))
    return ()
