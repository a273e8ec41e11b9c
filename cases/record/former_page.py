"""Earlier answers of a section, or to questions of an office: what stood there, until when, and bringing one back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from cases import access, dictionary
from cases.actions import (
    FormerAnswers,
    answer_local_questions,
    read_former_answers,
    read_former_local_answers,
    save_section,
)
from cases.interview import interviews
from cases.models import Case, LocalQuestion, VersionKind
from cases.record.asking import Sheet
from cases.record.local_questions import answers_of, asked_at
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
    writable = access.writable_fields(sheet.user, sheet.case, sheet.section.key)
    return _listed(
        found, sheet.case, writable, lambda key, value: (dictionary.label(key), _in_words(sheet, key, value))
    )


def local_former_of(user: User, case: Case, purpose: str) -> list[Former]:
    """Every earlier answer to questions of offices, newest first; recorded with the purpose.

    Brought back is only what is still asked here: an answer to a retired question is read and stays where it is.
    """
    found = read_former_local_answers(actor=user, case=case, purpose=purpose)
    keys = {key for one in found for key in one.values}
    questions = {str(one.pk): one for one in LocalQuestion.objects.filter(pk__in=keys)}
    asked = frozenset(str(question.pk) for question in asked_at(case))
    return _listed(found, case, asked, lambda key, value: (questions[key].text, questions[key].say(value)))


def _listed(
    found: list[FormerAnswers],
    case: Case,
    writable: frozenset[str],
    told: Callable[[str, Any], tuple[Any, str]],
) -> list[Former]:
    """One line for each answer; `told` gives the question and the answer in words."""
    names = dict(
        User.objects.filter(pk__in={one.replaced_by_id for one in found}).values_list("pk", "display_name")
    )
    interviews_by_id = interviews.names_of(case) if found else {}
    return [
        Former(
            key,
            *told(key, value),
            one.replaced_at,
            names[one.replaced_by_id],
            VersionKind(one.kind).label,
            key in writable,
            interviews_by_id.get(one.said_in.get(key, ""), ""),
        )
        for one in found
        for key, value in one.values.items()
    ]


def bring_back_local(user: User, case: Case, key: str, at: str, purpose: str) -> bool:
    """Answer a question of the office as before, as any other change; False when there is none such."""
    for one in read_former_local_answers(actor=user, case=case, purpose=purpose):
        if one.replaced_at.isoformat() == at and key in one.values:
            version = answers_of(case).version
            answer_local_questions(
                actor=user, case=case, answers={key: one.values[key]}, base_version=version
            )
            return True
    return False


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
