"""What a record still needs when it is closed or handed on: said beside, and never in the way (practice.md P1).

Nothing sealed is opened for it: how full a section is stands beside its row. Which answers these are is named on the
case page, part by part.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cases.record.task_list import FULL, Progress, Task, progress, sections_for, task_of

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, SectionRow


def missing_of(user: "User", case: "Case", *, without: Collection[str] = ()) -> list[Task]:
    """The sections in which wanted answers are missing, of those this person may change, with the way to their questions.

    A section of several entries that has none lacks nothing. Two queries, whatever there is.
    """
    done = progress(case)
    found = []
    for section in sections_for(case, user):
        so_far = done.get(section.key, Progress())
        lacks = so_far.filled < FULL and not (section.repeats and not so_far.number)
        if lacks and section.key not in without:
            found.append(task_of(case, section, so_far, has_draft=False))
    return found


def missing_beside(user: "User", case: "Case", _row: "SectionRow") -> dict[str, Any]:
    """What stands beside the closure, whose own questions are on the page already."""
    return {"tasks": missing_of(user, case, without=("closure",))}
