"""Who is acting, for every event recorded below: set once by the middleware, a task or a command.

`acting` nests: what is not given is taken from the context around it.
"""

import ipaddress
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from vault import keys


@dataclass(frozen=True)
class Acting:
    """Who acts, from which session and address, under which request or system process."""

    user: Any = None
    on_behalf_of: uuid.UUID | None = None
    request_id: uuid.UUID | None = None
    system: str = ""
    request: HttpRequest | None = field(default=None, repr=False)

    @property
    def user_id(self) -> uuid.UUID | None:
        """The signed-in person's identifier, read when asked: sign-in may happen inside the request."""
        return getattr(self.person, "pk", self.person) if self.person is not None else None

    @property
    def person(self) -> Any:
        """Whoever acts, as a person where one is known, else as an identifier."""
        return self.user if self.user is not None else getattr(self.request, "user", None)

    @property
    def session(self) -> str | None:
        """A keyed hash of the session's key: joins the events of one session, opens none."""
        key = getattr(getattr(self.request, "session", None), "session_key", None)
        return fingerprint("session", key) if key else None

    @property
    def origin(self) -> str | None:
        """A keyed hash of the network (/64 or /24) the request came from."""
        network = network_of(self.request) if self.request is not None else None
        return fingerprint("origin", network) if network else None


NOBODY = Acting()
_current: ContextVar[Acting] = ContextVar("audit_context", default=NOBODY)


def current() -> Acting:
    """The context in force; an empty one where nobody set any."""
    return _current.get()


@contextmanager
def acting(
    *,
    user: Any = None,
    on_behalf_of: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
    system: str = "",
    request: HttpRequest | None = None,
) -> Iterator[Acting]:
    """Everything recorded inside is attributed to `user` (a person or an id) or to the process `system`."""
    given = {
        "user": user,
        "on_behalf_of": on_behalf_of,
        "request_id": request_id,
        "system": system,
        "request": request,
    }
    token = _current.set(replace(current(), **{name: value for name, value in given.items() if value}))
    try:
        yield current()
    finally:
        _current.reset(token)


@contextmanager
def from_request(request: HttpRequest) -> Iterator[Acting]:
    """The context of a web request, for the middleware."""
    token = _current.set(Acting(request=request, request_id=getattr(request, "id", None) or uuid.uuid4()))
    try:
        yield current()
    finally:
        _current.reset(token)


@contextmanager
def unnamed(system: str) -> Iterator[Acting]:
    """Everything recorded inside is the deed of `system` alone: no person, session, network or request is noted."""
    token = _current.set(Acting(system=system))
    try:
        yield current()
    finally:
        _current.reset(token)


def network_of(request: HttpRequest) -> str | None:
    """The /64 (IPv6) or /24 (IPv4) network of the caller; a proxy's word counts only where one is declared."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # The last entry is the one our own proxy wrote; the others are the caller's claim.
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return str(ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 24), strict=False))


def fingerprint(kind: str, text: str) -> str:
    """A short keyed hash of something that must not be stored itself."""
    return keys.keyed_hash(f"audit {kind}", text).hex()[:16]
