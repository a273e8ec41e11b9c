"""Row security's context: for whom PostgreSQL shows rows, and the proof that the application says so.

    with rows.entered(rows.system("tidy_cases")):
        …       # every transaction in here is given that context before its first statement

What is wanted lives in a context variable; vault/postgresql gives it to each transaction, signed with the
ring's key `rows` over the claims, the backend and the transaction (docs/decisions/0090). Whoever does not
enter a context sees no row of any case.
"""

import hashlib
import hmac
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vault import ring

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

KEY: Final = "rows"
OWNER: Final = "wayhome_owner"
# A transaction that hangs loses its rows after this many seconds; one that goes on is given them again.
LIFE_SECONDS: Final = 900
_SYSTEM: Final = re.compile(r"[a-z_]+")
_PERMISSION: Final = re.compile(r"[a-z_]+")


@dataclass(frozen=True)
class RowContext:
    """Whose rows: a person with the offices of some permissions, or a named process of the house."""

    claims: str


def person(user: uuid.UUID, offices: Mapping[str, Iterable[uuid.UUID]]) -> RowContext:
    """The context of a person; `offices` says by permission where it is held."""
    held = []
    for permission, where in sorted(offices.items()):
        if not _PERMISSION.fullmatch(permission):
            raise ValueError(f"{permission!r} is no permission")
        held.append(f"{permission}={{{','.join(str(uuid.UUID(str(office))) for office in where)}}}")
    return RowContext(";".join([f"u={uuid.UUID(str(user))}", *held]))


def system(name: str) -> RowContext:
    """The context of a named process; PostgreSQL refuses one that row_security_system does not list."""
    if not _SYSTEM.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a process")
    return RowContext(f"s={name}")


class NoRowContext(RuntimeError):
    """A statement on rows of cases by nobody: PostgreSQL would show none, which is easily taken for "there are none"."""


_wanted: ContextVar[RowContext | None] = ContextVar("row_context", default=None)


def wanted() -> RowContext | None:
    """The context that the next statement needs; None where nobody entered one."""
    return _wanted.get()


@contextmanager
def entered(context: RowContext | None) -> Iterator[None]:
    """Every statement inside runs under `context`, and the ones after the block under what was before."""
    token: Token[RowContext | None] = _wanted.set(context)
    try:
        yield
    finally:
        _wanted.reset(token)


def replace(context: RowContext | None) -> None:
    """Go on under another context until the block around ends: somebody signed in or out within a request."""
    _wanted.set(context)


def require(link: "BaseDatabaseWrapper", statement: str) -> None:
    """Refuse a statement that names a protected table where no context was entered. Raises NoRowContext."""
    if link.settings_dict["USER"] == OWNER or not statement.startswith(
        ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
    ):
        return  # migrations name themselves in SQL; the rest makes tables and transactions
    address = (link.settings_dict["HOST"], link.settings_dict["PORT"], link.settings_dict["NAME"])
    if (named := _named.get(address)) is None:
        with link.wrap_database_errors, link.connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(table_name, '|') FROM row_security_table")
            named = _named[address] = re.compile(rf"\b(?:{cursor.fetchone()[0] or '-'})\b")
    if found := named.search(statement):
        raise NoRowContext(
            f"{found.group()} is read or written without a row context: see accounts/acting.py"
        )


_named: dict[tuple[str, ...], re.Pattern[str]] = {}


class Given:
    """What one connection's transaction has been given."""

    def __init__(self) -> None:
        self.is_giving = False
        self.forget()

    def forget(self) -> None:
        """The transaction is over, or was rolled back to where it may have had another context."""
        self._context: RowContext | None = None
        self._is_known = False
        self._until = 0.0
        self._moment = 0
        self._ahead = 0.0

    def unsure(self) -> None:
        """The same transaction was rolled back to a savepoint, and its context with it."""
        self._is_known = False

    def give(self, link: "BaseDatabaseWrapper", context: RowContext | None) -> None:
        """Bring the transaction under `context`, unless it is already. Raises DatabaseError where it is refused."""
        if self._is_known and context == self._context and time.monotonic() < self._until:
            return
        if context is None and not self._moment:
            return  # nothing was given since this transaction began
        self.is_giving = True
        try:
            with link.wrap_database_errors, link.connection.cursor() as cursor:
                self._send(cursor, link, context)
        finally:
            self.is_giving = False
        self._context, self._is_known = context, True

    def _send(self, cursor: Any, link: "BaseDatabaseWrapper", context: RowContext | None) -> None:
        """Over the driver's own cursor: this is no query of whoever counts theirs."""
        if context is None:
            cursor.execute("SELECT set_config('wayhome.context', '', true)")
            self._until = float("inf")
            return
        version, key = ring.get(link.alias).current(KEY)
        if not self._moment:
            cursor.execute("SELECT row_security_moment(), extract(epoch FROM clock_timestamp())::bigint")
            self._moment, clock = cursor.fetchone()
            self._ahead = clock - time.monotonic()
        now = time.monotonic()
        claims = f"{context.claims};e={int(now + self._ahead) + LIFE_SECONDS}"  # by the database's clock
        signed = f"{claims}|{link.connection.get_backend_pid()}|{self._moment}".encode()
        cursor.execute(
            "SELECT row_context_enter(%s, %s, %s)",
            [claims, version, hmac.digest(key, signed, hashlib.sha256)],
        )
        self._until = now + LIFE_SECONDS / 2
