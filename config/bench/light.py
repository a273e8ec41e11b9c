"""`python -m config.bench.light N FOLDER`: an installation of N cases that stays, for measuring searches and lists.

Light cases (cases/generation/light.py) and one whole case in a hundred, all of one office. Run again, it
adds what is missing; a folder that holds N cases is opened and left as it is. Not for CI: a million takes
minutes and several gigabytes.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from config.bench import scratch

SEED = 11
STEP = 100_000
# Built once at the end instead of a million times; as the migration has it.
TAGS = (
    "CREATE INDEX IF NOT EXISTS search_card_tags ON cases_searchcard USING gin (tags) WITH (fastupdate = off)"
)


@contextmanager
def world(folder: Path, cases: int) -> Iterator[None]:
    """The installation in `folder`, grown to `cases`; prints how fast."""
    with scratch.installation(folder):
        from config import wsgi  # noqa: F401  # sets Django up, tuned as the web server is

        there = _there()
        if there < cases:
            _grow(there, cases)
        else:
            print(f"{there:,} cases are there already", flush=True)
        if _as_owner("SELECT to_regclass('search_card_tags')") == "None":
            _finish()  # also after a run that was cut short
        yield


def _there() -> int:
    """How many cases the installation has; the cast is made first."""
    from accounts import acting
    from accounts.models import Office
    from cases.models import Case
    from config.bench import world as worlds

    if not Office.objects.exists():
        worlds.prepare()
    with acting.as_system("bench"):
        return int(Case.objects.count())


def _grow(there: int, cases: int) -> None:
    from django.utils import timezone

    from accounts import acting
    from accounts.models import Office
    from cases.generation import build, light
    from config.bench import world as worlds

    office = Office.objects.get(code_name=worlds.OFFICE).pk
    places = [place for place in build.caseworkers() if place[1] == office]
    processes, today = os.cpu_count() or 1, timezone.localdate()
    if cases - there > STEP:
        _as_owner("DROP INDEX IF EXISTS search_card_tags")
    with acting.as_system("bench"):
        while there < cases:
            start, step = time.monotonic(), min(STEP, cases - there)
            whole = step // light.WHOLE_IN
            light.write(step - whole, f"{SEED}/{there}", today, places, processes)
            seconds = time.monotonic() - start
            build.write(whole, SEED + there, today, places, processes)
            there += step
            rate = (step - whole) / seconds
            print(
                f"{there:,} cases; {rate:,.0f} light ones a second, {whole:,} whole ones in"
                f" {time.monotonic() - start - seconds:.0f} s; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    _finish()


def _finish() -> None:
    from config.bench import world as worlds

    start = time.monotonic()
    _as_owner(TAGS)
    worlds.refresh_statistics()
    print(f"index and statistics in {time.monotonic() - start:.0f} s", flush=True)


def _as_owner(statement: str) -> str:
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return str(cursor.fetchone()[0]) if cursor.description else ""


def main() -> int:
    """Make the world and leave it."""
    parser = argparse.ArgumentParser(prog="python -m config.bench.light")
    parser.add_argument("cases", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    with world(given.folder, given.cases):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
