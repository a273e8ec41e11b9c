"""What row security costs: the same statements as the application and as a role that goes past it, in one run.

Both sides go through Django's cursors, so the driver is on both. Beside the whole time stands what PostgreSQL says it
planned and executed for (medians of EXPLAIN ANALYZE, whose clock makes executing look slower). The last line is what a
request does: every statement of a case's page in one transaction, which is given its context first.

`python -m config.bench.rows [cases]`: a scratch database with that many cases (100,000), copied by plain SQL from a few
generated ones, spread over the offices; one supervisor, and one caseworker with 200 grants.
"""

import json
import os
import statistics
import sys
import time
from contextlib import closing
from functools import cache
from typing import Any

import psycopg2

from config.bench.scratch import installation

REPEAT = 60
MOST = 1.4

GROW = """
SELECT row_context_migration();
CREATE TEMP TABLE made AS SELECT gen_random_uuid() AS id, n,
    (SELECT array_agg(id) FROM accounts_office)[1 + n %% (SELECT count(*) FROM accounts_office)] AS office
    FROM generate_series(1, %s) n;
INSERT INTO cases_case SELECT (jsonb_populate_record(NULL::cases_case, to_jsonb(c) || jsonb_build_object('id', m.id,
    'reference', 'X' || lpad(m.n::text, 8, '0'), 'office_id', m.office, 'restricted_case', m.n %% 50 = 0,
    'registration_date', current_date - (m.n %% 3000)))).* FROM made m, (SELECT * FROM cases_case LIMIT 1) c;
INSERT INTO cases_person SELECT gen_random_uuid(), 'bench ' || n, id FROM made;
INSERT INTO cases_trafficking SELECT (jsonb_populate_record(NULL::cases_trafficking, to_jsonb(t) || jsonb_build_object(
    'id', gen_random_uuid(), 'case_id', m.id))).* FROM made m, (SELECT * FROM cases_trafficking LIMIT 1) t;
"""
GRANTS = """
SELECT row_context_migration();
INSERT INTO cases_casegrant (permission_id, user_id, case_id, office_id, kind, valid_from, given_by_id, reason)
SELECT (SELECT permission_id FROM cases_casegrant LIMIT 1), %(user)s, id, office_id, 'co_worker', now(), %(user)s,
    'assigned' FROM cases_case WHERE office_id = %(office)s AND reference LIKE 'X%%' ORDER BY reference LIMIT 200;
"""
REACH = "office_id = %(office)s AND NOT restricted_case AND erased_at IS NULL"
STATEMENTS = {
    "one case by key": "SELECT id, reference, status FROM cases_case WHERE id = %(case)s",
    "list of 50": f"SELECT id, reference FROM cases_case WHERE {REACH} ORDER BY registration_date DESC, reference LIMIT 50",
    "list of 50, by grants": (
        "SELECT id, reference FROM cases_case WHERE id IN (SELECT case_id FROM cases_casegrant WHERE user_id = %(user)s"
        " AND office_id = %(office)s AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now()))"
        " ORDER BY registration_date DESC, reference LIMIT 50"
    ),
    "rows of one case": "SELECT id FROM cases_trafficking WHERE case_id = %(case)s",
    "rows of 50 cases": "SELECT id FROM cases_trafficking WHERE case_id = ANY(%(cases)s::uuid[])",
    "rows of one case, by grants": "SELECT id FROM cases_trafficking WHERE case_id = %(granted)s",
    "count of all their rows": "SELECT count(*) FROM cases_trafficking",
    "count of the office": f"SELECT count(*) FROM cases_case WHERE {REACH}",
}


def main(cases: int) -> None:
    """Measure and print."""
    with installation():
        import django

        django.setup()
        from accounts import acting
        from accounts.models import User
        from config.bench import world

        world.prepare()
        world.grow(5, 1)
        for statement, values in ((GROW, (cases,)),):
            _as_owner(statement, values)
        people = {name: User.objects.get(email__startswith=f"{name}@") for name in ("bruno", "amina")}
        office = people["bruno"].memberships_now()[0].office_id
        _as_owner(GRANTS, {"user": str(people["amina"].pk), "office": str(office)})
        world.refresh_statistics()
        print(
            f"{cases:,} cases, {REPEAT} times each, medians in milliseconds; load {os.getloadavg()[0]:.1f}\n"
            f"{'':<28}{'without':>9}{'with':>9}{'ratio':>8}{'planned':>16}{'executed':>16}"
        )
        for name, statement in STATEMENTS.items():
            user = people["amina" if "grants" in name else "bruno"]
            _line(name, statement, acting.row_context_of(user), {"user": str(user.pk), "office": str(office)})
        _page(people["bruno"])


