"""The cases that are measured: the cast of the demonstration and generated cases of one office."""

import os
import time
from contextlib import closing

import psycopg2
from django.conf import settings
from django.utils import timezone

from accounts import acting
from accounts.models import Office
from accounts.settings_actions import change_setting
from cases.generation import build
from cases.models import Case, CaseSearchMade
from config.demonstration.people import make_cast
from vault import keys

OFFICE = "Harbour"


def prepare() -> None:
    """The cast, with more searches allowed in an hour than a person would make."""
    settings.DEBUG = False
    with acting.as_system("generate_cases", label="bench"), keys.session():
        cast = make_cast()
        change_setting(
            actor=cast["kofi"],
            office=Office.objects.get(code_name=OFFICE),
            key="cases.searches_per_hour",
            value=1000,
            reason="measuring",
        )


def grow(cases: int, seed: int) -> str:
    """Generate until `cases` exist, all in one office; says how fast. Statistics are refreshed as autovacuum would."""
    office = Office.objects.get(code_name=OFFICE).pk
    places = [place for place in build.caseworkers() if place[1] == office]
    with acting.as_system("generate_cases", label="bench"):
        missing = cases - Case.objects.count()
    CaseSearchMade.objects.all().delete()  # every size begins with a fresh hour of searches
    start = time.monotonic()
    with acting.as_system("generate_cases", label="bench"):
        build.write(missing, seed + cases, timezone.localdate(), places, processes=os.cpu_count() or 1)
    seconds = time.monotonic() - start
    refresh_statistics()
    return f"{missing:,} cases generated, {missing / seconds:.0f} a second"


def refresh_statistics() -> None:
    """What autovacuum does within minutes of a large import; as the owner, since the application's role may not."""
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
