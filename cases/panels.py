"""Where upper floors hang a tab on the case page, each with its own permission (house.md 2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accounts.permissions import Permission
from cases import access

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@dataclass(frozen=True)
class Panel:
    """A tab: `context` is called with the user and the case only when the tab is shown."""

    key: str
    title: str | Promise
    template: str
    permission: Permission
    context: Callable[["User", "Case"], dict[str, Any]]
    order: int = 100
    # Whether there is anything to show on this case; asked for the row of tabs on each of its pages.
    applies: Callable[["Case"], bool] = lambda _case: True


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Hang a tab. Raises ValueError when its key is taken."""
    if panel.key in _panels:
        raise ValueError(f"{panel.key} is a panel already")
    _panels[panel.key] = panel


def panels_for(user: "User", case: "Case") -> list[Panel]:
    """The tabs this user may see on this case, in order."""
    allowed = [
        panel
        for panel in _panels.values()
        if access.may(user, panel.permission, case) and panel.applies(case)
    ]
    return sorted(allowed, key=lambda panel: (panel.order, panel.key))
