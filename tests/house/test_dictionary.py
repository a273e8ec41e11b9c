"""The models are held against the data dictionary: every field of a section, its kind, its codes, its seal."""

import sys
from collections import Counter

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cases import dictionary
from cases.consent.locks import lock_of
from cases.forms.conditions import CHILD_ONLY, SHOW_WHEN
from cases.forms.questions import can_be_asked, field_for
from cases.models import (
    AssistanceItem,
    Attachment,
    Case,
    CaseClosure,
    CaseLawEnforcement,
    CaseLegalStatus,
    ChildProtection,
    ConsentRecord,
    Determination,
    Exploitation,
    FamilyMember,
    HealthRecord,
    IdentityDocument,
    Interview,
    NeedsAssessment,
    Perpetrator,
    Person,
    PersonBiodata,
    PersonEducation,
    PersonFamily,
    PersonSocioEconomic,
    RiskAssessment,
    Trafficking,
    TraffickingExit,
    TransitLeg,
)
from cases.models.fields import CodeField, CodesField, CountriesField, CountryField
from cases.record import conditions
from cases.record.calling import always
from cases.section import DECIDED_BY_AN_ACTION
from cases.sections import SECTIONS
from vault import sealed
from vault.blobs import SealedBlob
from vault.partial import PartialDateModelField


def say(line: str) -> None:
    """For reviewers: shown by pytest -rP or -s."""
    sys.stdout.write(f"{line}\n")


MODELS = {
    "registration": (Case,),
    "referral_source": (Case,),
    "interview": (Interview,),
    "consent": (ConsentRecord,),
    "biodata": (PersonBiodata, Person),
    "documents": (IdentityDocument,),
    "socio_economic": (PersonSocioEconomic,),
    "education": (PersonEducation,),
    "family": (PersonFamily, FamilyMember),
    "recruitment": (Trafficking,),
    "transit": (TransitLeg, Case),
    "exploitation": (Exploitation,),
    "perpetrator": (Perpetrator,),
    "exit": (TraffickingExit,),
    "law_enforcement": (CaseLawEnforcement,),
    "legal_status": (CaseLegalStatus,),
    "determination": (Determination,),
    "health": (HealthRecord,),
    "needs": (NeedsAssessment,),
    "risk": (RiskAssessment,),
    "child": (ChildProtection,),
    "assistance": (AssistanceItem,),
    "closure": (CaseClosure,),
    "attachments": (Attachment,),
}
# Brought by the issues on movement, houses and reintegration.
STILL_TO_COME = {"shelter": 25, "referral": 14, "return_travel": 27, "reintegration": 23}
# The dictionary's key -> the attribute that holds it, where a fuller or a house word was chosen.
ALIASES = {
    "case_reference": "reference",
    "case_status": "status",
    "case_owner": "owner",
    "attachment_file": "file",
}
# Held in another form: each with its reason.
DEVIATIONS = {
    "other_case_workers": "the grants of the case (CaseGrant) are the list of staff with access",
    "exp_number": "numbered like the entries of every section that repeats (RepeatedPart.number)",
    "legal_hold": "the holds of the case (LegalHold) are rows of their own, with authority and dates",
    "anonymised_at": "an erasure leaves no row: the tombstone (ErasureRequest) and its certificate hold the day",
    "health_consent_ok": "asked of the consents each time: a stored copy could be older than a withdrawal",
    "research_use_allowed": "asked of the consents each time: a stored copy could be older than a withdrawal",
}
# Of another kind than the dictionary's word says: each with its reason.
OTHER_KIND = {
    "need_priority": (sealed.SealedJSON, "each need has its priority: a mapping of need to code"),
    "project_code": (sealed.SealedText, "sealed words until projects exist on their floor; then a link"),
    "referring_organisation": (
        sealed.SealedText,
        "sealed words until organisations are a register; then a link",
    ),
    "medical_provider": (sealed.SealedText, "sealed words until providers are a register; then a link"),
    "assist_provider": (sealed.SealedText, "sealed words until providers are a register; then a link"),
}
# Written by an action with its own rule: listed here so that nobody adds a key, or drops one, unseen.
DECIDED = {
    "interview": {"interviewer"},
    "determination": {
        *("determination", "determination_basis", "determination_override_reason", "determination_by"),
        *("determination_date", "determination_org", "eligible_for_assistance", "non_victim_referral"),
        "not_established_kind",
    },
    "risk": {"risk_assessor", "risk_level_final", "risk_override_reason", "risk_next_review"},
    "child": {
        *("bia_date", "bid_date", "bid_panel", "bid_outcome", "bid_document", "bid_review"),
        *("tracing_status", "tracing_started"),
    },
    "closure": {"closure_date", "closure_approved_by", "reopened_date", "reopened_reason"},
    "assistance": {"assist_consent"},
}
KINDS: dict[str, tuple[type, ...]] = {
    "text": (models.CharField, sealed.SealedText),
    "long_text": (sealed.SealedLongText,),
    "single": (CodeField, sealed.SealedCode),
    "multi": (CodesField, sealed.SealedCodes),
    "country": (CountryField, sealed.SealedCode),
    "multi_country": (CountriesField, sealed.SealedCodes),
    "date": (models.DateField, sealed.SealedDate),
    "datetime": (models.DateTimeField,),
    "partial_date": (PartialDateModelField, sealed.SealedPartialDate),
    "int": (models.IntegerField, sealed.SealedInteger),
    "decimal": (sealed.SealedDecimal,),
    "percent": (sealed.SealedDecimal,),
    "money": (sealed.SealedMoney,),
    "bool": (models.BooleanField, sealed.SealedBoolean),
    "ref": (models.ForeignKey, sealed.SealedJSON, sealed.SealedText),
    "file": (models.ForeignKey, sealed.SealedText),
    "json": (sealed.SealedJSON,),
}
# Wanted by nature, not by an answer of the person; or waiting for what stands on a later floor.
NO_CONDITION = {
    "case_reference": "set when the case is opened",
    "registering_office": "set when the case is opened",
    "case_status": "set when the case is opened",
    "case_owner": "set when the case is opened",
    "exp_number": "set when the entry is added",
    "interviewer": "set when the entry is added",
    "risk_assessor": "set when the entry is added",
    "assistance_start_date": "told or taken over with the first item: no answer of the person",
    "previous_case": "wanted once somebody is known to have been registered before (duplicate desk)",
    "fit_to_travel": "wanted once a return is planned, which stands on a floor above",
    **dict.fromkeys(
        (*("attachment_type", "attachment_file", "attachment_sensitivity"),),
        "asked by the form of the files, which takes none without",
    ),
    **dict.fromkeys(("generic_scores", "bid_required", "retention_until"), "computed"),
    **dict.fromkeys(
        sorted(set().union(*DECIDED.values()) - {"interviewer", "risk_assessor"}),
        "wanted by the action that decides",
    ),
}


