"""What is measured: every page that somebody waits for."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts import acting
from cases.models import Case, PersonBiodata
from config.bench import figures, measure, misspelling
from config.bench.browser import form_of, signed_in
from config.bench.measure import Line

REPEAT = 40
PEOPLE_SEARCHED = 40
PDF_PATIENCE = 120
# The pages of one case: how the table calls them, the name of the address, and the section or kind in it.
OF_A_CASE: tuple[tuple[str, ...], ...] = (
    ("case page", "case"),
    ("section page (bio data)", "section", "biodata"),
    ("section page (closure)", "section", "closure"),
    ("task list of an interview", "interview"),
    ("beginning an interview", "interview_start"),
    ("stopping an interview", "interview_stop"),
    ("consents", "consent"),
    ("recording a consent", "consent_record", "assistance"),
    ("entries (exploitation)", "entries", "exploitation"),
    ("new entry (exploitation)", "entry_add", "exploitation"),
    ("determination", "determination"),
    ("risk", "risk"),
    ("child", "child"),
    ("files", "files"),
    ("sharing without consent", "sharing"),
    ("who received data", "panel", "received"),
    ("noting that data was given", "disclosure_add"),
    ("earlier answers (bio data)", "former", "biodata"),
    ("who has access", "access"),
    ("history", "history"),
    ("paper forms", "paper_forms"),
    ("erasure", "erasure"),
)


class Bench:
    """The pages of one installation with its cases, seen by a caseworker's supervisor who may open them all."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.client = signed_in("bruno")
        with acting.as_system("generate_cases", label="bench"):
            self.cases = list(Case.objects.order_by("?").values_list("pk", flat=True)[:REPEAT])
            rows = PersonBiodata.objects.filter(case__closed_to_use_at=None).order_by("?")[
                : PEOPLE_SEARCHED * 2
            ]
            self.people = [row for row in rows if row.first_name and row.family_name][:PEOPLE_SEARCHED]

    def lines(self) -> Iterator[Line]:
        """Every line of the table, in the order of the day."""
        get = self.client.get
        yield measure.page(
            "sign-in page", self._calls(Client(HTTP_HOST="localhost").get, reverse("account_login"))
        )
        yield measure.page("home", self._calls(get, reverse("home")))
        yield measure.page("case list, first page", self._calls(get, reverse("cases:list")))
        filtered = reverse("cases:list") + "?status=screening&sort=reference"
        yield measure.page("case list, filtered and sorted", self._calls(get, filtered))
        for words, name, *key in OF_A_CASE:
            pages = [partial(get, reverse(f"cases:{name}", args=[pk, *key])) for pk in self.cases]
            yield measure.page(words, pages)
        yield measure.page(
            "section save (bio data)", [self._save(row.case_id) for row in self.people], repeat_sql=False
        )
        yield from self._searches()
        yield from figures.lines(self.client, REPEAT)
        yield self._pdf()

    @staticmethod
    def _calls(get: Callable[[str], Any], address: str) -> list[Callable[[], Any]]:
        return [partial(get, address)] * REPEAT

    def _save(self, case_id: Any) -> Callable[[], Any]:
        """A save of the section with one answer changed; the form is fetched first, outside the measured time."""
        address = reverse("cases:section", args=[case_id, "biodata"])
        fields = form_of(self.client.get(address), "base_version")
        version, turn = int(fields["base_version"][0]), iter(range(10**6))

        def save() -> Any:
            number = next(turn)
            fields["base_version"] = [str(version + number)]
            fields["current_city"] = [f"Quiet Harbour {number}"]
            fields["submission_key"] = [str(uuid4())]
            response = self.client.post(address, fields)
            if response.status_code != 302:
                raise RuntimeError("The section was not saved.")
            return response

        return save

    def _searches(self) -> Iterator[Line]:
        names = [(row, f"{row.first_name} {row.family_name}") for row in self.people]
        yield self._search("search, exact", names)
        yield self._search(
            "search, tokens swapped",
            [(row, misspelling.swapped(row.first_name, row.family_name)) for row in self.people],
        )
        scripted = [(row, row.name_original_script) for row in self.people if row.name_original_script]
        yield self._search("search, in the person's own script", scripted)
        for name, mistake in misspelling.FORGIVEN.items():
            yield self._search(f"search, {name}", self._misspelt(mistake))
        yield self._search(
            "search, any consonant (not promised)", self._misspelt(misspelling.consonant_at_random)
        )

    def _misspelt(self, mistake: misspelling.Mistake) -> list[tuple[PersonBiodata, str]]:
        return [
            (row, misspelling.misspelt(row.first_name, row.family_name, mistake, self.random))
            for row in self.people
        ]

    def _search(self, name: str, wanted: list[tuple[PersonBiodata, str]]) -> Line:
        """Search for everybody under a spelling; found is who stands on the first page of results."""
        address, found = reverse("cases:find"), 0

        def search(row: PersonBiodata, spelling: str) -> Any:
            nonlocal found
            response = self.client.post(address, {"name": spelling})
            found += str(row.case_id) in response.content.decode()
            return response

        line = measure.page(name, [partial(search, row, spelling) for row, spelling in wanted])
        # Warm-up and counting repeat the first calls; what counts is one search each.
        found = 0
        for row, spelling in wanted:
            search(row, spelling)
        line.notes["found"] = f"{found} of {len(wanted)}"
        return line

    def _pdf(self) -> Line:
        """From the queue to the file, with a real worker."""
        form = form_of(self.client.get(figures.address()), "submission_key")
        start = time.perf_counter()
        response = self.client.post(reverse("reports:queue"), form)
        run = response["Location"].rstrip("/").rsplit("/", 1)[-1]
        download = reverse("reports:download", args=[run])
        while True:
            answer = self.client.get(download)
            if answer.status_code == 200 and answer["Content-Type"] == "application/pdf":
                break
            if time.perf_counter() - start > PDF_PATIENCE:
                raise RuntimeError("The report was not rendered.")
            time.sleep(0.1)
        seconds = (time.perf_counter() - start) * 1000
        content = b"".join(answer) if answer.streaming else answer.content
        return Line("PDF, from queueing to file", seconds, seconds, size=len(content))
