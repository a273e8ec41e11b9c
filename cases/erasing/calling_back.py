"""What was taken out of a case and waits somewhere to be fetched is called back when the case is closed to its readers.

Upper floors register how; they are asked in the transaction of what happened (consent.md 4, confidentiality.md 10).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

Listener = Callable[["Case", "User | None"], object]
_listeners: list[Listener] = []


def on_call_back(listener: Listener) -> None:
    """Have `listener(case, holder)` called; an exception undoes what called back."""
    _listeners.append(listener)


def call_back(case: "Case", *, holder: "User | None" = None) -> None:
    """Destroy what waits of the case: of everybody, or of one `holder` who is to be kept away from it."""
    for listener in _listeners:
        listener(case, holder)
