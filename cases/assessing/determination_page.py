"""The page of a determination: what was found, what is suggested and why, what was decided and by how many."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import qualifications
from accounts.models import QualificationKind, User
from accounts.permissions import Permission
from accounts.settings_register import kept
from cases import access, case_tasks, dictionary
from cases.actions.determining import SECOND, THIRD
from cases.assessing import determination_record
from cases.assessing.determination import DIMENSIONS, Result, suggest
from cases.assessing.indicator_hints import Hint
from cases.assessing.words import DIMENSION_TITLES, determination_reason
from cases.models import OPEN_LOOKS, Case, CaseTask, Determination, SecondLook
from cases.record.reading import Row, rows
from cases.sections import SECTIONS

TONES = {Result.POSITIVE: "stop", Result.NEGATIVE: "done", Result.INSUFFICIENT: "plain"}


@dataclass(frozen=True)
class Dimension:
    """One group of indicators: its result, what was ticked, and what answers elsewhere point to."""

    title: str | Promise
    result: str | Promise
    tone: str
    ticked: list[Any]
    hints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Everything the page shows."""

    row: Determination
    suggested: str | Promise
    reasons: list[str]
    dimensions: list[Dimension]
    act_hints: list[str]
    decided: list[Row]
    look: SecondLook | None
    waits: CaseTask | None
    may_decide: bool
    may_look: bool
    warning: str = ""


def page_of(user: User, case: Case, look: SecondLook | None = None) -> Page:
    """Gather it, with the `look` that open_look gave, if it did; the door has recorded the sections named by `opened`."""
    row: Determination = SECTIONS["determination"].row_of(case)  # type: ignore[assignment]  # its model
    with kept():
        findings = determination_record.findings_of(case, row)
        hints, acts = determination_record.hints_for(user, case)
    suggestion = suggest(findings)
    readable = access.readable_fields(user, case, "determination")
    look = look or _looks().plain().filter(case=case).first()
    if look and not look.is_open and look.made_up != row.determination:
        look = None  # of a decision that stands no longer
    may_decide = access.may(user, Permission.CASE_DETERMINE, case)
    may_look = bool(look and look.is_open and may_decide and user.pk not in look.people())
    return Page(
        row=row,
        suggested=dictionary.code_label("determination", suggestion.code),
        reasons=[determination_reason(reason) for reason in suggestion.reasons],
        dimensions=[_dimension(key, row, findings.dimensions[key], hints) for key in DIMENSIONS],
        act_hints=[hint_line("act_element", hint.key, hint) for hint in acts],
        decided=rows(
            row, [key for key in SECTIONS["determination"].decided_fields if key in readable], reader=user
        ),
        look=look,
        waits=_waits(case) if look and look.is_open else None,
        may_decide=may_decide,
        may_look=may_look,
        warning=training_warning(user, case) if may_decide else "",
    )


def open_look(case: Case) -> SecondLook | None:
    """The look that waits for a second or third person, with what was decided so far; None where none waits."""
    found: SecondLook | None = _looks().filter(case=case, state__in=OPEN_LOOKS).first()
    return found


def _looks() -> Any:
    return SecondLook.objects.select_related("first_by", "second_by", "third_by")


def opened(user: User, case: Case) -> list[str]:
    """The sections the page opens for this person."""
    return ["determination", *determination_record.opened_for(user, case, determination_record.HINTING)]


def training_warning(user: User, case: Case) -> str:
    """Said to somebody without the qualification: it warns and refuses nothing."""
    if qualifications.holds(user, QualificationKind.ASSESSOR):
        return ""
    return _(
        "You are not noted as trained to assess. Decide together with somebody who is, and say so in the basis."
    )


def _dimension(key: str, row: Determination, result: Result, hints: list[Hint]) -> Dimension:
    code_list = DIMENSIONS[key]
    return Dimension(
        title=DIMENSION_TITLES[key],
        result=dictionary.code_label("indicator_result", result.value),
        tone=TONES[result],
        ticked=[dictionary.code_label(code_list, code) for code in getattr(row, code_list) or ()],
        hints=[hint_line(code_list, hint.key[3:], hint) for hint in hints if hint.key.startswith(key)],
    )


def hint_line(code_list: str, code: str, hint: Hint) -> str:
    """What is pointed to, and by which answers: "Confiscation of documents (Means of control: Withholds documents)"."""
    return f"{dictionary.code_label(code_list, code)} ({'; '.join(_answer(*one) for one in hint.evidence)})"


def _answer(key: str, code: str) -> str:
    if key in SECTIONS:
        return str(SECTIONS[key].title)
    label = str(dictionary.label(key))
    code_list = dictionary.fields()[key].code_list
    return f"{label}: {dictionary.code_label(code_list, code)}" if code else label


def _waits(case: Case) -> CaseTask | None:
    return next((task for task in case_tasks.of_case(case) if task.kind in (SECOND, THIRD)), None)
