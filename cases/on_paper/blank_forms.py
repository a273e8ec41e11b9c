"""What stands on a blank form: every section of a phase as questions with room for the answer.

    Form.of(Phase.SCREENING, extended=False)      # in the language in force

Pure: it asks nobody and opens nothing. What an action decides, what is computed, files and references to other
cases are left to the computer (decision 0220).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases import dictionary
from cases.consent.locks import lock_of
from cases.dictionary import FieldEntry
from cases.forms.conditions import SHOW_WHEN
from cases.forms.hints import HINTS
from cases.forms.questions import can_be_asked, field_for
from cases.forms.readout import LIMITS, POINTS, points_for
from cases.forms.section import groups_of
from cases.links import LINK_FIELDS
from cases.models.scoped import AnswerState, states_offered
from cases.on_paper import blank_words
from cases.section import Phase, Section
from cases.sections import in_order

# What is asked before the first question of a phase; health is asked about with its own consent (cases/consent/locks.py).
CONSENTS_OF = {
    Phase.SCREENING: ("screening_interview", "data_processing"),
    Phase.ASSISTANCE: ("assistance", "data_processing", "medical_exam", "family_contact"),
    Phase.FOLLOW_UP: ("assistance", "data_processing"),
}
# How an answer of each type is written by hand; codes are ticked. Lists of hundreds are written in words.
SHAPES = {
    "long_text": "lines",
    "date": "day",
    "partial_date": "day",
    "money": "amount",
    "int": "number",
    "decimal": "number",
    "percent": "number",
    "bool": "yes_no",
    "single": "boxes",
    "multi": "boxes",
}
MOST_BOXES = 40
CODES_NAMED = 4


@dataclass(frozen=True)
class Question:
    """One question: `shape` is line, lines, day, amount, number, yes_no, boxes or table."""

    label: str
    shape: str
    hint: str = ""
    # Read before the question is asked: "Only if …".
    only_if: str = ""
    # Waits for a consent of its own.
    is_locked: bool = False
    boxes: tuple[str, ...] = ()
    several: bool = False
    # Of a table: what stands before each row of boxes.
    rows: tuple[str, ...] = ()
    heading: str = ""
    # Why there is no answer, unless its own boxes say so.
    may_be_unknown: bool = True
    may_be_declined: bool = True


@dataclass(frozen=True)
class Sheet:
    """One section."""

    title: str
    note: str
    questions: list[Question]


@dataclass(frozen=True)
class Form:
    """A blank form: what is read out first, the consents asked, the sheets."""

    title: str
    extent: str
    points: list[str]
    limits: str
    consents: list[str]
    sheets: list[Sheet]

    @classmethod
    def of(cls, phase: Phase, *, extended: bool) -> "Form":
        """The form of a phase, with the core questions or all, in the language in force."""
        consents = CONSENTS_OF[phase]
        return cls(
            title=str(phase.title),
            extent=_("All questions") if extended else _("Core questions"),
            points=[str(blank_words.POINTS.get(point, POINTS[point])) for point in points_for(consents)],
            limits=str(LIMITS),
            consents=[str(dictionary.code_label("consent_type", kind)) for kind in consents],
            sheets=[
                sheet
                for section in in_order()
                if section.phase is phase and (sheet := _sheet(section, extended)).questions
            ],
        )


def _sheet(section: Section, extended: bool) -> Sheet:
    keys = section.all_fields if extended else section.fields
    asked = [key for key in keys if _is_on_paper(key)]
    notes = [
        str(section.lead) if section.repeats else "",
        _("Copy this sheet for each further entry.") if section.repeats else "",
        _("Only of a child, or of somebody whose age is in doubt.") if section.of_children else "",
    ]
    return Sheet(str(section.title), " ".join(note for note in notes if note), list(_questions(asked)))


def _is_on_paper(key: str) -> bool:
    return can_be_asked(key) and key not in LINK_FIELDS and dictionary.fields()[key].type != "file"


def _questions(keys: list[str]) -> Iterable[Question]:
    groups = groups_of(keys)
    last: object = ""
    for key in keys:
        heading = str(groups[key]) if groups[key] != last else ""
        last = groups[key]
        yield _question(dictionary.fields()[key], heading)


def _question(entry: FieldEntry, heading: str) -> Question:
    offered = states_offered(entry.key)
    told: dict[str, Any] = {
        "label": blank_words.field(entry.key),
        "hint": str(blank_words.HINTS.get(entry.key) or HINTS.get(entry.key, "")),
        "only_if": _only_if(entry.key),
        "is_locked": bool(lock_of(entry)),
        "heading": heading,
        "may_be_unknown": AnswerState.UNKNOWN not in offered,
        "may_be_declined": AnswerState.DECLINED not in offered,
    }
    shape = SHAPES.get(entry.type, "line")
    if entry.key in dictionary.BY_CODE_OF:
        of = dictionary.fields()[dictionary.BY_CODE_OF[entry.key]]
        rows = tuple(_boxes(of.code_list, dictionary.choices(of.code_list)))
        boxes = tuple(_boxes(entry.code_list, dictionary.choices(entry.code_list)))
        return Question(shape="table", rows=rows, boxes=boxes, **told)
    if shape != "boxes":
        return Question(shape=shape, **told)
    field: Any = field_for(entry.key)
    boxes = tuple(_boxes(entry.code_list, ((code, label) for code, label in field.choices if code)))
    if len(boxes) > MOST_BOXES:
        return Question(shape="line", **told)
    return Question(shape="boxes", boxes=boxes, several=entry.type == "multi", **told)


def _boxes(code_list: str, choices: Iterable[tuple[str, Any]]) -> Iterable[str]:
    return (blank_words.code(code_list, code, label) for code, label in choices)


def _only_if(key: str) -> str:
    """The condition of a question in words, as far as it names few answers."""
    condition = SHOW_WHEN.get(key)
    if condition is None:
        return ""
    asked = dictionary.fields()[condition.field]
    question = {"question": blank_words.field(asked.key)}
    named = [code for code in condition.codes if code]
    if not condition.names_codes:
        return _("Depends on the answer to: %(question)s.") % question
    if not asked.code_list:  # yes or no
        return _("Only if yes was answered to: %(question)s.") % question
    if len(named) > CODES_NAMED or len(named) < len(condition.codes):
        return _("Depends on the answer to: %(question)s.") % question
    answers = " / ".join(
        blank_words.code(asked.code_list, code, dictionary.code_label(asked.code_list, code))
        for code in named
    )
    return _("Only if %(question)s: %(answers)s.") % {**question, "answers": answers}
