"""P2: what hangs on a case is sealed; every plain column has a reason, and none holds free text."""

import sys

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.fields import CodeField, CountryField, PlainPartialDateField
from vault.sealed import SealedModel


def say(line: str) -> None:
    """For reviewers: shown by pytest -rP or -s."""
    sys.stdout.write(f"{line}\n")


FIGURE = "a figure groups by it"
IDENTIFIER = "an identifier"
LINK = "a link between rows"
MOMENT = "a moment that a list, a clock or the order of rows needs"
VAULT = "the vault's own: ciphertext and its version"
HOUSE_MADE = "made at random by the house, says nothing about the person"

PLAIN_BECAUSE: dict[str, dict[str, str]] = {
    "ExportCase": {"export": LINK},
    "*": {
        "id": IDENTIFIER,
        "envelope": VAULT,
        "version": VAULT,
        "case": LINK,
        "person": LINK,
        "office": "row access by office",
        "filled": "the task list and figure R32 count it",
        "number": "the order of entries",
        "removed_at": "the list hides removed rows; the clock erases them",
        "removed_by": LINK,
    },
    "Case": {
        "reference": HOUSE_MADE,
        "status": "lists filter by it; guards ask it",
        "registering_office": "figures R2 and D11 ask which office registered",
        "owner": "lists filter by caseworker",
        "registration_date": "lists order by it; figure R2",
        "assistance_start_date": "figure R1",
        "data_source": "figure R2; common filter",
        "restricted_case": "row access",
        "location_locked": "row access",
        "trafficking_scope": "figures R10, R33; common filter",
        "transit_countries": "figure R9",
        "referring_organisation_type": "figure R21",
        "referral_source": "figures R21, R26",
        "referral_scenario": "figure R22",
        "referral_date": "figure R22; referral clock",
        "identification_country": "figure R7 when the country of exploitation is not known",
        "identification_date": "the clock of the first referral step",
        "opened_at": MOMENT,
        "closed_at": "retention clock",
        "closed_to_use_at": "row access; erasure clock",
        "erased_at": "row access: what stays for statistics is nobody's case",
        "interview_stopped_at": "the task list shows it",
    },
    "Person": {"code_name": HOUSE_MADE},
    "PersonBiodata": {
        "sex": "figures R1, R4, R6, R12, R16",
        "gender": "figure R3",
        "age_at_registration": "figure R4 for bands of another width; D9 retention of children",
        "age_band": "figures R3, R4",
        "majority_status": "figure R5; guards for children",
        "age_dispute": "guards for children",
        "birth_country": "home country when no other is known (figures R8, R10)",
        "citizenship": "figures R6, R8",
        "origin_region_code": "figures count by region (P23); found by the house, never typed",
        "statelessness": "figure R6 counts people without citizenship",
        "habitual_residence_country": "figures R8, R10",
        "primary_language": "interpreters are found by it; lists filter by it",
        "marital_status": "figure R13",
        "safe_contact_method": "guards and clocks of every later contact",
        "current_country": "figure R7 when no other country is known",
    },
    "PersonSocioEconomic": {
        "economic_situation": "figure R11",
        "employment_before": "figure R11",
        "departure_reasons": "figure R14",
    },
    "PersonEducation": {"education_level": "figure R12"},
    "Trafficking": {
        "majority_at_entry": "figure R5; the child rule of the determination",
        "recruitment_methods": "figure R15",
        "recruiter_relation": "figure R15",
    },
    "Exploitation": {
        "exp_country": "figures R7, R8",
        "exp_region_code": "figures count by region (P23); found by the house, never typed",
        "exp_months": "figure R20",
        "exp_types": "figures R7, R16 and most others",
        "sex_and_labour": "figure R16",
        "labour_sector": "figure R17",
        "labour_types": "figure R17",
        "exp_trafficking_scope": "figure R10",
        "means_of_control": "figure R19",
    },
    "Interview": {
        "interview_date": "the order of interviews; answers are said at another one",
        "interview_country": "figure R7 where the country of exploitation is not known",
        "interviewer": LINK,
        "interview_outcome": "the determination and its clock ask whether an interview was completed",
    },
    "InterviewMoment": {
        "interview": LINK,
        "kind": "a code of ours: every page of the record asks whether an interview is under way",
        "at": MOMENT,
        "by": LINK,
    },
    "PersonFamily": {"living_before": "figure R13", "number_of_children": "figure R13"},
    "TransitLeg": {
        "leg_number": "the order of the journey",
        "leg_from_country": "countries of transit and scope are derived from all legs at once; figures R9, R10",
        "leg_to_country": "countries of transit and scope are derived from all legs at once; figures R9, R10",
    },
    "TraffickingExit": {"exit_mode": "figure R21", "trafficked_before": "figure R29"},
    "CaseLegalStatus": {
        "reflection_end": "a clock: the reflection period ends",
        "permit_until": "a clock: the permit ends",
    },
    "Determination": {
        "determination": "figure R26; lists and clocks of the second person",
        "determination_by": LINK,
        "determination_date": "figure R26; the clock of the second person",
        "determination_org": "figure R26",
        "not_established_kind": "figure R26",
    },
    "NeedsAssessment": {
        "needs_date": "the newest assessment counts",
        "needs_next_review": "a clock: needs are looked at again",
    },
    "RiskAssessment": {
        "risk_type": "the newest assessment of each kind counts",
        "risk_date": "the newest assessment of each kind counts",
        "risk_assessor": LINK,
        "risk_level": "lists show it; figure R27 (domain/README.md)",
        "risk_level_final": "lists, row access and clocks ask it; figure R27 (domain/README.md)",
        "risk_immediate": "lists show it; the clock of the same day",
        "risk_next_review": "the review clock (domain/README.md)",
    },
    "ChildProtection": {
        "child_accompaniment": "figure R28",
        "guardian_type": "figure R28; the clock for appointing a guardian",
        "bid_required": "figure R28; guards ask it",
        "bid_outcome": "figure R28; guards ask it",
        "bid_review": "a clock: the determination is reviewed",
        "tracing_status": "lists of the tracing desk",
    },
    "AssistanceItem": {
        "assist_phase": "figure R23",
        "assist_type": "figure R23",
        "assist_start": "figure R23; lists of what is under way",
        "assist_end": "figure R23; lists of what is under way",
        "assist_status": "figure R23; lists of what is under way",
        "assist_consent": LINK,
    },
    "CaseClosure": {
        "closure_date": "figure by period; the retention clock",
        "closure_reason": "figure by reason",
        "closure_approved_by": LINK,
        "reopened_date": "the retention clock stops",
        "retrafficked": "figure R29",
        "retention_until": "the retention clock (D9)",
    },
    "ConsentRecord": {
        "recorded_at": MOMENT,
        "recorded_by": LINK,
        "consent_type": "guards ask the newest row of a type",
        "error_of": LINK,
        "consent_status": "guards ask it; research consent filters figures for outside",
        "consent_date": MOMENT,
        "consent_valid_until": "the clock that asks again",
        "consent_withdrawn_at": "erasure clock",
        "wording": LINK,
        "on_paper": "the last word of a day is found in SQL",
    },
    "ConsentException": {
        **dict.fromkeys(
            ("ground", "duty", "recipient_kind"),
            "the data protection report counts what was told without consent (consent.md 7)",
        ),
        **dict.fromkeys(("asked_at", "approved_at", "expires_at", "told_at"), MOMENT),
        **dict.fromkeys(("asked_by", "approved_by", "told_by", "disclosure"), LINK),
        "approval": IDENTIFIER,
    },
    "ConsentUse": {"consent": LINK, "noted_at": MOMENT, "noted_by": LINK},
    "ConsentWording": {
        **dict.fromkeys(
            ("consent_type", "language", "number", "text", "easy_text", "picture", "picture_kind"),
            "what everybody is read out: about no person",
        ),
        "published_at": MOMENT,
        "published_by": LINK,
    },
    "CaseAlert": {
        **dict.fromkeys(
            ("reason", "audience"), "a code of ours: the bar of every page says it without opening"
        ),
        **dict.fromkeys(("expires_at", "set_at", "lifted_at"), MOMENT),
        **dict.fromkeys(("set_by", "lifted_by"), LINK),
    },
    "CaseTask": {
        **dict.fromkeys(("working_days", "counted_from"), "an edited calendar moves the task"),
        "kind": "a code of ours: lists and the clock ask for it",
        "causes": "codes of ours: what made it necessary",
        **dict.fromkeys(("raised_at", "due_at", "done_at", "reminded_at"), MOMENT),
        "done_by": LINK,
    },
    "PaperForm": {
        **dict.fromkeys(("interview", "entered_by", "checked_by"), LINK),
        **dict.fromkeys(("begun_at", "finished_at", "checked_at"), MOMENT),
        "parts": "keys of sections and identifiers of rows: the record marks what came from paper",
        "is_sampled": "chosen by chance; the supervisor's list asks for it",
        "outcome": "a code of ours: how accurate entering is at an office",
        "differing": "a number: how accurate entering is at an office",
    },
    # What the law of a country asks names nobody: no case hangs on it.
    "CountryLaw": {
        **dict.fromkeys(
            ("country", "source", "grounds", "duties", "age_medical", "age_psychological", "age_legal"),
            "the law of a country, in an administrator's words: about no person",
        ),
        **dict.fromkeys(("effective_from", "entered_at"), MOMENT),
        "entered_by": LINK,
    },
    "CountryRisk": {
        "country": "the newest one of a country is found by it",
        **dict.fromkeys(("assessed_on", "recorded_at"), MOMENT),
        "assessed_by": LINK,
    },
    "FacilityRisk": {
        "facility": IDENTIFIER,
        **dict.fromkeys(("assessed_on", "recorded_at"), MOMENT),
        "assessed_by": LINK,
    },
    "Interpreter": {
        "code": HOUSE_MADE,
        **dict.fromkeys(
            ("languages", "sex", "nationalities", "in_person", "by_telephone"),
            "interpreters are found by it; says nothing of who is helped",
        ),
        **dict.fromkeys(
            ("vetting", "vetted_until", "undertaking_on", "left_at"), "lists show it; a warning asks it"
        ),
    },
    "InterpreterWish": {
        "interviewer": "every office that sees the case is told, on each page of the interview",
        "changed_at": MOMENT,
        "changed_by": LINK,
    },
    "InterpreterChoice": {
        "interpreter": LINK,
        "state": "a refused one is never proposed again",
        "said_at": MOMENT,
        "noted_by": LINK,
    },
    "InterpreterBooking": {
        "interpreter": LINK,
        "code": HOUSE_MADE,
        **dict.fromkeys(("starts_at", "ends_at", "cancelled_at"), "no interpreter is booked twice at a time"),
        "mode": "a code",
        "booked_at": MOMENT,
        "booked_by": LINK,
    },
    # About no person: no case hangs on it.
    "LocalQuestion": {
        **dict.fromkeys(("kind", "wording", "options"), "what an office asks; the answers are sealed"),
        **dict.fromkeys(("added_at", "retired_at"), MOMENT),
        **dict.fromkeys(("added_by", "retired_by"), LINK),
    },
    "LocalAnswers": {},
    "Place": {
        "code": HOUSE_MADE,
        **dict.fromkeys(
            ("country", "name", "merged_into"), "a region as an office calls it: words are compared with it"
        ),
        **dict.fromkeys(("added_at", "merged_at"), MOMENT),
        **dict.fromkeys(("added_by", "merged_by"), LINK),
    },
    "SecondLook": {
        "state": "the clock of the second person; the page says who stands behind a decision",
        **dict.fromkeys(
            ("first_code", "second_code", "third_code"), "figure R26 counts decisions that differ"
        ),
        **dict.fromkeys(("opened_at", "second_at", "third_at"), MOMENT),
        **dict.fromkeys(("first_by", "second_by", "third_by"), LINK),
    },
    "BestInterests": {
        "state": "the clock of the second person; what protection rests on where nobody can act",
        **dict.fromkeys(("written_at", "looked_at"), MOMENT),
        **dict.fromkeys(("written_by", "looked_by"), LINK),
    },
    "TracingStep": {
        **dict.fromkeys(("before", "after"), "codes: the history of the tracing desk"),
        "at": MOMENT,
        "by": LINK,
    },
    "PersonLink": {
        "pair": LINK,
        "made_at": MOMENT,
        "made_by": LINK,
        "ended_at": MOMENT,
        "ended_by": LINK,
    },
    "DuplicatePair": {
        "first": LINK,
        "second": LINK,
        "score": "lists order by it; what it comes from is sealed",
        "state": "lists filter by it",
        "found_at": MOMENT,
        "decided_at": MOMENT,
        "decided_by": LINK,
    },
    "Disclosure": {
        "at": MOMENT,
        "by": LINK,
        "recipient_kind": "the data protection report counts disclosures by kind of recipient",
        "ground": "the data protection report counts disclosures without consent (consent.md 7)",
        "how": "a code",
        "consent": LINK,
    },
    "ErasureRequest": {
        **dict.fromkeys(
            ("case_uuid", "approval", "asked_by", "checked_by", "approved_by", "taken_back_by"), IDENTIFIER
        ),
        **dict.fromkeys(
            (
                *("asked_at", "checked_at", "approved_at", "taken_back_at", "due_at"),
                *("rows_gone_at", "vacuumed_at", "rewrapped_at", "done_at"),
            ),
            "the erasure clock and the certificate",
        ),
        **dict.fromkeys(
            ("extent", "reason", "state", "checked_how", "is_at_once", "keeps_statistics", "ledger_n"),
            "a code of the tombstone, which outlives every key of the case",
        ),
        "causes": "codes: which consent or reason asks for how much",
        "certificate": "counts by table and versions of keys, made by the house",
    },
    "ErasureNotice": {
        "erasure": LINK,
        "recipient_kind": "a code: who is still to be told",
        "answer": "a code: who is still to be told",
        "answered_by": LINK,
        "answered_at": MOMENT,
    },
    "LegalHold": {
        **dict.fromkeys(("placed_by", "lifted_by"), LINK),
        **dict.fromkeys(("placed_at", "lifted_at"), MOMENT),
        **dict.fromkeys(("held_from", "held_until"), "an erasure asks whether a hold is in force"),
        "reason": "a code",
    },
    "SearchCard": {
        "ix_v": "which index key made the tags",
        "tags": "short keyed hashes; the search narrows by them",
        "compared_at": MOMENT,
    },
    "Attachment": {
        "file": LINK,
        "original": LINK,
        "pieces": "quotas add it up; the number of stored chunks shows it anyway",
        "added_at": MOMENT,
        "added_by": LINK,
        "removed_at": "the list hides removed rows; the clock erases them",
        "removed_by": LINK,
    },
    "WaitingFile": {
        "original": LINK,
        "pieces": "quotas add it up; the number of stored chunks shows it anyway",
        "added_at": MOMENT,
        "added_by": LINK,
        "state": "the worker takes the next one; says nothing of what was recorded",
        "attempts": "the worker counts its tries",
        "next_at": "the clock of the worker",
    },
    "CaseGrant": {
        "content_object": LINK,
        "user": LINK,
        "permission": LINK,
        "kind": "lists show who works on a case, as which",
        "valid_from": "row access",
        "valid_to": "row access",
        "given_by": LINK,
        "reason": "a code",
    },
    "ConflictOfInterest": {
        "user": LINK,
        "state": "row access",
        "source": "a code",
        "raised_at": MOMENT,
        "raised_by": LINK,
        "decided_at": MOMENT,
        "decided_by": LINK,
    },
    "BreakGlass": {
        "user": LINK,
        "reason": "a code",
        "purpose": "a code",
        "opened_at": "three a day",
        "until": MOMENT,
        "review_due": "the clock of the review",
        "reminded_at": MOMENT,
        "reviewed_at": "lists show what waits",
        "reviewed_by": LINK,
        "outcome": "a code",
    },
    "HandOver": {
        "leaver": LINK,
        "last_day": "the end of the leaver's access",
        "made_by": LINK,
        "made_at": MOMENT,
    },
    "HandOverCase": {
        "hand_over": LINK,
        "to": LINK,
        "state": "a code; lists of what waits",
        "offered_at": MOMENT,
        "answered_at": MOMENT,
        "decline_reason": "a code",
    },
    "SectionDraft": {
        "section": "a code of ours",
        "row": IDENTIFIER,
        "author": LINK,
        "base_version": "a number of ours",
        "saved_at": MOMENT,
        "written_in": IDENTIFIER,
    },
    "SectionVersion": {
        "section": "a code of ours",
        "row": IDENTIFIER,
        "of_version": "a number of ours",
        "kind": "a code",
        "replaced_at": MOMENT,
        "replaced_by": LINK,
        "because": IDENTIFIER,
    },
    "SavedFilter": {"owner": LINK, "saved_at": MOMENT},
    "InterviewTally": {"met_date": "the tally", "met_country": "the tally", "referred_to": "the tally"},
    "CaseSearchMade": {"actor": LINK, "at": "rate limit", "used_at": "one case per search"},
}
# Plain character columns that are no code of a list: made by the house, never typed (P2 excepts them).
HOUSE_MADE_TEXT = {
    ("Case", "reference"),
    ("CaseTask", "causes"),
    ("CountryLaw", "duties"),
    ("CountryLaw", "grounds"),
    ("CountryLaw", "source"),
    ("CaseTask", "kind"),
    ("ConsentWording", "easy_text"),
    ("ConsentWording", "picture_kind"),
    ("ConsentWording", "text"),
    ("ErasureRequest", "causes"),
    ("ErasureRequest", "certificate"),
    ("PaperForm", "parts"),
    ("Interpreter", "code"),
    ("InterpreterBooking", "code"),
    ("Person", "code_name"),
    ("ProviderReferral", "code"),
    ("PersonBiodata", "origin_region_code"),
    ("Exploitation", "exp_region_code"),
    *(("LocalQuestion", name) for name in ("wording", "options")),
    *(("Place", name) for name in ("code", "name", "merged_into")),
    ("SectionDraft", "section"),
    ("SectionVersion", "section"),
}


