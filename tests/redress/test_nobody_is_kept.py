"""Who writes on the neutral page stays nobody, also where the browser happens to be signed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from audit import rows, store

SENT = {"text": "The night guard takes money for the key", "place": "", "contact": ""}
TELLING = ("actor", "on_behalf_of", "office", "session", "request", "origin")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The events of this test as they are inserted, by column."""
    seen: list[dict[str, Any]] = []
    insert = store.write

    def write(prepared: Any) -> None:
        seen.extend(dict(zip(rows.INSERT_COLUMNS, row, strict=True)) for row in prepared)
        insert(prepared)

    monkeypatch.setattr(store, "write", write)
    return seen


def test_a_member_of_staff_complains_as_nobody(
    cast: SimpleNamespace, client_of: Any, written: list[dict[str, Any]]
) -> None:
    """The event must not tell a signed-in worker from a stranger: it is read at the office complained about."""
    for client in (client_of(cast.amina), Client()):
        written.clear()
        assert b"receipt" in client.post("/feedback/", SENT).content
        (event,) = [row for row in written if row["name"] == "complaint.received"]
        assert {name: event[name] for name in TELLING} == dict.fromkeys(TELLING)
        assert str(cast.amina.pk) not in str(written)
