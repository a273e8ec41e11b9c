"""What stands beside a section on its page: a suggestion with its reasons, the button of a decision, a warning.

    beside.register(Beside("determination", "determination/_beside.html", context=suggestion_of))

An action that decides (section.DECIDED_BY_AN_ACTION) gets its own page with its own permission; what is registered
here leads there. `context` is called with the user, the case and the row (stored or new) when the page is shown, and
gives what the template needs, or None for nothing to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, SectionRow
    from cases.section import Section

Context = Callable[["User", "Case", "SectionRow"], dict[str, Any] | None]


@dataclass(frozen=True)
class Beside:
    """One block on the page of a section, or of each of its entries; above the questions, in the order of `order`."""

    section: str
    template: str
    context: Context
    order: int = 100


_blocks: dict[tuple[str, str], Beside] = {}


def register(block: Beside) -> None:
    """Put a block beside a section. Raises ValueError when the same template stands there already."""
    place = (block.section, block.template)
    if place in _blocks:
        raise ValueError(f"{block.template} stands beside {block.section} already")
    _blocks[place] = block


def shown(user: "User", case: "Case", section: "Section", row: "SectionRow") -> list[dict[str, Any]]:
    """The blocks of a page: `template` and its `context`, in order."""
    found = sorted(
        (block for block in _blocks.values() if block.section == section.key), key=lambda one: one.order
    )
    contexts = [(block.template, block.context(user, case, row)) for block in found]
    return [
        {"template": template, "context": context} for template, context in contexts if context is not None
    ]
