"""What a request wrote, in words that are the same for two requests which did the same."""

from __future__ import annotations

import re
from typing import Any

from audit.rows import INSERT_COLUMNS
from tests.house.matrix_asking import AUDIT, HOUSEKEEPING, Answer, tables

UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
# Hashes, codes over a row, links, receipts: drawn or computed from what is drawn.
TOKEN = re.compile(r"argon2\$\S+|[0-9a-f]{16,}|[\w-]{40,}")
COLUMNS, SET = re.compile(r'"(\w+)"'), re.compile(r'"(\w+)" = %s')
# Drawn by lot, or the next number of a sequence.
DRAWN = {"reference", "code_name", "object_id"}
# Tables whose rows are called by a code drawn by lot; elsewhere a code is one of a list.
CALLED_BY_LOT = {
    *("cases_interpreter", "cases_interpreterbooking", "cases_place", "resources_providerreferral"),
}
# No day on which a request makes anything: it can only have been planted.
PLANTED_DAY = "2001-02-03"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)?")


def traces(answer: Answer, known: str) -> list[str]:
    """Every statement that wrote, with its values; identifiers that are not in `known` were made by the request."""
    return [
        f"{' '.join(sql.split())} <- {_said(sql, values, known)}"
        for sql, values in answer.writes
        if not tables([(sql, values)]) & set(HOUSEKEEPING)
    ]


def _said(sql: str, values: Any, known: str) -> list[str]:
    """The values, each behind its column where the statement names one for each."""
    given = list(values.values() if isinstance(values, dict) else values or ())
    names = COLUMNS.findall(sql.partition(" VALUES ")[0]) if sql.startswith("INSERT") else SET.findall(sql)
    names = [name for name in names if name not in tables([(sql, values)])]
    drawn = DRAWN | {"code"} if tables([(sql, values)]) & CALLED_BY_LOT else DRAWN
    if tables([(sql, values)]) == {AUDIT}:
        names = list(INSERT_COLUMNS)
    return [
        "drawn" if names and names[number % len(names)] in drawn else _steady(value, known)
        for number, value in enumerate(given)
    ]


def _steady(value: Any, known: str) -> str:
    if isinstance(value, list) and value and all(isinstance(one, int) for one in value):
        return f"{len(value)} tags"  # with others among them that stand for nothing
    if isinstance(value, list | tuple):
        return f"{[_steady(one, known) for one in value]}"
    if isinstance(value, bytes | memoryview) or type(value).__name__ == "Binary":
        return "bytes"
    said = f"{getattr(value, 'obj', value)}"
    said = UUID.sub(lambda found: found[0] if found[0] in known else "new", said)
    said = TOKEN.sub("token", said)
    return MOMENT.sub(lambda found: found[0] if found[0].startswith(PLANTED_DAY) else "moment", said)
