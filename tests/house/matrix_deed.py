"""What the access matrix has to be told of a single route that takes a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.house.matrix_asking import Sent
from tests.house.matrix_world import World

Given = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """Who does it, and what has to be said beside what the page's own form says.

    `page` is the view, or gives the address, of the page whose form it is, where it is not the route's own.
    `before` brings the world there by the actions of the house; what it gives replaces values of placeholders.
    """

    by: str = ""
    # Who else may, by first name; None: whoever sees the own case, or, where nothing is named, has the permission.
    may: str | None = None
    # Who knows of the thing and is told why not.
    knows: str = ""
    page: str | Callable[[World, Given], str] = ""
    sent: Sent | Callable[[World, Given], Sent] = field(default_factory=dict)
    before: Callable[[World], Given | None] | None = None
    # Answers with a page instead of leading to one.
    shows: bool = False
    # Looks something up, or begins a session, and nobody is told.
    only_looks: bool = False
    # Sent by a script: no page has a form for it.
    by_script: bool = False
    # Names that the view itself reads, beside what its form and the page's form say.
    takes: frozenset[str] = frozenset()
