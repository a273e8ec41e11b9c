"""The data dictionary: fields, code lists and countries of the record, with labels in three languages.

Everything returned for display is lazy: it is looked up in the language of whoever reads the page. Stored
codes are never translated.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language

FOLDER = Path(__file__).resolve().parent
LANGUAGE_LIST = "language (ISO 639)"  # stands in fields.csv for CLDR's own list of languages
# Fields of one code for each code chosen in another field: held as a mapping, the row says "each need".
BY_CODE_OF = {"need_priority": "needs"}
Choice = tuple[str, Any]


@dataclass(frozen=True)
class FieldEntry:
    """One row of fields.csv; `sensitivity` is identifying, restricted, confidential or statistical."""

    section: str
    key: str
    labels: dict[str, str]
    type: str
    code_list: str
    required_when: str
    sensitivity: str
    encrypted: bool
    searchable: frozenset[str]
    note: str
    entity: str
    tier: str

    @property
    def is_derived(self) -> bool:
        return self.type.startswith("derived:")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the specification kept in this folder, as `tables/risk_points.csv`."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _labels(row: dict[str, str], stem: str) -> dict[str, str]:
    return {language: row[f"{stem}_{language}"] for language in ("en", "fr", "es")}


@cache
def fields() -> dict[str, FieldEntry]:
    """Every field of the record by its key, in the order of the dictionary."""
    return {
        row["field_key"]: FieldEntry(
            section=row["section"],
            key=row["field_key"],
            labels=_labels(row, "label"),
            type=row["type"],
            code_list=row["code_list"],
            required_when=row["required_when"],
            sensitivity=row["sensitivity"],
            encrypted=row["encrypted"] == "yes",
            searchable=frozenset(row["searchable"].split(",")),
            note=row["note"],
            entity=row["entity"],
            tier=row["tier"],
        )
        for row in rows("fields.csv")
    }


def section_fields(section: str) -> list[FieldEntry]:
    """The fields of one section, in the order of the dictionary."""
    return [entry for entry in fields().values() if entry.section == section]


@cache
def _code_labels() -> dict[str, dict[str, dict[str, str]]]:
    lists: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows("codelists.csv"):
        lists.setdefault(row["code_list"], {})[row["code"]] = _labels(row, "label")
    return lists


@cache
def _country_labels() -> dict[str, dict[str, str]]:
    return {row["iso2"]: _labels(row, "name") for row in rows("countries.csv")}


@cache
def regions() -> dict[str, str]:
    """ISO code -> United Nations region (English, as stored in countries.csv)."""
    return {row["iso2"]: row["un_region"] for row in rows("countries.csv")}


def codes(code_list: str) -> tuple[str, ...]:
    """The codes of a list. Raises KeyError for a list the dictionary does not have."""
    if code_list == LANGUAGE_LIST:
        return tuple(code for code, _name in _languages_in("en"))
    return tuple(_code_labels()[code_list])


def _spoken(labels: dict[str, str]) -> str:
    language = (get_language() or "en").split("-")[0]
    return labels.get(language) or labels["en"]


def _label_now(key: str) -> str:
    return _spoken(fields()[key].labels)


def _code_label_now(code_list: str, code: str) -> str:
    if code_list == LANGUAGE_LIST:
        return language_name(code)
    found = _code_labels()[code_list].get(code)
    return _spoken(found) if found else code


def _country_label_now(code: str) -> str:
    found = _country_labels().get(code)
    return _spoken(found) if found else code


label = lazy(_label_now, str)
"""label("first_name") -> the field's name in the reader's language."""
code_label = lazy(_code_label_now, str)
"""code_label("sex", "female") -> the code's name in the reader's language; an unknown code shows itself."""
country_label = lazy(_country_label_now, str)
"""country_label("MD") -> the country's name in the reader's language."""


def choices(code_list: str) -> list[Choice]:
    """(code, lazy label) pairs of a list, in the order of the dictionary."""
    if code_list == LANGUAGE_LIST:
        return languages()
    return [(code, code_label(code_list, code)) for code in _code_labels()[code_list]]


def choices_of(code_list: str) -> Callable[[], list[Choice]]:
    """The same as a callable, for a field's `choices`: read when a form is shown, not at import."""
    return lambda: choices(code_list)


def countries() -> list[Choice]:
    """(ISO code, name) pairs sorted by name in the reader's language."""
    return list(_countries_in((get_language() or "en").split("-")[0]))


@lru_cache(maxsize=16)
def _countries_in(language: str) -> tuple[Choice, ...]:
    named = [(code, labels.get(language) or labels["en"]) for code, labels in _country_labels().items()]
    return tuple(sorted(named, key=lambda pair: _sort_key(pair[1])))


def languages() -> list[Choice]:
    """(language code, name) pairs of CLDR sorted by name in the reader's language."""
    return list(_languages_in((get_language() or "en").split("-")[0]))


@lru_cache(maxsize=16)
def _languages_in(language: str) -> tuple[Choice, ...]:
    # Plain language codes only: CLDR also lists scripts and regional forms such as "fr_CA".
    names = {code: name for code, name in Locale(language).languages.items() if len(code) in (2, 3)}
    return tuple(sorted(names.items(), key=lambda pair: _sort_key(pair[1])))


def language_name(code: str) -> str:
    return dict(_languages_in((get_language() or "en").split("-")[0])).get(code, code)


def _sort_key(text: str) -> str:
    from vault.indexes import normalise  # accents aside; imported late because settings must be ready

    return normalise(text)
