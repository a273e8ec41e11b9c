"""What row security costs: the same statements as the application and as a role that goes past it, in one run.

Both sides go through Django's cursors, so the driver is on both. Beside the whole time stands what PostgreSQL says it
planned and executed for (of EXPLAIN ANALYZE, whose clock makes executing look slower). Times are lower quartiles: what
else the machine does lengthens some of the runs of either side.

The limit is asked of pages (docs/decisions/0203): the page of a case and the list, by who reaches by office and by who
reaches by as many grants as a caseload has. Their reading statements are sent in one transaction that is given its
context first, as the application and as the role that goes past; the difference is what row security adds to the page,
whose whole time is measured through the test client. The single statements say where the cost lies.

`python -m config.bench.rows [cases]`: a scratch database with that many cases (100,000), copied by plain SQL from a few
generated ones, spread over the offices; one supervisor, and one caseworker with 40 grants.
"""

import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from http import HTTPStatus
from typing import Any, TypeVar

import psycopg2

from config.bench.scratch import installation

REPEAT = 60
Took = TypeVar("Took")
MOST = 1.4

GROW = """
SELECT row_context_migration();
CREATE TEMP TABLE made AS SELECT gen_random_uuid() AS id, n,
    (SELECT array_agg(id) FROM accounts_office)[1 + n %% (SELECT count(*) FROM accounts_office)] AS office
    FROM generate_series(1, %s) n;
INSERT INTO cases_case SELECT (jsonb_populate_record(NULL::cases_case, to_jsonb(c) || jsonb_build_object('id', m.id,
    'reference', 'X' || lpad(m.n::text, 8, '0'), 'office_id', m.office, 'restricted_case', m.n %% 50 = 0,
    'registration_date', current_date - (m.n %% 3000)))).* FROM made m, (SELECT * FROM cases_case LIMIT 1) c;
INSERT INTO cases_person SELECT id, 'bench ' || n, id FROM made;
INSERT INTO cases_personbiodata SELECT (jsonb_populate_record(NULL::cases_personbiodata, to_jsonb(b) || jsonb_build_object(
    'id', gen_random_uuid(), 'case_id', m.id, 'person_id', m.id))).*
    FROM made m, (SELECT * FROM cases_personbiodata LIMIT 1) b;
INSERT INTO cases_trafficking SELECT (jsonb_populate_record(NULL::cases_trafficking, to_jsonb(t) || jsonb_build_object(
    'id', gen_random_uuid(), 'case_id', m.id))).* FROM made m, (SELECT * FROM cases_trafficking LIMIT 1) t;
"""
GRANTS = """
SELECT row_context_migration();
INSERT INTO cases_casegrant (permission_id, user_id, case_id, office_id, kind, valid_from, given_by_id, reason)
SELECT (SELECT permission_id FROM cases_casegrant LIMIT 1), %(user)s, id, office_id, 'co_worker', now(), %(user)s,
    'assigned' FROM cases_case WHERE office_id = %(office)s AND reference LIKE 'X%%' ORDER BY reference LIMIT 40;
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
            f"{cases:,} cases, {REPEAT} times each, lower quartiles in milliseconds; load {os.getloadavg()[0]:.1f}\n"
            f"{'':<32}{'without':>9}{'with':>9}{'ratio':>8}{'planned':>16}{'executed':>16}"
        )
        for name, statement in STATEMENTS.items():
            user = people["amina" if "grants" in name else "bruno"]
            _line(name, statement, acting.row_context_of(user), {"user": str(user.pk), "office": str(office)})
        if max(ratio for name in people for ratio in _pages(name, people[name])) > MOST:
            raise SystemExit(1)


def _as_owner(statements: str, values: Any) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as link, link, link.cursor() as cursor:
        cursor.execute(statements, values)


def _line(name: str, statement: str, context: Any, values: dict[str, Any]) -> None:
    from django.db import connection, transaction

    from config.bench.measure import past_policies
    from vault import rows

    with rows.entered(rows.system("check_vault")), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id::text FROM cases_case WHERE {REACH} AND reference LIKE 'X%%' LIMIT 50", values
        )
        some = [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT case_id::text FROM cases_casegrant WHERE user_id = %(user)s LIMIT 50", values)
        granted = [number for (number,) in cursor.fetchall()] or some
    turns = itertools.count()

    def one(alias: str, entered: Any) -> tuple[float, float, float]:
        turn = next(turns)
        given = {"case": some[turn % len(some)], "cases": some, "granted": granted[turn % len(granted)]}
        with rows.entered(entered), transaction.atomic(using=alias):
            return _measured(alias, statement, {**values, **given})

    past = past_policies()
    found = _by_turns(lambda: one(past, None), lambda: one("default", context))
    (without, plan, run), (with_it, its_plan, its_run) = (
        [_quartile(column) for column in zip(*side, strict=True)] for side in found
    )
    _print(name, without, with_it, f"{plan:>8.2f}{its_plan:>8.2f}{run:>8.2f}{its_run:>8.2f}")


def _print(name: str, without: float, with_it: float, more: str = "") -> None:
    print(f"{name:<32}{without:>9.2f}{with_it:>9.2f}{with_it / without:>8.2f}{more}", flush=True)


def _pages(name: str, user: Any) -> list[float]:
    """Measure the page of a case and of the list; says how many times as long each takes."""
    from django.urls import reverse

    from accounts import acting
    from cases.models import Case

    with acting.as_user(user):
        generated = Case.objects.visible_to(user).exclude(reference__startswith="X")
        case = generated.values_list("pk", flat=True)[0]
    return [
        _page(f"a case's page, {name}", user, reverse("cases:case", args=[case])),
        _page(f"the list of cases, {name}", user, reverse("cases:list")),
    ]


def _page(name: str, user: Any, address: str) -> float:
    from django.db import connection

    from accounts import acting
    from config.bench.grants import signed_in
    from config.bench.measure import past_policies
    from vault import rows

    client, sent = signed_in(user), []

    def note(execute: Any, sql: str, params: Any, many: bool, about: Any) -> Any:
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql:
            sent.append((sql, params))
        return execute(sql, params, many, about)

    client.get(address)
    with connection.execute_wrapper(note):
        answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address} answered {answer.status_code}")

    def one(alias: str, entered: Any) -> float:
        with rows.entered(entered):
            return _transaction(alias, sent)

    past, context = past_policies(), acting.row_context_of(user)
    without, with_it = map(_quartile, _by_turns(lambda: one(past, None), lambda: one("default", context)))
    _print(f"{name}: {len(sent)} statements", without, with_it)
    whole = _quartile([_request(client, address) for _ in range(REPEAT)])
    ratio = whole / (whole - with_it + without)
    verdict = "at most" if ratio <= MOST else "above"
    _print("    the whole page", whole - with_it + without, whole, f"  {verdict} {MOST}")
    return ratio


def _request(client: Any, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def _by_turns(*sides: Callable[[], Took]) -> list[list[Took]]:
    """What each side took, ten at a time by turns: a server process answers requests one after the other, so the first
    after the other side's, which finds the processor's caches full of something else, is not counted."""
    found: list[list[Took]] = [[] for _ in sides]
    for _ in range(REPEAT // 10):
        for times, side in zip(found, sides, strict=True):
            side()
            times.extend(side() for _ in range(10))
    return found


def _quartile(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=4)[0]


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