# Shown though the dictionary gives a condition: each with its reason.
ALWAYS_SHOWN = {
    "birth_date": "one of two ways to say the age: whoever knows only the other one has to see both",
    "age_at_registration": "one of two ways to say the age: whoever knows only the other one has to see both",
    "act_elements": "ticked before anything is decided: the suggestion rests on it",
    "means_elements": "ticked before anything is decided: the suggestion rests on it",
    "purpose_elements": "ticked before anything is decided: the suggestion rests on it",
    "assist_provider": "help is planned with somebody: hidden until then, who plans could not say with whom",
    # The level is computed when the sheet is saved: no answer of this page tells it beforehand.
    "risk_measures": "what protects is noted at any level; from elevated on it is missed",
    "safety_plan": "what protects is noted at any level; from elevated on it is missed",
    **dict.fromkeys(
        ("closure_reason", "closure_summary", "closure_informed"),
        "written before two persons close the case; what is missing then is said",
    ),
}
# What waits for a consent and nothing else: the form leaves it out until then (cases/record/asking.py).
ONLY_BY_CONSENT = {"first_name", "family_name", "photo", "doc_scan", "relative_contact"}


def entries():
    return [entry for section in MODELS for entry in dictionary.section_fields(section)]


def field_of(entry):
    name = ALIASES.get(entry.key, entry.key)
    for model in MODELS[entry.section]:
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
    return None


def is_sealed(field):
    """Sealed in its row, or a link to content that is sealed by itself."""
    return isinstance(field, sealed.SealedField) or field.related_model is SealedBlob


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.key)
def test_every_field_of_the_dictionary_has_its_attribute(entry):
    field = field_of(entry)
    if entry.key in DEVIATIONS:
        assert field is None, f"{entry.key} is here now: take it out of DEVIATIONS"
        return
    assert field is not None, f"{entry.section}.{entry.key} is missing"
    kinds = KINDS[entry.type.removeprefix("derived:")]
    if entry.key in OTHER_KIND:
        kinds = (OTHER_KIND[entry.key][0],)
        say(f"{entry.key}: {OTHER_KIND[entry.key][1]}")
    assert isinstance(field, kinds), (
        f"{entry.key} is {type(field).__name__}, the dictionary says {entry.type}"
    )


