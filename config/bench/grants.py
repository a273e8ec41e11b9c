"""`python -m config.bench.grants`: what named grants cost a list, at 200,000 cases, 500 users and 1,000,000 grants.

The cases are made by plain SQL, so nothing in them can be opened; lists read plain columns alone. Everything
is read as the application's role. Bare is the same list by office alone, without grants and flags.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from unittest.mock import patch
from uuid import UUID

from config.bench import scratch

CASES, USERS, GRANTS, OFFICES = 200_000, 500, 1_000_000, 10
ROWS, REPEAT, WATCHERS = 50, 10, 10
MOST_MILLISECONDS, MOST_RATIO = 15.0, 1.3
# References only have to differ and to be read as such; nothing checks these.
REFERENCE = "lpad(n::text, 9, '0')"
# A list asks no foreign key, and a million rows would each wait for five of them to be looked up.
UNCHECKED = """DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN
        ('cases_case'::regclass, 'cases_person'::regclass, 'cases_personbiodata'::regclass, 'cases_casegrant'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname); END LOOP; END $$"""


def main() -> int:
    """Make the world, measure, print; fails when a bound does not hold."""
    parser = argparse.ArgumentParser(prog="config.bench.grants")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--grants", type=int, default=GRANTS)
    given = parser.parse_args()
    with scratch.installation():
        from config import wsgi  # noqa: F401  # sets Django up, tuned as the web server is
        from vault import keys

        start = time.monotonic()
        with keys.session():
            people = make_staff()
            make_cases(given.cases, given.grants)
        seconds = time.monotonic() - start
        print(
            f"{given.cases:,} cases, {USERS} users, {given.grants:,} grants, made in {seconds:.0f} s",
            flush=True,
        )
        held = [report(role, people[role]) for role in ("caseworker", "supervisor")]
    return 0 if all(held) else 1


def make_staff() -> dict[str, list[Any]]:
    """Offices and users with their roles, one supervisor in ten; some of each role to measure as."""
    from django.utils import timezone

    from accounts.models import Membership, Office, Organisation, User

    owner = Organisation.objects.create(name="Bench", kind="ngo", country="MD")
    offices = [
        Office(
            organisation=owner,
            name=f"Bench {number}",
            code_name=f"Bench {number}",
            country="MD",
            time_zone="UTC",
            languages=["en"],
            weekend_days=[6, 7],
        )
        for number in range(OFFICES)
    ]
    Office.objects.bulk_create(offices)
    users = [
        User(
            email=f"bench{number:04}@bench.invalid",
            display_name=f"Bench {number}",
            password="!",  # noqa: S106
            conduct_due_since=None,
        )
        for number in range(USERS)
    ]
    User.objects.bulk_create(users)
    roles = ["supervisor" if number // OFFICES % 10 == 0 else "caseworker" for number in range(USERS)]
    since = timezone.now()
    Membership.objects.bulk_create(
        Membership(user=user, office=offices[number % OFFICES], role=roles[number], valid_from=since)
        for number, user in enumerate(users)
    )
    chosen: dict[str, list[Any]] = {"caseworker": [], "supervisor": []}
    for role, user in zip(roles, users, strict=True):
        if len(chosen[role]) < WATCHERS:
            chosen[role].append(user)
    return chosen


def make_cases(cases: int, grants: int) -> None:
    """Cases and grants as the owner, in five statements; one case in fifty restricted, one grant in ten over."""
    import psycopg2

    from cases.models import Case, CaseGrant, Person, PersonBiodata

    each = grants // USERS
    near = cases // OFFICES
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as link, link.cursor() as cursor:
        for statement in (
            f"""CREATE TEMP TABLE file AS SELECT n, gen_random_uuid() AS case, gen_random_uuid() AS person,
                (SELECT array_agg(id ORDER BY name) FROM accounts_office)[n % {OFFICES} + 1] AS office,
                (SELECT array_agg(id ORDER BY email) FROM accounts_user)[n % {USERS} + 1] AS owner
                FROM generate_series(0, {cases} - 1) n""",
            "CREATE INDEX ON file (n)",
            f"""CREATE TEMP TABLE staff AS SELECT n - 1 AS n, id FROM
                (SELECT row_number() OVER (ORDER BY email) AS n, id FROM accounts_user) u WHERE n <= {USERS}""",
            "ANALYZE file",
            "SELECT row_context_migration()",
            UNCHECKED,
            insertion(Case, "file", id="file.case", reference=REFERENCE, office_id="office", owner_id="owner",
                      registering_office_id="office", restricted_case="n % 50 = 0",
                      registration_date="current_date - (n % 2000)"),
            insertion(Person, "file", id="person", case_id="file.case", code_name="'quiet heron'"),
            insertion(PersonBiodata, "file", case_id="file.case", person_id="person"),
            insertion(
                CaseGrant,
                f"staff s CROSS JOIN generate_series(0, {each} - 1) g JOIN file ON"
                f" file.n = s.n % {OFFICES} + {OFFICES} * ((g * {max(near // each, 1)} + s.n / {OFFICES}) % {near})",
                user_id="s.id", content_object_id="file.case", office_id="office", given_by_id="s.id",
                kind="'co_worker'", reason="'assigned'", valid_from="now() - interval '2 hours'",
                valid_to="CASE WHEN g % 10 = 0 THEN now() - interval '1 hour' END",
                permission_id="(SELECT id FROM auth_permission WHERE codename = 'work_on_case')",
            ),
        ):  # fmt: skip
            cursor.execute(statement)
        link.commit()
        link.autocommit = True
        cursor.execute("VACUUM ANALYZE")


def insertion(model: Any, source: str, **given: str) -> str:
    """INSERT … SELECT for a model: `given` by attribute name, everything else empty or as its default."""
    columns, values = [], []
    for one in model._meta.concrete_fields:
        if one.attname not in given and (
            one.null or one.get_internal_type() in ("AutoField", "BigAutoField")
        ):
            continue
        columns.append(one.column)
        values.append(given.get(one.attname) or _empty(one))
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}"
    )


def _empty(one: Any) -> str:
    kinds = {
        "UUIDField": "gen_random_uuid()",
        "DateTimeField": "now()",
        "DateField": "current_date",
        "BinaryField": "'\\x'::bytea",
        "ArrayField": "'{}'",
        "JSONField": "'{}'",
        "BooleanField": "false",
    }
    from django.db import connection

    kind = one.get_internal_type()
    if str(one.db_type(connection)).endswith("[]"):
        return "'{}'"
    if kind in kinds:
        return kinds[kind]
    default = one.get_default()
    return str(default) if isinstance(default, int) else f"'{default or ''}'"


def report(role: str, people: list[Any]) -> bool:
    """Print both lines of a role; True when both bounds hold."""
    with_grants, bare = list(statements(people)), list(statements(people, by_office=True))
    pages, plain = list(page_times(people)), list(page_times(people, by_office=True))
    p95, ratio = _p95(with_grants), statistics.median(pages) / statistics.median(plain)
    print(
        f"{role:<12} list of {ROWS}: p50 {statistics.median(with_grants):6.2f} ms  p95 {p95:6.2f} ms"
        f"  (by office alone p95 {_p95(bare):6.2f} ms)"
    )
    print(
        f"{'':<12} its page:   p50 {statistics.median(pages):6.1f} ms  p95 {_p95(pages):6.1f} ms"
        f"  (by office alone p50 {statistics.median(plain):6.1f} ms)  ratio {ratio:.2f}",
        flush=True,
    )
    return p95 <= MOST_MILLISECONDS and ratio <= MOST_RATIO


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def statements(people: list[Any], *, by_office: bool = False) -> Iterator[float]:
    """Milliseconds in the database of the statement of the page's list; the connection and the plan warm."""
    from django.db import connection, transaction

    from accounts import acting
    from cases.listing import SORTS, shown
    from cases.models import Case

    for user in people:
        for number in range(REPEAT):
            user.memberships_now()
            with acting.as_user(user), transaction.atomic():
                rows = _by_office(Case.objects, user) if by_office else Case.objects.visible_to(user)
                # The statement that enters the transaction's context is not the list's.
                Case.objects.none().exists()
                spent = Spent()
                with connection.execute_wrapper(spent):
                    list(shown(rows.in_use(), SORTS["-registered"], ROWS))
                if number:
                    yield spent.milliseconds