def case_models():
    """The models of cases, and every model of an upper floor that hangs on a case."""
    case = apps.get_model("cases", "Case")
    upper = {
        model
        for model in apps.get_models()
        if any(field.related_model is case for field in model._meta.fields)
    }
    return sorted({*apps.get_app_config("cases").get_models(), *upper}, key=lambda model: model.__name__)


def reason(model, field):
    return PLAIN_BECAUSE.get(model.__name__, {}).get(field.name) or PLAIN_BECAUSE["*"].get(field.name)


def is_free_text(field):
    if isinstance(field, ArrayField):
        return False if hasattr(field, "offered") else is_free_text(field.base_field)
    if isinstance(field, models.TextField | models.JSONField):
        return True
    coded = CodeField | CountryField | PlainPartialDateField
    is_plain_text = isinstance(field, models.CharField) and not isinstance(field, coded)
    return is_plain_text and not field.choices


@pytest.mark.parametrize("model", case_models(), ids=lambda model: model.__name__)
def test_every_plain_column_has_a_reason(model):
    if model._meta.app_label != "cases":
        pytest.skip("the reasons of an upper floor stand in its own test")
    say(f"\n{model.__name__}")
    for field in model._meta.concrete_fields:
        say(f"  {field.name}: {reason(model, field)}")
    assert [field.name for field in model._meta.concrete_fields if not reason(model, field)] == []


@pytest.mark.parametrize("model", case_models(), ids=lambda model: model.__name__)
def test_no_plain_column_holds_free_text(model):
    found = [
        field.name
        for field in model._meta.concrete_fields
        if is_free_text(field) and (model.__name__, field.name) not in HOUSE_MADE_TEXT
    ]
    assert found == []


def test_reasons_name_only_columns_that_exist():
    by_name = {
        model.__name__: {field.name for field in model._meta.concrete_fields} for model in case_models()
    }
    gone = {
        (name, column) for name, columns in PLAIN_BECAUSE.items() if name != "*" for column in columns
        if column not in by_name[name]
    }  # fmt: skip
    assert gone == set()


def test_rows_about_the_person_are_sealed_models():
    unsealed = {model.__name__ for model in case_models() if not issubclass(model, SealedModel)}
    assert unsealed >= {"Person", "CaseGrant"}
    assert not unsealed & {
        "Case",
        "PersonBiodata",
        "Exploitation",
        "ConsentRecord",
        "SearchCard",
        "SectionDraft",
    }
