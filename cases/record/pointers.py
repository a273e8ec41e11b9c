"""What answers of other sections say about the questions of one: shown beside them on request, and ticking nothing.

    pointers.register("determination", hints_of)

A section opens itself alone. Who wants to see what the others say follows a link (`?pointers=1`), and the door records
which sections were opened for it. For an entry about to be added the pointed-to answers may be offered as `initial`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

ASKED = "pointers"


@dataclass(frozen=True)
class Pointers:
    """`lines` to print by question, `initial` to offer for a new entry, and the sections that were `opened`."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)


Pointing = Callable[["User", "Case"], Pointers]
_by_section: dict[str, Pointing] = {}


def register(section: str, pointing: Pointing) -> None:
    """Name what points at a section's questions. Raises ValueError when something does already."""
    if section in _by_section:
        raise ValueError(f"{section} is pointed at already")
    _by_section[section] = pointing


def is_pointed_at(section: str) -> bool:
    """Whether there is anything to ask for."""
    return section in _by_section


def for_section(section: str, user: "User", case: "Case") -> Pointers:
    """Open the other sections and say what they point to."""
    return _by_section[section](user, case)
