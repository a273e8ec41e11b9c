"""Where rules listen for what was saved in a case: the deed and all that must follow share one transaction.

    saved.on_save("law_enforcement", risk_events.look)

A listener is called as `listener(actor=…, case=…, row=…, changed={key: (former, new)})` after the row, its former
answers and its event are written. An exception undoes the save. A removed or restored entry changes nothing of
itself: `changed` is empty then.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

Changed = Mapping[str, tuple[Any, Any]]
Listener = Callable[..., None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on_save(section: str, listener: Listener) -> None:
    """Have `listener` called when a row of the section was saved; `consent` is one of them."""
    _listeners[section].append(listener)


def tell(*, actor: "User", case: "Case", section: str, row: Any, changed: Changed) -> None:
    """Call everybody who listens for this section, in the order they registered."""
    for listener in _listeners[section]:
        listener(actor=actor, case=case, row=row, changed=changed)
