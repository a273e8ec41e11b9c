"""What an event may say beside who, what and when: names, codes, counts, identifiers and hashes.

A value somebody typed has no way in. Every fact has one kind in the whole house, so that `sections` means
the same in every event; `catalogue.EVENTS` says which facts an event may carry.
"""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

# Lower-case words, or an upper-case country or language code; no blanks, quotes or line breaks, so that the
# text form of a fact needs no escaping anywhere (rows.py relies on it).
CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}|[A-Z]{2,3}")
HASH = re.compile(r"[0-9a-f]{8,64}")

Value = str | int | bool | list[str] | None


class FactNotAllowed(ValueError):
    """An event was to be recorded with a fact, or a form of it, that its entry in the list does not name."""


def _code(value: Any) -> str:
    text = str(value)
    if not isinstance(value, str) or not CODE.fullmatch(text):
        raise FactNotAllowed("not a code")
    return text


def _codes(value: Any) -> list[str]:
    if isinstance(value, str):
        raise FactNotAllowed("a list of codes is wanted")
    return [_code(item) for item in value]


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FactNotAllowed("not a whole number")
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise FactNotAllowed("neither true nor false")
    return value


def _identifier(value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise FactNotAllowed("not an identifier") from None


def _identifiers(value: Any) -> list[str]:
    return [_identifier(item) for item in value]


def _hash(value: Any) -> str:
    if not isinstance(value, str) or not HASH.fullmatch(value):
        raise FactNotAllowed("not a hash")
    return value


def _hashes(value: Any) -> list[str]:
    return [_hash(item) for item in value]


def _scalar(value: Any) -> str | int | bool:
    """A setting's value: a number, a code, or true or false."""
    return value if isinstance(value, bool | int) else _code(value)


KINDS: dict[str, Callable[[Any], Value]] = {
    "approval": _identifier,
    "archive_hash": _hash,
    "case": _identifier,
    "categories": _codes,
    "channel": _code,
    "code": _code,
    "consent_type": _code,
    "count": _count,
    "countries": _codes,
    "decision": _code,
    "differs": _flag,
    "trained": _flag,
    "duty": _code,
    "early": _flag,
    "effect_from": _code,
    "errors": _count,
    "fields": _codes,
    "figures": _codes,
    "file_hash": _hash,
    "filters": _codes,
    "format": _code,
    "ids_hash": _hash,
    "immediate": _flag,
    "key": _code,
    "kind": _code,
    "language": _code,
    "late": _flag,
    "method": _code,
    "minutes": _count,
    "new": _scalar,
    "number": _count,
    "offices": _identifiers,
    "old": _scalar,
    "outcome": _code,
    "page": _count,
    "permission": _code,
    "problems": _count,
    "reach": _codes,
    "reason": _code,
    "recipient": _identifier,
    "recipient_kind": _code,
    "restricted": _flag,
    "risk": _code,
    "role": _code,
    "rows": _count,
    "sampled": _flag,
    "scope": _code,
    "seals": _count,
    "scope_digest": _hash,
    "section": _code,
    "serial": _count,
    "sections": _codes,
    "setting": _code,
    "status": _code,
    "step": _code,
    "suggested": _code,
    "suppressed": _count,
    "tags_hash": _hash,
    "tags_hashes": _hashes,
    "unknown": _flag,
    "user": _identifier,
    "version": _count,
    "view": _code,
    "watermark": _code,
    "withdrawn": _codes,
}


def checked(event: str, allowed: frozenset[str], given: Mapping[str, Any]) -> dict[str, Value]:
    """The facts of `event` in the form that is stored; raises FactNotAllowed for an unknown name or form."""
    result: dict[str, Value] = {}
    for name, value in given.items():
        if name not in allowed:
            raise FactNotAllowed(f"{event} may not carry the fact {name!r}")
        try:
            result[name] = None if value is None else KINDS[name](value)
        except FactNotAllowed as problem:
            # The value itself is not repeated: this message reaches the log.
            raise FactNotAllowed(f"{event}: the fact {name!r} is {problem}") from None
    return result


def as_stored(facts: Mapping[str, Value]) -> str:
    """The facts exactly as PostgreSQL prints the jsonb value, so that a code over it can be checked later.

    jsonb sorts names by length, then by bytes; the values need no escaping.
    """
    ordered = {name: facts[name] for name in sorted(facts, key=lambda name: (len(name), name))}
    return json.dumps(ordered, ensure_ascii=True)
