"""Earlier answers of a section as a page: what stood there, until when, and bringing one back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from cases import access, dictionary
from cases.actions import FormerAnswers, read_former_answers, save_section
from cases.interview import interviews
from cases.models import VersionKind
from cases.record.asking import Sheet
from cases.record.reading import say


@dataclass(frozen=True)
class Former:
    """One earlier answer: `at` names the save that replaced it."""

    key: str
    label: Any
    said: str
    at: datetime
    by: str
    kind: Any
    may_restore: bool
    # Where it was said, or empty.
    said_at: str = ""


def former_of(sheet: Sheet, purpose: str) -> list[Former]:
    """Every earlier answer this reader may read, newest first; recorded with the purpose."""
    found = _read(sheet, purpose)
    names = dict(
        User.objects.filter(pk__in={one.replaced_by_id for one in found}).values_list("pk", "display_name")
    )
    writable = access.writable_fields(sheet.user, sheet.case, sheet.section.key)
    interviews_by_id = interviews.names_of(sheet.case) if found else {}
    return [
        Former(
            key,
            dictionary.label(key),
            _in_words(sheet, key, value),
            one.replaced_at,
            names[one.replaced_by_id],
            VersionKind(one.kind).label,
            key in writable,
            interviews_by_id.get(one.said_in.get(key, ""), ""),
        )
        for one in found
        for key, value in one.values.items()
    ]


def bring_back(sheet: Sheet, key: str, at: str, purpose: str) -> bool:
    """Save an earlier answer again, as any other change; False when there is none such."""
    for one in _read(sheet, purpose):
        if one.replaced_at.isoformat() == at and key in one.values:
            save_section(
                actor=sheet.user,
                case=sheet.case,
                section=sheet.section.key,
                row=sheet.row_id,
                values={key: one.values[key]},
                base_version=sheet.row.version,
            )
            return True
    return False


def _read(sheet: Sheet, purpose: str) -> list[FormerAnswers]:
    return read_former_answers(
        actor=sheet.user, case=sheet.case, section=sheet.section.key, purpose=purpose, row=sheet.row_id
    )


def _in_words(sheet: Sheet, key: str, value: Any) -> str:
    field: Any = sheet.row._meta.get_field(key)
    typed = field.to_python(value)
    said = say(dictionary.fields()[key], typed)
    return ", ".join(said) if isinstance(said, list) else str(said)
