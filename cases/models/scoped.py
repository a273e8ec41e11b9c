"""What every row that hangs on a case has in common."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from vault.sealed import SealedJSON, SealedModel


class AnswerState(models.TextChoices):
    """An answer given, and three ways of having none: they are never mixed up (interface.md)."""

    ANSWERED = "answered", _("Answered")
    UNKNOWN = "unknown", _("Not known")
    DECLINED = "declined", _("Does not want to say")
    NOT_ASKED = "not_asked", _("Not asked")


# What may be noted beside an empty field. "Not asked" is an empty field without a note.
NOTED_STATES = frozenset({AnswerState.UNKNOWN, AnswerState.DECLINED})
EMPTY: tuple[Any, ...] = (None, "", [], (), {})
# Codes by which lists of the dictionary say that there is no answer, in their spelling.
STATE_OF_CODE = {
    "unknown": AnswerState.UNKNOWN,
    "unspecified": AnswerState.UNKNOWN,
    "declined": AnswerState.DECLINED,
    "not_asked": AnswerState.NOT_ASKED,
}
# Help that was declined is an answer: the code says nothing of the question.
ANSWERS_ALL_THE_SAME = frozenset({"assistance_status"})


def states_offered(key: str) -> dict[AnswerState, str]:
    """By state, the code with which the list of the question says it: there it is said by the code, not by a note.

    Empty for a question without such a code. KeyError for an unknown key.
    """
    code_list = dictionary.fields()[key].code_list
    if not code_list or code_list in ANSWERS_ALL_THE_SAME:
        return {}
    return {STATE_OF_CODE[code]: code for code in dictionary.codes(code_list) if code in STATE_OF_CODE}


def state_of(key: str, value: Any) -> AnswerState | None:
    """Which state the codes of an answer say; None where they say more, or where there is no answer at all."""
    given = value if isinstance(value, list | tuple) else [value]
    said = {STATE_OF_CODE.get(code) if isinstance(code, str) else None for code in given}
    found = said.pop() if len(said) == 1 else None
    return found if found in states_offered(key) else None


class CaseRow(SealedModel):
    """A sealed row under one case's key."""

    case_id: uuid.UUID

    class Meta:
        abstract = True

    def vault_scope(self) -> uuid.UUID:
        return self.case_id

    def __str__(self) -> str:
        return str(self.pk)


def set_quietly(row: SealedModel, **columns: Any) -> None:
    """Set house-kept plain columns of a stored row and of the instance, without raising its version.

    The version tells an editor that an answer changed; a derived value or a status is no answer, and must
    not turn somebody's save into a conflict.
    """
    for name, value in columns.items():
        setattr(row, name, value)
    models.QuerySet(type(row)).filter(pk=row.pk).update(**columns)


class SectionRow(SealedModel):
    """A section of the record: answers, how each empty one came to be empty, and how full it is.

    `filled` counts in quarters (0 to 4) how much of what this case calls for has been answered; it is
    plain because the task list and figure R32 count it without opening anything.
    """

    SECTION: ClassVar[str]

    answers_state = SealedJSON(_("Why an answer is missing"), default=dict, blank=True)
    # By field, the interview at which its present answer was said; nothing for one written outside an interview.
    said_in = SealedJSON(_("At which interview it was said"), default=dict, blank=True)
    filled = models.PositiveSmallIntegerField(_("How full, in quarters"), default=0)

    class Meta:
        abstract = True

    def state(self, field: str) -> AnswerState:
        """Answered, not known, declined or not asked. A code of the list that says so counts like a note."""
        value = getattr(self, field)
        if value not in EMPTY:
            return state_of(field, value) or AnswerState.ANSWERED
        return AnswerState((self.answers_state or {}).get(field, AnswerState.NOT_ASKED))

    def answer(self, field: str) -> Any:
        """The answer as its question shows it: a note that the list has a code for, as older rows have it, is that code."""
        value = getattr(self, field)
        if value not in EMPTY or not (note := (self.answers_state or {}).get(field)):
            return value
        if (code := states_offered(field).get(AnswerState(note))) is None:
            return value
        return [code] if dictionary.fields()[field].type == "multi" else code
