"""Rows that many tests begin with: made once in a process by the actions of the house, then by the same statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection

Made = TypeVar("Made")
# A sealed row and its manifest are written by one statement that begins with WITH (vault/write.py).
WRITES = re.compile(r"\s*(?:(?:INSERT|UPDATE|DELETE)\b|WITH\b.*?\b(?:INSERT|UPDATE|DELETE)\b)", re.DOTALL)


class Once(Generic[Made]):
    """Builds something in the database the first time, and repeats what was written every other time.

    All databases of a process are clones of one template and tests leave nothing behind, so the rows are the same,
    identifiers included. `again` gives the things in memory anew, so that no test meets what another did to them.
    """

    def __init__(self, build: Callable[[], Made], again: Callable[[Made], Made]) -> None:
        self.build, self.again = build, again
        self.made: Made | None = None
        self.written: list[bytes] = []

    def __call__(self) -> Made:
        if self.made is None:
            with connection.execute_wrapper(self._note):
                self.made = self.build()
        else:
            with connection.cursor() as cursor:
                cursor.execute(b";".join(self.written).decode())
        return self.again(self.made)

    def _note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            self.written.append(context["cursor"].cursor.mogrify(sql, params))
        return execute(sql, params, many, context)
