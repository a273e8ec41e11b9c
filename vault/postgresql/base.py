"""Django's PostgreSQL backend; every transaction is given the context of whoever asks before it asks anything.

The context ends with the transaction in PostgreSQL; here it is only remembered, so that a transaction is
given it once and again when it changes. A statement outside of a transaction gets one of its own.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from vault import rows

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows which row context its transaction has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = rows.Given()
        self.execute_wrappers.append(self._under_context)

    def _under_context(
        self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if self.given.is_giving:
            return execute(sql, params, many, context)
        wanted = rows.wanted()
        if wanted is None:
            rows.require(self, sql)
        if self.in_atomic_block or not self.get_autocommit():
            # A failed transaction takes nothing but its rollback.
            if self.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
                self.given.give(self, wanted)
            return execute(sql, params, many, context)
        if wanted is None:
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):
            self.given.give(self, wanted)
            return execute(sql, params, many, context)

    def get_new_connection(self, conn_params: Any) -> Any:
        self.given.forget()
        return super().get_new_connection(conn_params)

    def _commit(self) -> Any:
        self.given.forget()
        return super()._commit()  # type: ignore[misc]  # missing in the stubs

    def _rollback(self) -> Any:
        self.given.forget()
        return super()._rollback()  # type: ignore[misc]  # missing in the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # missing in the stubs
        self.given.unsure()
