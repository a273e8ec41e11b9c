"""Which answers this case calls for, and how full a section is. The table of conditions is cases/record/wanted.py."""

from typing import TYPE_CHECKING, Any

from cases import dictionary
from cases.consent.locks import is_open
from cases.models.scoped import AnswerState
from cases.record.calling import Condition, Surroundings, Values
from cases.record.wanted import CONDITIONS, ONLY_WHEN_CALLED_FOR, TELL_IF_ANY

if TYPE_CHECKING:
    from cases.models import SectionRow
    from cases.section import Section

__all__ = [
    "CONDITIONS",
    "Condition",
    "RowValues",
    "Surroundings",
    "counts",
    "has_answer",
    "is_required",
    "quarters_filled",
]


def is_required(key: str, values: Values, around: Surroundings) -> bool:
    """Whether the dictionary wants an answer to `key` in this case. Fields without a condition are never wanted.

    Nor is an answer that waits for a consent which is not given.
    """
    condition = CONDITIONS.get(key)
    return condition is not None and is_open(key, around.granted) and condition(values, around)


def counts(key: str, values: Values, around: Surroundings) -> bool:
    """Whether `key` belongs to what makes its section full: core, and called for."""
    if dictionary.fields()[key].tier != "core" or key in TELL_IF_ANY:
        return False
    if not is_open(key, around.granted):
        return False
    if is_required(key, values, around):
        return True
    return key not in ONLY_WHEN_CALLED_FOR and key not in {"birth_date", "age_at_registration"}


class RowValues:
    """A row's answers by key, read when asked for."""

    def __init__(self, row: "SectionRow") -> None:
        self.row = row

    def get(self, key: str) -> Any:
        return getattr(self.row, key, None)

    def __getitem__(self, key: str) -> Any:
        return getattr(self.row, key)


def has_answer(row: "SectionRow", key: str, around: Surroundings) -> bool:
    """An answer was given, it is noted why there is none, or the person asked not to be asked again."""
    return key in around.not_again or row.state(key) != AnswerState.NOT_ASKED


def quarters_filled(section: "Section", row: "SectionRow", around: Surroundings) -> int:
    """How full the section is, from 0 (nothing) to 4 (all that counts has an answer)."""
    values = RowValues(row)
    asked = [key for key in section.fields if counts(key, values, around)]
    answered = sum(has_answer(row, key, around) for key in asked)
    if not asked:
        return 4 if any(has_answer(row, key, around) for key in section.all_fields) else 0
    quarters = answered * 4 // len(asked)
    # One answer is a beginning: a section somebody has started never shows as untouched.
    return max(quarters, 1) if answered else 0
