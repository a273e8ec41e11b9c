"""An office's own questions on the record: which are asked, and their answers to read (practice.md P23).

No figure and no export knows them: both are made of the dictionary's fields, and these stand in no column.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.models import Case, LocalAnswers, LocalQuestion
from cases.models.scoped import EMPTY
from cases.panels import Panel

if TYPE_CHECKING:
    from accounts.models import User


def asked_at(case: Case) -> list[LocalQuestion]:
    """The questions of the case's office, in the order they were added."""
    return list(LocalQuestion.objects.asked().filter(office=case.office_id))


def answers_of(case: Case) -> LocalAnswers:
    """The row of answers, stored or new."""
    return LocalAnswers.objects.filter(case=case).first() or LocalAnswers(case=case)


def has_any(case: Case) -> bool:
    """Whether the office has ever asked something, or the case brought answers from another one; the door asks it."""
    return bool(getattr(case, "asks_locally", False))


def context(user: "User", case: Case) -> dict[str, Any]:
    """What the tab shows: every answer, also to a question that is asked no longer or was another office's."""
    row, asked = answers_of(case), asked_at(case)
    answers = row.answers
    known = LocalQuestion.objects.filter(pk__in=[key for key, value in answers.items() if value not in EMPTY])
    questions = {question.pk: question for question in [*asked, *known]}
    rows = [
        {"label": question.text, "value": question.say(answers.get(str(pk), ""))}
        for pk, question in questions.items()
    ]
    may = access.may(user, Permission.CASE_EDIT, case) and access.may(
        user, Permission.CONFIDENTIAL_WRITE, case
    )
    return {"rows": rows, "may_change": may and bool(asked), "has_former": may and row.version > 1}


PANEL = Panel(
    "local",
    _("Questions of the office"),
    "cases/_local_panel.html",
    Permission.CONFIDENTIAL_READ,
    context,
    order=70,
    applies=has_any,
)
