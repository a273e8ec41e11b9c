"""Sealed answers declared by their key in the dictionary: label, code list and length come with it.

A section reads like the dictionary's own list: `first_name = text("first_name")`. Every answer may be
empty, because no save is refused for a missing answer (P1).
"""

from typing import Any

from cases import dictionary
from vault.sealed import (
    SealedBoolean,
    SealedCode,
    SealedCodes,
    SealedDate,
    SealedDecimal,
    SealedInteger,
    SealedJSON,
    SealedLongText,
    SealedMoney,
    SealedPartialDate,
    SealedText,
)

COUNTRY_TYPES = frozenset({"country", "multi_country"})


def text(key: str, max_length: int = 200) -> SealedText:
    return SealedText(dictionary.label(key), max_length=max_length, blank=True)


def long_text(key: str) -> SealedLongText:
    return SealedLongText(dictionary.label(key), blank=True)


def code(key: str) -> SealedCode:
    return SealedCode(dictionary.label(key), choices=_choices(key), blank=True)


def codes(key: str) -> SealedCodes:
    return SealedCodes(dictionary.label(key), choices=_choices(key), blank=True)


def date(key: str) -> SealedDate:
    return SealedDate(dictionary.label(key), blank=True)


def partial_date(key: str) -> SealedPartialDate:
    return SealedPartialDate(dictionary.label(key), blank=True)


def number(key: str) -> SealedInteger:
    return SealedInteger(dictionary.label(key), blank=True)


def decimal(key: str) -> SealedDecimal:
    return SealedDecimal(dictionary.label(key), max_digits=7, decimal_places=2, blank=True)


def money(key: str) -> SealedMoney:
    return SealedMoney(dictionary.label(key), blank=True)


def structure(key: str, kind: type[dict[str, Any]] | type[list[Any]] = dict) -> SealedJSON:
    """Several values in one answer: priorities by need, results by dimension."""
    return SealedJSON(dictionary.label(key), default=kind, blank=True)


def file_of_case(key: str) -> SealedText:
    """One of the case's files, by its id: the file has its own row, class and reach (models/attachments.py)."""
    return SealedText(dictionary.label(key), max_length=36, blank=True)


def yes_no(key: str) -> SealedBoolean:
    return SealedBoolean(dictionary.label(key), blank=True)


def _choices(key: str) -> object:
    entry = dictionary.fields()[key]
    return dictionary.countries if entry.type in COUNTRY_TYPES else dictionary.choices_of(entry.code_list)
