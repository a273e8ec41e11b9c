"""Odd answers are kept, and said: each rule has an answer that breaks it and one that does not."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from cases.record.oddities import ODD
from cases.record.oddities_of_work import Days
from vault.partial import PartialDate

REGISTERED = date(2026, 5, 1)
PAST, TODAY = date(2020, 1, 1), date(2026, 11, 30)
FUTURE = TODAY + timedelta(days=1)
DAYS = Days(REGISTERED, TODAY)


def odd(section, **values):
    return {key for key, _reason in ODD[section](defaultdict(lambda: None, values), DAYS)}


@pytest.mark.parametrize(
    ("section", "field", "broken", "kept"),
    [
        ("interview", "interview_date", {"interview_date": FUTURE}, {"interview_date": PAST}),
        ("interview", "interpreter_oath", {"interpreter_oath": False}, {"interpreter_oath": True}),
        (
            "interview",
            "interpreter_used",
            {"interpreter_used": False, "interpreter_name": "A. B."},
            {"interpreter_used": True, "interpreter_name": "A. B."},
        ),
        ("interview", "people_present", {"people_present": ["officer"]}, {"people_present": ["lawyer"]}),
        ("interview", "people_present", {"people_present": ["none", "lawyer"]}, {"people_present": ["none"]}),
        ("documents", "doc_issue_date", {"doc_issue_date": FUTURE}, {"doc_issue_date": PAST}),
        (
            "documents",
            "doc_expiry_date",
            {"doc_issue_date": FUTURE, "doc_expiry_date": PAST},
            {"doc_issue_date": PAST, "doc_expiry_date": FUTURE},
        ),
        (
            "documents",
            "doc_expiry_date",
            {"doc_expiry_date": PAST, "doc_status": "in_possession"},
            {"doc_expiry_date": PAST, "doc_status": "expired"},
        ),
        ("family", "number_of_children", {"number_of_children": -1}, {"number_of_children": 0}),
        (
            "family",
            "children_with_person",
            {"number_of_children": 1, "children_with_person": 2},
            {"number_of_children": 2, "children_with_person": 2},
        ),
        ("family", "violence_before", {"violence_before": ["none", "rape"]}, {"violence_before": ["none"]}),
        (
            "transit",
            "leg_arrival_date",
            {"leg_departure_date": PartialDate(2024), "leg_arrival_date": PartialDate(2023)},
            {"leg_departure_date": PartialDate(2024), "leg_arrival_date": PartialDate(2024)},
        ),
        (
            "transit",
            "leg_departure_date",
            {"leg_departure_date": PartialDate(2027)},
            {"leg_departure_date": PartialDate(2027), "leg_type": "return"},
        ),
        (
            "transit",
            "leg_border",
            {"leg_border": "no_border", "leg_from_country": "MD", "leg_to_country": "UA"},
            {"leg_border": "no_border", "leg_from_country": "MD", "leg_to_country": "MD"},
        ),
        ("exit", "exit_date", {"exit_date": PartialDate(2027)}, {"exit_date": PartialDate(2026)}),
        ("exit", "exit_mode", {"exit_mode": ["still_in", "police"]}, {"exit_mode": ["still_in"]}),
        ("exit", "charged_offence", {"charged_offence": "yes"}, {"charged_offence": "no"}),
        (
            "law_enforcement",
            "le_cooperation",
            {"le_statement_date": PAST, "le_cooperation": "intends"},
            {"le_statement_date": PAST, "le_cooperation": "statement"},
        ),
        (
            "legal_status",
            "reflection_end",
            {"reflection_start": FUTURE, "reflection_end": PAST},
            {"reflection_start": PAST, "reflection_end": FUTURE},
        ),
        ("legal_status", "permit_until", {"permit_until": PAST}, {"permit_until": FUTURE}),
        (
            "determination",
            "ilo_d4_asked",
            {"ilo_exploitation": ["hours"], "ilo_d4_asked": False},
            {"ilo_exploitation": ["hours"], "ilo_d4_asked": True},
        ),
        ("health", "pregnancy_weeks", {"pregnancy_weeks": 60}, {"pregnancy_weeks": 20}),
        ("health", "suicide_risk", {"suicide_risk": "yes"}, {"suicide_risk": "no"}),
        ("health", "disabilities", {"disabilities": ["none", "seeing"]}, {"disabilities": ["seeing"]}),
        (
            "needs",
            "need_priority",
            {"needs": ["shelter", "legal"], "need_priority": {"shelter": "short"}},
            {"needs": ["shelter"], "need_priority": {"shelter": "short"}},
        ),
        ("needs", "need_priority", {"need_priority": {"legal": "short"}}, {"needs": [], "need_priority": {}}),
        (
            "needs",
            "needs_next_review",
            {"needs_date": FUTURE, "needs_next_review": PAST},
            {"needs_date": PAST, "needs_next_review": FUTURE},
        ),
        ("risk", "risk_date", {"risk_date": FUTURE}, {"risk_date": PAST}),
        (
            "child",
            "guardian_type",
            {"guardian_type": "none_yet", "guardian_name": "C. D."},
            {"guardian_type": "court", "guardian_name": "C. D."},
        ),
        ("child", "guardian_conflict", {"guardian_conflict": "yes"}, {"guardian_conflict": "no"}),
        (
            "child",
            "reunification_date",
            {"tracing_started": FUTURE, "reunification_date": PAST},
            {"tracing_started": PAST, "reunification_date": FUTURE},
        ),
        (
            "assistance",
            "assist_end",
            {"assist_start": FUTURE, "assist_end": PAST},
            {"assist_start": PAST, "assist_end": FUTURE},
        ),
        (
            "assistance",
            "assist_status",
            {"assist_end": PAST, "assist_status": "planned"},
            {"assist_end": PAST, "assist_status": "completed"},
        ),
    ],
)
def test_what_is_odd_is_said_and_what_is_not_is_not(section, field, broken, kept):
    assert field in odd(section, **broken)
    assert field not in odd(section, **kept)