class Spent:
    """A wrapper of execution that adds up the time of what runs below it, fetching included."""

    milliseconds = 0.0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*given)
        finally:
            self.milliseconds += (time.perf_counter() - start) * 1000


def page_times(people: list[Any], *, by_office: bool = False) -> Iterator[float]:
    """Milliseconds of the page of the list, the whole way through middleware and template."""
    from django.urls import reverse

    from cases.querysets import CaseQuerySet

    plain = patch.object(CaseQuerySet, "visible_to", _by_office) if by_office else None
    if plain:
        plain.start()
    try:
        for user in people:
            client = signed_in(user)
            for number in range(REPEAT):
                start = time.perf_counter()
                response = client.get(reverse("cases:list"))
                if response.status_code != 200:
                    raise RuntimeError(f"the list answered {response.status_code}")
                if number:
                    yield (time.perf_counter() - start) * 1000
    finally:
        if plain:
            plain.stop()


def _by_office(rows: Any, user: Any, *_to: Any) -> Any:
    """What a house without need to know would show: everything of the office."""
    offices: list[UUID] = sorted({one.office_id for one in user.memberships_now()})
    return rows.filter(office__in=offices)


def signed_in(user: Any) -> Any:
    """A client whose session has passed a second factor; how one signs in is measured elsewhere."""
    from allauth.account.internal.flows import login
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="accounts.backends.Backend")
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


if __name__ == "__main__":
    sys.exit(main())
