"""What a line of the catalogue says."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Event:
    """A kind of event: its code, its sentence for the history page, and the facts it may carry."""

    name: str
    sentence: str | Promise
    facts: frozenset[str] = frozenset()
    # It changes the sealed rows of a case, and says which state they are in now (case_states.py).
    writes: bool = False
    # Written by an earlier release: read as ever, written no more.
    retired: bool = False


def event(
    name: str, sentence: str | Promise, facts: str = "", *, writes: bool = False, retired: bool = False
) -> Event:
    """A line: `facts` are names of audit.facts with blanks between."""
    state = ("serial", "scope_digest") if writes else ()
    return Event(name, sentence, frozenset((*facts.split(), *state)), writes, retired)
