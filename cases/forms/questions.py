"""From a row of the data dictionary to a form field.

Labels, code lists and types come from `cases.dictionary`, hints and conditions from their own tables beside
this module, so that a field added to the dictionary and to a section appears on its page without a line here.
"""

from collections.abc import Callable
from typing import Any

from django import forms

from cases import dictionary
from cases.dictionary import FieldEntry
from cases.forms import fields
from cases.forms.by_code import ByCodeField
from cases.forms.conditions import SHOW_WHEN
from cases.forms.hints import HINTS
from cases.forms.money import MoneyField
from cases.links import LINK_FIELDS
from cases.record.regions import CODED
from vault.partial import PartialDateField

LONGEST_LINE = 200
Builder = Callable[[FieldEntry, dict[str, Any]], forms.Field]


def field_for(key: str, *, longest: int | None = None) -> forms.Field:
    """The form field of one dictionary field, with its hint and its condition. KeyError for an unknown key.

    `longest` is how many characters an answer in words may have, where the model knows it.
    """
    entry = dictionary.fields()[key]
    shared: dict[str, Any] = {"label": dictionary.label(key), "help_text": HINTS.get(key, "")}
    if entry.type == "text":
        shared["max_length"] = longest or LONGEST_LINE
    build = OF_FIELD.get(key) or BUILDERS[entry.type]
    field = build(entry, shared)
    if key in SHOW_WHEN:
        field.show_when = str(SHOW_WHEN[key])  # type: ignore[attr-defined]  # read by config.forms.HouseBoundField
    return field


def can_be_asked(key: str) -> bool:
    """Whether somebody answers this field on a form: derived ones and references to rows of others are not."""
    return dictionary.fields()[key].type in BUILDERS or key in OF_FIELD


def _code(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    short = len(dictionary.codes(entry.code_list)) <= fields.RADIOS_AT_MOST
    return fields.CodeField(choices=dictionary.choices_of(entry.code_list), short=short, **shared)


def _codes(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    choices = dictionary.choices_of(entry.code_list)
    if entry.code_list == dictionary.LANGUAGE_LIST:
        return fields.SeveralField(choices=choices, least_rows=1, **shared)
    return fields.CodesField(choices=choices, **shared)


def _country(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    return fields.CodeField(choices=dictionary.countries, short=False, **shared)


def _countries(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    return fields.SeveralField(choices=dictionary.countries, **shared)


def _plain(kind: type[forms.Field]) -> Builder:
    return lambda entry, shared: kind(**shared)


def _partial_date(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    return PartialDateField(required=False, **shared)


def _by_code(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    """One short choice for each code of another question."""
    of = dictionary.fields()[dictionary.BY_CODE_OF[entry.key]]
    return ByCodeField(
        of=dictionary.choices_of(of.code_list), choices=dictionary.choices_of(entry.code_list), **shared
    )


BUILDERS: dict[str, Builder] = {
    "text": _plain(fields.LineField),
    "long_text": _plain(fields.AccountField),
    "single": _code,
    "multi": _codes,
    "country": _country,
    "multi_country": _countries,
    "bool": _plain(fields.YesNoField),
    "int": _plain(fields.NumberField),
    "decimal": _plain(fields.DecimalNumberField),
    "percent": _plain(fields.DecimalNumberField),
    "date": _plain(fields.DayField),
    "partial_date": _partial_date,
    "money": _plain(MoneyField),
    "file": _plain(fields.FileOfCaseField),
}


def _of_one_person(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    """Countries and houses are assessed on pages of their own (cases/assessing/safety.py), once for everybody."""
    own = [pair for pair in dictionary.choices(entry.code_list) if pair[0] in ("individual", "return")]
    return fields.CodeField(choices=own, short=True, **shared)


def _region(entry: FieldEntry, shared: dict[str, Any]) -> forms.Field:
    """A region in words; the house finds its code."""
    _code, countries = CODED[entry.key]
    return fields.RegionField(countries=countries, **shared)


# Asked otherwise than others of their type. Organisations and projects are named in words until they are on a list.
OF_FIELD: dict[str, Builder] = {
    **dict.fromkeys(LINK_FIELDS, _plain(fields.ReferencesField)),
    **dict.fromkeys(
        ("project_code", "referring_organisation", "medical_provider", "assist_provider"),
        _plain(fields.LineField),
    ),
    **dict.fromkeys(dictionary.BY_CODE_OF, _by_code),
    "risk_type": _of_one_person,
    **dict.fromkeys(CODED, _region),
    "interpreter_name": _plain(fields.SuggestedField),
}
