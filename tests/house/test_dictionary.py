"""The models are held against the data dictionary: every field of a section, its kind, its codes, its seal."""

import sys

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cases import conditions, dictionary
from cases.models import (
    Case,
    ConsentRecord,
    Exploitation,
    Person,
    PersonBiodata,
    PersonEducation,
    PersonSocioEconomic,
    Trafficking,
)
from cases.models.fields import CodeField, CodesField, CountriesField, CountryField
from cases.sections import SECTIONS
from vault import sealed
from vault.partial import PartialDateModelField


def say(line: str) -> None:
    """For reviewers: shown by pytest -rP or -s."""
    sys.stdout.write(f"{line}\n")


MODELS = {
    "registration": (Case,),
    "referral_source": (Case,),
    "biodata": (PersonBiodata, Person),
    "consent": (ConsentRecord,),
    "socio_economic": (PersonSocioEconomic,),
    "education": (PersonEducation,),
    "recruitment": (Trafficking,),
    "exploitation": (Exploitation,),
}
# The dictionary's key -> the attribute that holds it, where a fuller or a house word was chosen.
ALIASES = {"case_reference": "reference", "case_status": "status", "case_owner": "owner"}
# Held in another form, or not here yet: each with its reason.
DEVIATIONS = {
    "other_case_workers": "the grants of the case (CaseGrant) are the list of staff with access",
    "project_code": "projects stand on the floor above; the link comes with resources",
    "photo": "files come with the attachments",
    "consent_document": "files come with the attachments",
    "referring_organisation": "comes with the referral section",
    "referring_organisation_type": "comes with the referral section",
    "referring_person": "comes with the referral section",
    "referring_contact": "comes with the referral section",
    "referral_reason": "comes with the referral section",
    "referral_details": "comes with the referral section",
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
}
# Wanted by nature, not by an answer of the person; or waiting for what stands on a later floor.
NO_CONDITION = {
    "case_reference": "set when the case is opened",
    "registering_office": "set when the case is opened",
    "case_status": "set when the case is opened",
    "case_owner": "set when the case is opened",
    "exp_number": "set when the episode is added",
    "assistance_start_date": "wanted once assistance items exist (resources)",
    "previous_case": "wanted once somebody is known to have been registered before (duplicate desk)",
    "photo": "files come later",
    "consent_document": "files come later",
    "referring_organisation": "comes with the referral section",
}


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
    return isinstance(field, sealed.SealedField)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.key)
def test_every_field_of_the_dictionary_has_its_attribute(entry):
    field = field_of(entry)
    if entry.key in DEVIATIONS:
        assert field is None, f"{entry.key} is here now: take it out of DEVIATIONS"
        return
    assert field is not None, f"{entry.section}.{entry.key} is missing"
    kind = entry.type.removeprefix("derived:")
    assert isinstance(field, KINDS[kind]), (
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
    if field is None:
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
    assert set(prose) - set(conditions.CONDITIONS) == set(NO_CONDITION)
    assert set(conditions.CONDITIONS) <= set(prose)


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
        "case_reference", "registering_office", "case_status", "case_owner", "restricted_case", "code_name", "exp_number",
    }  # fmt: skip


def test_deviations_have_reasons():
    for key, reason in sorted(DEVIATIONS.items()):
        say(f"{key}: {reason}")
    assert set(DEVIATIONS) <= set(dictionary.fields())


def test_every_label_is_given_in_three_languages():
    missing = [entry.key for entry in entries() if not all(entry.labels.values())]
    assert missing == []
