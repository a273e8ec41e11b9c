"""What every row that hangs on a case has in common."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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
        """Answered, not known, declined or not asked. A code `unknown` or `declined` of the list counts as such."""
        value = getattr(self, field)
        if value in (AnswerState.UNKNOWN, AnswerState.DECLINED):
            return AnswerState(value)
        if value not in EMPTY:
            return AnswerState.ANSWERED
        return AnswerState((self.answers_state or {}).get(field, AnswerState.NOT_ASKED))
