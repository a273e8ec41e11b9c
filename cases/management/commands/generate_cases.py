"""Invented cases in bulk: encrypted, searchable and owned like any other."""

import os
import resource
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from accounts import acting
from cases.generation import build, light


class Command(BaseCommand):
    """`generate_cases N --seed S`: N believable invented cases; the same seed tells the same stories.

    With `--light` 99 of a hundred have a name, a search card and plain columns alone (cases/generation/light.py).
    """

    help = "Write N invented cases whose facts follow the calibration, owned by the caseworkers that exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
        parser.add_argument(
            "--light", action="store_true", help="names and search cards for all, whole cases for 1 %%"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented cases are never written in production.")
        places = build.caseworkers()
        if not places:
            raise CommandError(
                "There is no caseworker who could own the cases. Run `manage.py seed --first`."
            )
        start = time.monotonic()
        with acting.as_system("generate_cases"):
            written = self._write(places, options)
        seconds = time.monotonic() - start
        whose = resource.RUSAGE_SELF if options["processes"] < 2 else resource.RUSAGE_CHILDREN
        peak = resource.getrusage(whose).ru_maxrss // 1024
        self.stdout.write(
            f"{written} cases in {seconds:.1f} s: {written / seconds:.0f} a second, at most {peak} MiB a process."
        )

    def _write(self, places: list[build.Place], options: dict[str, Any]) -> int:
        count, seed, processes = options["count"], options["seed"], options["processes"]
        today = timezone.localdate()
        whole = count // light.WHOLE_IN if options["light"] else count
        written = build.write(whole, seed, today, places, processes)
        return written + light.write(count - whole, f"{seed}/light", today, places, processes)