def _as_owner(statements: str, values: Any) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as link, link, link.cursor() as cursor:
        cursor.execute(statements, values)


def _line(name: str, statement: str, context: Any, values: dict[str, Any]) -> None:
    from django.db import connection, transaction

    from vault import rows

    with rows.entered(rows.system("check_vault")), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id::text FROM cases_case WHERE {REACH} AND reference LIKE 'X%%' LIMIT 50", values
        )
        some = [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT case_id::text FROM cases_casegrant WHERE user_id = %(user)s LIMIT 50", values)
        granted = [number for (number,) in cursor.fetchall()] or some
    past = _past_policies()
    found: dict[str, list[tuple[float, float, float]]] = {"with": [], "without": []}
    for turn in range(REPEAT):
        given = {
            **values,
            "case": some[turn % len(some)],
            "cases": some,
            "granted": granted[turn % len(granted)],
        }
        with rows.entered(None), transaction.atomic(using=past):
            found["without"].append(_measured(past, statement, given))
        with rows.entered(context), transaction.atomic():
            found["with"].append(_measured("default", statement, given))
    (without, plan, run), (with_it, its_plan, its_run) = (
        [statistics.median(column) for column in zip(*found[key], strict=True)] for key in ("without", "with")
    )
    _print(name, without, with_it, f"{plan:>8.2f}{its_plan:>8.2f}{run:>8.2f}{its_run:>8.2f}")


def _print(name: str, without: float, with_it: float, more: str = "") -> None:
    ratio = with_it / without
    above = "" if ratio <= MOST else f"  above {MOST}"
    print(f"{name:<28}{without:>9.2f}{with_it:>9.2f}{ratio:>8.2f}{more}{above}", flush=True)


def _page(user: Any) -> None:
    """The reading statements of a case's page, as they were sent for one, in a transaction of their own."""
    from django.db import connection
    from django.urls import reverse

    from accounts import acting
    from cases.models import Case
    from config.bench.grants import signed_in
    from vault import rows

    with acting.as_user(user):
        case = (
            Case.objects.exclude(reference__startswith="X").visible_to(user).values_list("pk", flat=True)[0]
        )
    client, sent = signed_in(user), []

    def note(execute: Any, sql: str, params: Any, many: bool, about: Any) -> Any:
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql:
            sent.append((sql, params))
        return execute(sql, params, many, about)

    address = reverse("cases:case", args=[case])
    client.get(address)
    with connection.execute_wrapper(note):
        client.get(address)
    times: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(REPEAT):
        with rows.entered(None):
            times["without"].append(_transaction(_past_policies(), sent))
        with rows.entered(acting.row_context_of(user)):
            times["with"].append(_transaction("default", sent))
    without, with_it = (statistics.median(times[side]) for side in ("without", "with"))
    _print(f"a case's page ({len(sent)})", without, with_it)


def _transaction(alias: str, sent: list[tuple[str, Any]]) -> float:
    """Milliseconds of all of them, from the beginning of the transaction to its end."""
    from django.db import connections, transaction

    start = time.perf_counter()
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for sql, params in sent:
            cursor.execute(sql, params)
            cursor.fetchall()
    return (time.perf_counter() - start) * 1000


def _measured(alias: str, statement: str, values: Any) -> tuple[float, float, float]:
    """Milliseconds of the whole statement, then of planning and of executing it."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")  # the context is given once a transaction, before this
        start = time.perf_counter()
        cursor.execute(statement, values)
        cursor.fetchall()
        whole = (time.perf_counter() - start) * 1000
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        (told,) = cursor.fetchone()
    (told,) = json.loads(told) if isinstance(told, str) else told
    return whole, told["Planning Time"], told["Execution Time"]


@cache
def _past_policies() -> str:
    """The alias of the backup's role, which may go past row security and only reads; by Django's own backend."""
    import environ
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    address = environ.Env().db("BACKUP_DATABASE_URL")
    named = {key: address[key] for key in ("USER", "PASSWORD")}
    connections["past"] = DatabaseWrapper({**connections["default"].settings_dict, **named}, "past")
    return "past"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
