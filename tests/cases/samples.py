"""An invented answer for every question of the dictionary, by its type."""

from typing import Any

from cases import dictionary
from cases.section import Section

BY_TYPE: dict[str, Any] = {
    "text": "An answer in words",
    "long_text": "An answer in more words",
    "country": "MD",
    "multi_country": ["MD", "UA"],
    "bool": True,
    "int": 2,
    "decimal": "1.5",
    "percent": "50",
    "date": "2024-05-17",
    "partial_date": "2024-05",
    "money": ["250.00", "EUR"],
    "ref": "Named in words",
}
# Where the type alone does not say what fits; a file and a case are made by whoever tests them.
OF_FIELD: dict[str, Any] = {
    "need_priority": {"shelter": "immediate"},
    "linked_cases": [],
    "previous_case": "",
}


def answer_to(key: str) -> Any:
    """A value as save_section takes it."""
    entry = dictionary.fields()[key]
    if key in OF_FIELD:
        return OF_FIELD[key]
    if entry.type == "file":
        return ""
    if entry.code_list:
        first = dictionary.codes(entry.code_list)[0]
        return [first] if entry.type == "multi" else first
    return BY_TYPE[entry.type]


def answers_to(section: Section) -> dict[str, Any]:
    """One answer to every question of a section."""
    return {key: answer_to(key) for key in section.all_fields}