@pytest.mark.parametrize(
    "entry", [entry for entry in entries() if entry.encrypted], ids=lambda entry: entry.key
)
def test_what_the_dictionary_encrypts_is_sealed(entry):
    field = field_of(entry)
    assert field is None or is_sealed(field)


@pytest.mark.parametrize("entry", [e for e in entries() if e.code_list], ids=lambda entry: entry.key)
def test_coded_answers_offer_the_dictionarys_codes(entry):
    field = field_of(entry)
    if field is None or isinstance(field, sealed.SealedJSON):
        return
    offered = (
        field.offered() if isinstance(field, ArrayField) else [pair for pair in field.choices if pair[0]]
    )
    assert [code for code, _label in offered] == [
        code for code, _label in dictionary.choices(entry.code_list)
    ]


def test_labels_come_from_the_dictionary():
    wrong = [
        entry.key
        for entry in entries()
        if (field := field_of(entry)) is not None and str(field.verbose_name) != entry.labels["en"]
    ]
    assert wrong == []


def test_required_when_is_a_condition_for_every_field_that_has_one():
    prose = {entry.key: entry.required_when for entry in entries() if entry.required_when}
    for key, words in prose.items():
        say(f"{key}: {words}" + (f" (no condition: {NO_CONDITION[key]})" if key in NO_CONDITION else ""))
    assert set(prose) - set(conditions.CONDITIONS) == set(NO_CONDITION) & set(prose)
    assert set(conditions.CONDITIONS) <= set(prose)


def test_a_question_that_waits_for_an_answer_appears_only_then():
    waiting = {key for key, condition in conditions.CONDITIONS.items() if condition is not always}
    asked = {
        key for one in SECTIONS.values() if one.is_edited and not one.of_children for key in one.all_fields
    }
    locked = {key for key in asked if lock_of(dictionary.fields()[key])}
    here = {key for one in SECTIONS.values() for key in one.all_fields}
    asked_for = {name for one in SHOW_WHEN.values() for name in (one.field, one.either, one.differs_from)}
    assert asked_for - {""} <= here
    assert (waiting & asked) - set(SHOW_WHEN) - CHILD_ONLY - (locked & ONLY_BY_CONSENT) == set(ALWAYS_SHOWN)
    for key, reason in ALWAYS_SHOWN.items():
        say(f"{key}: {reason}")


def test_derived_and_house_kept_fields_are_never_asked():
    asked = {key for section in SECTIONS.values() for key in section.all_fields}
    assert not asked & {
        "case_reference",
        "age_band",
        "majority_status",
        "exp_months",
        "code_name",
        "restricted_case",
    }


def test_sections_ask_everything_else_exactly_once():
    asked = [key for section in SECTIONS.values() for key in section.all_fields]
    assert len(asked) == len(set(asked))
    left = {entry.key for entry in entries() if not entry.is_derived} - set(asked) - set(DEVIATIONS)
    assert left == {
        *(
            "case_reference",
            "registering_office",
            "case_status",
            "case_owner",
            "restricted_case",
            "code_name",
        ),
        *("attachment_type", "attachment_file", "attachment_sensitivity"),
        *set().union(*DECIDED.values()),
    }


def test_what_an_action_decides_is_listed_shown_and_never_asked():
    assert {key: set(one.decided_fields) for key, one in SECTIONS.items() if one.decided_fields} == DECIDED
    assert set().union(*DECIDED.values()) == DECIDED_BY_AN_ACTION
    for section in SECTIONS.values():
        assert not set(section.all_fields) & DECIDED_BY_AN_ACTION
        assert not section.is_edited or set(section.decided_fields) <= set(section.shown_fields)


def test_378_fields_are_here_and_89_are_to_come():
    assert len(entries()) == 378
    counted = Counter(entry.section for entry in dictionary.fields().values())
    assert {key: counted[key] for key in STILL_TO_COME} == STILL_TO_COME
    assert set(counted) == {*MODELS, *STILL_TO_COME}
    assert sum(STILL_TO_COME.values()) == 89 == len(dictionary.fields()) - 378


def test_every_answer_has_a_question_on_its_page():
    """Serializing and asking know every type: a form asks each key, and the answer's field reads back what it wrote."""
    for section in SECTIONS.values():
        if section.is_edited:
            assert [key for key in section.all_fields if not can_be_asked(key)] == []
            assert all(field_for(key).label for key in section.all_fields)


def test_deviations_have_reasons():
    for key, reason in sorted(DEVIATIONS.items()):
        say(f"{key}: {reason}")
    assert set(DEVIATIONS) <= set(dictionary.fields())


def test_every_label_is_given_in_three_languages():
    missing = [entry.key for entry in entries() if not all(entry.labels.values())]
    assert missing == []
