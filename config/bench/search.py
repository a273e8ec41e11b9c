"""`python -m config.bench.search N FOLDER`: searches among N cases by somebody who reaches all of them.

In the web server's way: signed row context, audit event, one search a transaction. Bare is what the same
search cannot do without: its look-up of tags, and opening each of its cards' envelopes once.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from config.bench import light

SAMPLE = 100
SEED = 11
# A case with given name, family name and year of birth; a case and what it is asked for by.
Person = tuple[Any, str, str, int | None]
Asked = tuple[Any, dict[str, Any]]


def main() -> int:
    """Two criteria of either kind, the family name alone, and both names misspelt."""
    parser = argparse.ArgumentParser(prog="python -m config.bench.search")
    parser.add_argument("cases", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    with light.world(given.folder, given.cases):
        from config.bench import measure, table

        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        people = _people()
        wanted: list[tuple[str, list[tuple[Any, dict[str, Any]]]]] = [
            (
                "search, given and family name",
                [(case, {"name": f"{given} {family}"}) for case, given, family, _ in people],
            ),
            (
                "search, family name and year of birth",
                [(case, {"name": family, "birth_year": year}) for case, _, family, year in people if year],
            ),
            ("search, family name alone", [(case, {"name": family}) for case, _given, family, _ in people]),
            ("search, one wrong consonant", _misspelt(people)),
        ]
        lines = [_line(measure, name, asked) for name, asked in wanted]
        print(table.as_text(lines, given.cases))
        print(f"load {os.getloadavg()[0]:.1f}")
    return 0


def _people() -> list[Person]:
    """Some people of the world with both names."""
    from accounts import acting
    from cases.models import PersonBiodata
    from vault import keys

    found: list[Person] = []
    with acting.as_system("bench"), keys.session():
        first = PersonBiodata.objects.order_by("pk")
        for row in first[: SAMPLE * 3]:
            if row.first_name and row.family_name and len(found) < SAMPLE:
                year = int(str(row.birth_date)[:4]) if row.birth_date else None
                found.append((row.case_id, row.first_name, row.family_name, year))
    return found


def _misspelt(people: list[Person]) -> list[Asked]:
    from config.bench import misspelling

    random = Random(SEED)
    return [
        (case, {"name": misspelling.misspelt(given, family, misspelling.consonant_at_random, random)})
        for case, given, family, _year in people
    ]


def _line(measure: Any, name: str, asked: list[Asked]) -> Any:
    """The times of one kind of search, with how many were found and how many were told to narrow.

    Everything is asked twice and the second time counts: a house at work has its tables in memory.
    """
    times, bare, found, narrow, narrow_times, worked = [], [], 0, 0, [], []
    for _case, query in asked:
        _one(measure, query)
    for case, query in asked:
        processor = time.process_time()
        spent, result, sizes, lookups = _one(measure, query)
        processor = (time.process_time() - processor) * 1000
        times.append(spent)
        worked.append(processor)
        bare.append(lookups + measure.bare_decryption(sizes, repeat=1))
        found += any(match.case.pk == case for match in result.matches)
        narrow += result.narrow
        if result.narrow:
            narrow_times.append(spent)
    line = measure.Line(
        name,
        measure.percentile(times, 0.5),
        measure.percentile(times, 0.95),
        bare=measure.percentile(bare, 0.5),
        bare_of="its look-up and decryption",
    )
    line.notes["found"] = f"{found} of {len(times)}"
    half, most = (measure.percentile(worked, share) for share in (0.5, 0.95))
    line.notes["processor time of this process"] = f"p50 {half:.0f} ms, p95 {most:.0f} ms"
    worst = f", p95 of these {measure.percentile(narrow_times, 0.95):.0f} ms" if narrow_times else ""
    line.notes["asked to narrow"] = f"{narrow} of {len(times)}{worst}"
    return line


def _one(measure: Any, query: dict[str, Any]) -> tuple[float, Any, list[int], float]:
    """One search as its own request: milliseconds, result, envelopes opened, milliseconds of looking tags up."""
    from unittest.mock import patch

    from django.db import transaction

    from accounts import acting
    from accounts.models import User
    from cases.finding import candidates, search
    from cases.models import CaseSearchMade
    from vault import keys

    CaseSearchMade.objects.all().delete()
    bruno = User.objects.get(email__startswith="bruno")
    lookups, real = [0.0], candidates.in_whole_offices

    def timed(*given: Any) -> Any:
        start = time.perf_counter()
        cases = real(*given)
        lookups[0] += (time.perf_counter() - start) * 1000
        return cases

    with patch.object(candidates, "in_whole_offices", timed), measure.opened_envelopes() as sizes:
        start = time.perf_counter()
        with acting.as_user(bruno), keys.session(), transaction.atomic():
            result = search.find(bruno, search.SearchQuery(**query))
        spent = (time.perf_counter() - start) * 1000
    return spent, result, list(sizes), lookups[0]


if __name__ == "__main__":
    sys.exit(main())
