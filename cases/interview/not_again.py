"""Which questions a person asked not to be asked again (interface.md): no form asks them, in no office."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from accounts import acting
from cases import dictionary
from cases.interview import refusals
from cases.models import Case, NotAgain
from vault.sealed import open_many

if TYPE_CHECKING:
    from cases.section import Section

QUESTION_OPTION = "not_again"
# Sections of the dictionary whose questions staff answer among themselves: nobody is asked there …
OF_STAFF = frozenset(
    {"consent", "registration", "referral_source", "interview", "determination", "assistance", "closure"}
)
# … but for what only the person can tell.
TOLD_ALL_THE_SAME = frozenset({"beneficiary_feedback", "retrafficked"})


def is_told(key: str) -> bool:
    """Whether the person is asked this question, hence may wish not to be asked it again. KeyError for an unknown key."""
    return dictionary.fields()[key].section not in OF_STAFF or key in TOLD_ALL_THE_SAME


def of_section(case: Case, section: "Section") -> Mapping[str, date | None]:
    """What the person asked not to be asked again in one section: no query for one where nobody asks her."""
    keys = [key for key in section.all_fields if is_told(key)]
    known = of_case(case) if keys else {}
    return {key: known[key] for key in keys if key in known}


def of_case(case: Case) -> Mapping[str, date | None]:
    """By field, the day on which the person asked here; None where she asked at another case of hers.

    Her wish goes with her through the links that stand, as her refusal of an interpreter does (refusals.py): nothing is
    copied, and what she says here, later or earlier, counts here. Opened once for this instance of the case.
    """
    known: dict[str, date | None] | None = case.__dict__.get("_not_again")
    if known is None:
        row: NotAgain | None = getattr(case, "not_again", None)  # read with the case by its door
        here = row.questions if row else {}
        known = {key: None for key in _elsewhere(case) if key not in here}
        known |= {key: date.fromisoformat(one["on"]) for key, one in here.items() if not one.get("asked")}
        case.__dict__["_not_again"] = known
    return known


def _elsewhere(case: Case) -> set[str]:
    """Questions she asked not to be asked again at her other cases, whoever may see those: for rules, yes or no alone."""
    others = refusals.linked(case)
    if not others:
        return set()
    with acting.by_rule(refusals.RULE):
        rows = NotAgain.objects.filter(case__in=others, case__closed_to_use_at__isnull=True)
        opened = open_many(rows)
    return {key for row in opened for key, one in row.questions.items() if not one.get("asked")}


def forget(case: Case) -> None:
    """Ask the database again at the next question."""
    case.__dict__.pop("_not_again", None)
    case._state.fields_cache.pop("not_again", None)
