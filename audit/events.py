"""`record`, the one way to write an event of the catalogue.

An event is written in the transaction of what it tells: no event, no deed. Reads are events too.
`record` never gets a value somebody typed; see facts.py.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from audit import context, store
from audit.catalogue import EVENTS
from audit.facts import FactNotAllowed, checked
from vault import keys

RESULTS = ("done", "refused", "failed")


class UnknownEvent(ValueError):
    """The event's name is not in the list."""


Subject = models.Model | tuple[str, uuid.UUID | str | int]


def record(
    name: str,
    *,
    subject: Subject | None = None,
    office: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    purpose: str = "",
    result: str = "done",
    actor: Any = None,
    scope: uuid.UUID | None = None,
    apart: bool = False,
) -> uuid.UUID:
    """Write one event in the transaction under way and give its number used once.

    `subject` is a model instance or (label, id); `scope`, the case it belongs to, is taken from the
    instance's vault_scope() unless given. `office` is taken from the record or its case, else it is the
    only office of whoever acts. `actor` is a person or an id where the context is not to be used.
    A refusal or failure inside a request is written after its transaction, so that it stays although that
    rolls back (outcome.py); elsewhere `apart` does the same over a connection of its own. Raises
    UnknownEvent, FactNotAllowed, or NotRecorded: then what was to be recorded must not happen either.
    """
    prepared = prepare(name, subject, office, facts, purpose, result, actor, scope)
    if result != "done" and store.wait(prepared):
        pass
    elif apart:
        store.write_apart([prepared])
    else:
        store.write([prepared])
    return uuid.UUID(prepared[0])


def record_many(prepared: Iterable[tuple[str | None, ...]]) -> None:
    """Write many prepared events in one statement, for work in bulk."""
    store.write(list(prepared))


def prepare(
    name: str,
    subject: Subject | None = None,
    office: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    purpose: str = "",
    result: str = "done",
    actor: Any = None,
    scope: uuid.UUID | None = None,
) -> tuple[str | None, ...]:
    """The fields of an event, checked and under their code, as `record_many` takes them."""
    if name not in EVENTS or EVENTS[name].retired:
        raise UnknownEvent(f"{name} is not in the list of events that are written")
    if result not in RESULTS:
        raise FactNotAllowed(f"{name}: the result is one of {', '.join(RESULTS)}")
    label, number = _named(subject)
    if scope is None:
        belongs_to = getattr(subject, "vault_scope", None)
        scope = belongs_to() if belongs_to else None
    given = dict(facts or {})
    if EVENTS[name].writes and scope is not None and (state := keys.scope_state(scope)):
        given["serial"], given["scope_digest"] = state
    return store.prepare(
        name=name,
        object_label=label,
        object_id=number,
        office=office or _office_of(subject, actor),
        scope=scope,
        on_behalf_of=_stood_in_for(subject),
        purpose=purpose,
        result=result,
        actor=getattr(actor, "pk", actor),
        facts=checked(name, EVENTS[name].facts, given),
    )


def _office_of(subject: Subject | None, actor: Any) -> uuid.UUID | None:
    """The office of a record or of its case; where there is none, the only office of whoever acts."""
    for record in (subject, _case_of(subject)):
        found = getattr(record, "office_id", None)
        if found:
            return uuid.UUID(str(found))
    person = actor if hasattr(actor, "only_office_id") else context.current().person
    return getattr(person, "only_office_id", None)


def _stood_in_for(subject: Subject | None) -> uuid.UUID | None:
    """Whose absence gave access to this case (the door notes it on the case)."""
    return getattr(_case_of(subject) or subject, "reached_for", None)


def _case_of(subject: Subject | None) -> Any:
    try:
        return getattr(subject, "case", None)
    except ObjectDoesNotExist:
        return None


def _named(subject: Subject | None) -> tuple[str | None, str | None]:
    if subject is None:
        return None, None
    if isinstance(subject, tuple):
        return subject[0], str(subject[1])
    return subject._meta.label_lower, str(subject.pk)


def sentence(row: Mapping[str, Any], actor: str) -> str:
    """The sentence of an event as reading.py gives it, with the name the caller found for its actor."""
    facts = {"count": "", **(row.get("facts") or {})}
    return str(EVENTS[row["name"]].sentence) % {**facts, "actor": actor}
