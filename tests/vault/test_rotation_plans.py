"""How a rotation asks PostgreSQL: the same way whatever its statistics say, which lag behind while keys are replaced."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection

from tests.vault.cells import Cell
from vault import ring, rotation

pytestmark = pytest.mark.django_db


def _nodes(plan: dict[str, Any]) -> set[str]:
    return {plan["Node Type"]}.union(*(_nodes(part) for part in plan.get("Plans", ())))


@pytest.mark.parametrize(
    ("name", "table"), [("kek.identity", "vault_scopekey"), ("manifest", "vault_manifest")]
)
def test_batches_are_read_by_an_index_and_written_where_the_rows_lie(
    settings: Any, name: str, table: str
) -> None:
    """A batch that collects, sorts or compares all that is left makes a large rotation last for hours."""
    settings.VAULT_RING_CHECK_SECONDS = 0
    ring.forget()
    Cell.objects.bulk_create(Cell(scope=uuid.uuid4(), first_name=f"Name {n}") for n in range(300))
    plans: dict[str, set[str]] = {}

    def explained(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        word = sql.split(" ", 1)[0]
        if table in sql and (word == "UPDATE" or "FOR UPDATE" in sql):
            told = execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            (found,) = context["cursor"].fetchone() if told is None else told
            found = json.loads(found) if isinstance(found, str) else found
            plans[word] = _nodes(found[0]["Plan"])
        return execute(sql, params, many, context)

    job = rotation.begin(name)
    ring.forget()
    with connection.execute_wrapper(explained):
        assert rotation.run(job.pk, batch=100).done == 300
    ring.forget()
    assert plans["SELECT"] == {"Limit", "LockRows", "Index Scan"}
    assert "Tid Scan" in plans["UPDATE"]
    assert plans["UPDATE"].isdisjoint({"Seq Scan", "Index Scan", "Materialize", "Hash", "Sort"})
