"""Which answers wait for a consent of their own before they are kept (consent.md 2)."""

from functools import cache

from cases import dictionary
from cases.dictionary import FieldEntry
from cases.sections import SECTIONS

# The two urgent questions of health never wait.
OF_FIELD = {"relative_contact": "family_contact", "urgent_medical": "", "suicide_risk": ""}
OF_SECTION = {"health": "medical_exam"}


def lock_of(entry: FieldEntry) -> str:
    """The kind of consent without which an answer to this field is not kept; empty when none is needed."""
    if entry.key in OF_FIELD:
        return OF_FIELD[entry.key]
    if entry.type == "file":
        return "photo_document"
    if entry.section in OF_SECTION:
        return OF_SECTION[entry.section]
    # A consent is what opens the lock: who gave it is part of it.
    return "data_processing" if entry.sensitivity == "identifying" and entry.section != "consent" else ""


@cache
def sections_behind(consent_type: str) -> tuple[str, ...]:
    """The sections with answers that wait for this kind of consent."""
    return tuple(
        section.key
        for section in SECTIONS.values()
        if section.is_edited and any(lock_of(entry) == consent_type for entry in section.entries)
    )


def is_open(key: str, granted: frozenset[str]) -> bool:
    """Whether the answer may be kept with these consents."""
    lock = lock_of(dictionary.fields()[key])
    return not lock or lock in granted
