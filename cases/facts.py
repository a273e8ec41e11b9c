"""How a rule of this floor asks something that an upper floor knows (house.md 2).

`needs` names a question at import; the app that can answer it registers a callable in its ready().
A question nobody answers stops the start (cases/checks.py).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.models import Case

Answer = Callable[["Case"], Any]

_needed: set[str] = set()
_answers: dict[str, Answer] = {}


def needs(name: str) -> str:
    """Declare that this floor will ask `name`; gives the name back."""
    _needed.add(name)
    return name


def register(name: str, answer: Answer) -> None:
    """Give the answer to `name`. Raises ValueError when it has one already."""
    if name in _answers:
        raise ValueError(f"{name} is answered twice")
    _answers[name] = answer


def ask(name: str, case: "Case") -> Any:
    """The answer of the upper floor. Raises KeyError for a name nobody registered."""
    return _answers[name](case)


def unanswered() -> list[str]:
    """Names somebody asks and nobody answers."""
    return sorted(_needed - _answers.keys())
