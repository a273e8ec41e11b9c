"""Odd answers in what is found, decided and done for a person: interviews, law, health, needs, risk, children, help."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_PREGNANCY = 45


class Answers(Protocol):
    """The answers of one row by key."""

    def __getitem__(self, key: str, /) -> Any: ...


Odd = list[tuple[str, str | Promise]]


class Days(NamedTuple):
    """By which days answers are odd: that of the registration, and the day it is at the case's office."""

    registered: date
    today: date


OddIn = Callable[[Answers, Days], Odd]


def none_beside(values: Answers, key: str) -> Odd:
    """The code for none, ticked beside other codes."""
    given = values[key] or []
    return [(key, _("None stands beside other answers"))] if "none" in given and len(given) > 1 else []


def _odd_interview(values: Answers, days: Days) -> Odd:
    found: Odd = []
    if values["interview_date"] and values["interview_date"] > days.today:
        found.append(("interview_date", _("Lies in the future")))
    if values["interpreter_oath"] is False:
        found.append(("interpreter_oath", _("The interpreter has not signed: ask before the next interview")))
    if values["interpreter_name"] and values["interpreter_used"] is False:
        found.append(("interpreter_used", _("An interpreter is named")))
    if {"officer"} & set(values["people_present"] or []):
        found.append(("people_present", _("Consent given before an officer counts as weak: ask again")))
    return found + none_beside(values, "people_present")


def _odd_law_enforcement(values: Answers, _days: Days) -> Odd:
    if values["le_statement_date"] and values["le_cooperation"] in ("not_asked", "not_willing", "intends"):
        return [("le_cooperation", _("A statement has a date"))]
    return []


def _odd_legal_status(values: Answers, days: Days) -> Odd:
    start, end = values["reflection_start"], values["reflection_end"]
    found: Odd = []
    if start and end and end < start:
        found.append(("reflection_end", _("Lies before the start")))
    if values["permit_until"] and values["permit_until"] < days.today:
        found.append(("permit_until", _("Has passed")))
    return found


def _odd_determination(values: Answers, _days: Days) -> Odd:
    asked = (
        ("ilo_deceptive_recruitment", "ilo_d1_asked"),
        ("ilo_coercive_recruitment", "ilo_d2_asked"),
        ("ilo_vulnerability_recruitment", "ilo_d3_asked"),
        ("ilo_exploitation", "ilo_d4_asked"),
        ("ilo_coercion_destination", "ilo_d5_asked"),
        ("ilo_vulnerability_destination", "ilo_d6_asked"),
    )
    return [
        (key, _("Indicators are ticked")) for ticked, key in asked if values[ticked] and values[key] is False
    ]


def _odd_health(values: Answers, _days: Days) -> Odd:
    found: Odd = []
    weeks = values["pregnancy_weeks"]
    if weeks is not None and not 0 <= weeks <= LONGEST_PREGNANCY:
        found.append(("pregnancy_weeks", _("Is outside what is possible")))
    for key in ("urgent_medical", "suicide_risk"):
        if values[key] == "yes":
            found.append((key, _("Needs somebody today")))
    for key in ("physical_symptoms", "mental_symptoms", "disabilities"):
        found += none_beside(values, key)
    return found


def _odd_needs(values: Answers, _days: Days) -> Odd:
    priorities = values["need_priority"] or {}
    found: Odd = []
    if any(need not in priorities for need in values["needs"] or []):
        found.append(("need_priority", _("A need has no priority")))
    if any(need not in (values["needs"] or []) for need in priorities):
        found.append(("need_priority", _("A priority stands beside a need that is not ticked")))
    if (
        values["needs_next_review"]
        and values["needs_date"]
        and values["needs_next_review"] < values["needs_date"]
    ):
        found.append(("needs_next_review", _("Lies before the assessment")))
    return found


def _odd_risk(values: Answers, days: Days) -> Odd:
    if values["risk_date"] and values["risk_date"] > days.today:
        return [("risk_date", _("Lies in the future"))]
    return []


def _odd_child(values: Answers, _days: Days) -> Odd:
    found: Odd = []
    if values["guardian_type"] == "none_yet" and values["guardian_name"]:
        found.append(("guardian_type", _("A guardian is named")))
    if values["guardian_conflict"] == "yes":
        found.append(
            ("guardian_conflict", _("Cannot consent for the child: ask the authority for another guardian"))
        )
    started, done = values["tracing_started"], values["reunification_date"]
    if started and done and done < started:
        found.append(("reunification_date", _("Lies before the start of tracing")))
    return found


def _odd_assistance(values: Answers, _days: Days) -> Odd:
    start, end = values["assist_start"], values["assist_end"]
    found: Odd = []
    if start and end and end < start:
        found.append(("assist_end", _("Lies before the start")))
    if end and values["assist_status"] in ("planned", "offered"):
        found.append(("assist_status", _("An end has a date")))
    return found


OF_WORK: dict[str, OddIn] = {
    "interview": _odd_interview,
    "law_enforcement": _odd_law_enforcement,
    "legal_status": _odd_legal_status,
    "determination": _odd_determination,
    "health": _odd_health,
    "needs": _odd_needs,
    "risk": _odd_risk,
    "child": _odd_child,
    "assistance": _odd_assistance,
}
