"""Whether a whole case was put back to an earlier state, its manifest with it.

The vault notices a row that does not fit its case's manifest; a case put back together with its manifest
fits. Every event of a save therefore notes serial and digest of the state it left (catalogue.Event.writes).
One serial with two digests, or a case at an earlier serial than its events knew, was put back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg2.extensions import connection

NOTED = (
    "SELECT scope::text, (facts->>'serial')::bigint, facts->>'scope_digest', id FROM audit_event"
    " WHERE scope IS NOT NULL AND facts ? 'serial' ORDER BY scope, id"
)
BATCH = 5000


@dataclass
class Noted:
    """What the events know of one case: the newest serial with its digest, and where two states share a serial."""

    scope: str
    serial: int
    digest: str
    event: int
    forks: list[tuple[int, int]]


def noted(link: connection) -> Iterator[Noted]:
    """Case by case what its events noted, over a reader's connection."""
    with link.cursor(name="case_states") as cursor:
        cursor.itersize = BATCH
        cursor.execute(NOTED)
        state: Noted | None = None
        digests: dict[int, tuple[str, int]] = {}
        for scope, serial, digest, event in cursor:
            if state is None or scope != state.scope:
                if state is not None:
                    yield state
                state, digests = Noted(scope, serial, digest, event, []), {}
            known = digests.setdefault(serial, (digest, event))
            if known[0] != digest:
                state.forks.append((known[1], event))
            if serial >= state.serial:
                state.serial, state.digest, state.event = serial, digest, event
        if state is not None:
            yield state


def problems(states: Iterator[Noted], present: dict[str, tuple[int, str]]) -> Iterator[str]:
    """Plain sentences about every case that is not what its events say; `present` is serial and digest by case."""
    for state in states:
        for first, second in state.forks:
            yield (
                f"Case {state.scope} was put back to an earlier state: events {first} and {second} were written"
                " on two different states with the same number."
            )
        if state.scope not in present:
            yield f"Case {state.scope} has lost its manifest; event {state.event} knew it."
            continue
        serial, digest = present[state.scope]
        if serial < state.serial:
            yield (
                f"Case {state.scope} was put back: it is in state {serial}, and event {state.event} left it in"
                f" state {state.serial}."
            )
        elif serial == state.serial and digest != state.digest:
            yield f"Case {state.scope} is not in the state that event {state.event} left it in."
