"""The figures of the report beside the SQL that a person would type for them."""

import statistics
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office
from config.bench import measure
from config.bench.measure import Line
from reports.figures import CATALOGUE, chosen
from reports.figures.scope import Request

FIRST_YEAR = 2000
PERIOD = "c.office_id = ANY(%(offices)s::uuid[]) AND c.registration_date BETWEEN %(first)s AND %(last)s"
CASES = f"FROM cases_case c WHERE {PERIOD}"
BIODATA = f"FROM cases_case c JOIN cases_personbiodata b ON b.case_id = c.id WHERE {PERIOD}"
EPISODES = (
    "FROM cases_case c JOIN cases_personbiodata b ON b.case_id = c.id"
    f" LEFT JOIN cases_exploitation e ON e.case_id = c.id AND e.removed_at IS NULL WHERE {PERIOD}"
)
# One plain statement per report, as somebody at a database prompt would write it.
BARE = {
    "R33": (
        f"SELECT count(*) {CASES}",
        f"SELECT count(DISTINCT n) FROM (SELECT unnest(b.citizenship) n {BIODATA}) x",
        f"SELECT count(DISTINCT e.exp_country) {EPISODES}",
        f"SELECT c.trafficking_scope, count(*) {CASES} GROUP BY 1",
    ),
    "R1": (
        "SELECT extract(year FROM c.assistance_start_date), b.sex, count(*)"
        f" {BIODATA} GROUP BY 1, 2",
    ),
    "R3": (
        f"SELECT b.gender, b.age_band, count(*) {BIODATA} GROUP BY 1, 2",
        f"SELECT b.sex, b.majority_status, count(*) {BIODATA} GROUP BY 1, 2",
    ),
    "R4": (f"SELECT b.age_band, b.sex, count(*) {BIODATA} GROUP BY 1, 2",),
    "R6": (f"SELECT n, sex, count(*) FROM (SELECT unnest(b.citizenship) n, b.sex {BIODATA}) x GROUP BY 1, 2",),
    "R7": (
        "SELECT exp_country, t, count(DISTINCT id)"
        f" FROM (SELECT c.id, e.exp_country, unnest(e.exp_types) t {EPISODES}) x GROUP BY 1, 2",
    ),
    "R12": (
        "SELECT d.education_level, b.sex, count(*) FROM cases_case c"
        " JOIN cases_personbiodata b ON b.case_id = c.id JOIN cases_personeducation d ON d.case_id = c.id"
        f" WHERE {PERIOD} GROUP BY 1, 2",
    ),
    "R16": tuple(
        f"SELECT t, k, count(DISTINCT id) FROM (SELECT c.id, unnest(e.exp_types) t, {key} k {EPISODES}) x GROUP BY 1, 2"
        for key in ("b.sex", "b.age_band", "b.citizenship[1]")
    ),
}  # fmt: skip


def request() -> Request:
    """All years and the supervisor's office: what the PDF of the measurement holds."""
    office = Office.objects.get(code_name="Harbour")
    return Request(
        period_from=timezone.localdate().replace(year=FIRST_YEAR, month=1, day=1),
        period_to=timezone.localdate(),
        office_ids=(office.pk,),
        figures=tuple(dict.fromkeys(figure.report for figure in CATALOGUE)),
    )


def address() -> str:
    """The page of the same report."""
    asked = request()
    query = [
        ("period", "between"),
        ("period_from", asked.period_from.isoformat()),
        ("period_to", asked.period_to.isoformat()),
        ("basis", "registration"),
        ("language", "en"),
        *(("offices", str(office)) for office in asked.office_ids),
        *(("figures", report) for report in asked.figures),
    ]
    return f"{reverse('reports:figures')}?{urlencode(query)}"


def lines(client: Client, repeat: int) -> Iterator[Line]:
    """Each report's figures, all of them together, and the page that shows them."""
    asked, total, bare_total = request(), 0.0, 0.0
    scope = asked.scope(5)
    parameters = {
        "offices": [str(office) for office in asked.office_ids],
        "first": asked.period_from,
        "last": asked.period_to,
    }
    for report in asked.figures:
        of_report = chosen((report,))
        times = measure.timed([partial(_compute, of_report, scope)] * 7)
        bare = statistics.median(measure.timed([partial(_run, BARE[report], parameters)] * 7))
        line = Line(f"figures {report}", statistics.median(times), max(times), bare=bare, bare_of="typed SQL")
        total, bare_total = total + line.p50, bare_total + bare
        yield line
    yield Line("figures, the whole report", total, total, bare=bare_total, bare_of="typed SQL")
    yield measure.page(
        "report page with tables and charts", [partial(client.get, address())] * max(5, repeat // 4)
    )


def _compute(figures, scope) -> None:  # type: ignore[no-untyped-def]  # figures share no base class
    for figure in figures:
        figure.compute(scope)


def _run(statements: tuple[str, ...], parameters: dict[str, Any]) -> None:
    with connections[measure.past_policies()].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
