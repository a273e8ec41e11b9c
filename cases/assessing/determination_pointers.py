"""What answers of other sections point to on the page of the determination's questions."""

from typing import TYPE_CHECKING

from cases.assessing import determination_record
from cases.assessing.determination import DIMENSIONS
from cases.assessing.determination_page import hint_line
from cases.record.pointers import Pointers

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def point(user: "User", case: "Case") -> Pointers:
    """Hints by the question that holds the indicator; nothing is ticked by them."""
    hints, acts = determination_record.hints_for(user, case)
    lines: dict[str, list[str]] = {}
    for hint in hints:
        key = DIMENSIONS[hint.key[:2]]
        lines.setdefault(key, []).append(hint_line(key, hint.key[3:], hint))
    for hint in acts:
        lines.setdefault("act_elements", []).append(hint_line("act_element", hint.key, hint))
    opened = determination_record.opened_for(user, case, determination_record.HINTING)
    return Pointers(lines=lines, opened=opened)
