"""The whole first journey in a browser: search, open, consent, record, find again, report, and who may not.

Amina takes the interview, is signed out half way, and finds the person again under other spellings. Bruno
makes the report. Emil, of another organisation, and Dana, of the same office but not on the case, find
nothing. At the end nothing that was typed stands anywhere in clear.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts import acting
from audit import reading
from cases.models import Case
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
from tests.journeys import leaks
from tests.journeys.reading import Reader
from vault import keys

GIVEN, FAMILY, ALIAS = "Yevheniya", "Shcherbatenko", "Zhenichka-Quill"
ORIGINAL = "Євгенія Щербатенко"
ACCOUNT = "Was told the work was in a bakery; the door had a lock outside. Zanzarelle street."
TYPED = [GIVEN, FAMILY, ALIAS, "Щербатенко", "Zanzarelle", "Tarnowhaven"]
SPELLINGS = ["Yevheniya Shcherbatenko", "Evgenia Sherbatenko", "Щербатенко Євгенія", "Yevhenia Scherbatenko"]


def search(page: Page, name: str) -> None:
    page.goto("/cases/find/")
    page.locator("main [name=name]").fill(name)  # by name, not by label: Emil reads French
    page.locator("main .wh-search button[type=submit]").first.click()


def open_case(reader: Reader, look: Callable[[str], None]) -> str:
    """Search, find nobody, open a case; the address of the case. `look` sees the pages on the way."""
    search(reader.page, f"{GIVEN} {FAMILY}")
    reader.told("No case found among those you may see")
    look("find-nobody")
    reader.follow("Open a new case")
    reader.heading("Open a case")
    look("open-case")
    reader.press("Open the case")
    reader.heading("Consent")
    return reader.page.url.removesuffix("consent/")


def consent(page: Page) -> None:
    """Both first decisions, as the person takes them."""
    for point in page.locator("input[name=points]").all():
        point.check()
    page.locator("input[name=status_screening_interview][value=granted]").check()
    page.locator("input[name=status_data_processing][value=granted]").check()
    page.locator("select[name=consent_language]").select_option("uk")
    page.locator("[name=consent_form][value=written]").check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/interview/")


def save(page: Page) -> None:
    """Save and wait for the page that says so."""
    page.locator("main form button[name=then]").last.click()
    expect(page.get_by_role("main")).to_contain_text("Saved.")


def fill_biodata(page: Page, case: str) -> None:
    page.goto(f"{case}record/biodata/")
    page.locator("[name=first_name]").fill(GIVEN)
    page.locator("[name=family_name]").fill(FAMILY)
    page.locator("[name=birth_date]").fill("March 1998")
    page.locator("[name=sex][value=female]").check()
    page.locator("[name=gender][value=woman]").check()


@pytest.fixture
def case_url(cast: SimpleNamespace, live_db: str) -> str:
    """A case of Amina's with both first consents."""
    with acting.as_user(cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
    return f"/cases/{case.pk}/"


def test_what_is_typed_survives_signing_out(live: Live, cast: SimpleNamespace, case_url: str) -> None:
    page = live.page_of(cast.amina)
    fill_biodata(page, case_url)
    expect(page.locator("[data-save-state], .wh-save-state").first).to_contain_text(
        re.compile("Saved|typed", re.I)
    )
    live.forget(cast.amina)
    page = live.page_of(cast.amina, typed=True)
    page.goto(f"{case_url}record/biodata/")
    expect(page.locator("[name=family_name]")).to_have_value(FAMILY)
    expect(page.locator("[name=birth_date]")).to_have_value(re.compile("1998"))
    check(page, "section-restored")


def test_a_search_by_a_year_alone_asks_for_more(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    page.goto("/cases/find/")
    page.locator("main [name=birth_year]").fill("1998")
    page.locator("main .wh-search button[type=submit]").first.click()
    expect(page.locator("#found")).to_have_text(re.compile("Too many people fit this"))
    expect(page.locator("main [name=phone]")).to_be_visible()
    check(page, "find-too-many")


@pytest.mark.usefixtures("worker")
def test_the_whole_first_journey(
    live: Live, cast: SimpleNamespace, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = live.page_of(cast.amina, typed=True)
    reader = Reader(page, "en")
    case_url = open_case(reader, reader.look)
    check(page, "consent")
    consent(page)
    take_interview(page, case_url)
    for spelling in SPELLINGS:
        search(page, spelling)
        expect(page.get_by_role("main")).to_contain_text(FAMILY)
    check(page, "find-results")
    page.goto(case_url)
    expect(page.get_by_role("main")).to_contain_text(FAMILY)
    check(page, "case")
    others_find_nothing(live, cast, case_url)
    pdf = report(live, cast, tmp_path)
    assert "internal" in pdf.lower()
    nothing_in_clear("".join(capfd.readouterr()))
    history_tells_all(live, cast, case_url)


def take_interview(page: Page, case: str) -> None:
    """Every section of the first journey."""
    page.goto(f"{case}interview/")
    check(page, "interview")
    fill_biodata(page, case)
    page.locator("[name=name_original_script]").evaluate("field => field.closest('details').open = true")
    page.locator("[name=name_original_script]").fill(ORIGINAL)
    page.locator("[name=other_names]").fill(ALIAS)
    page.locator("[name=current_city]").fill("Tarnowhaven")
    check(page, "section-biodata")
    save(page)
    page.goto(f"{case}record/socio_economic/")
    page.locator("[name=economic_situation][value=poor]").check()
    check(page, "section-socio-economic")
    save(page)
    page.goto(f"{case}record/education/")
    choose(page, "education_level", "primary")
    save(page)
    page.goto(f"{case}entries/exploitation/add/")
    choose(page, "exp_country", "PL")
    page.locator("[name=exp_types][value=forced_labour]").check()
    page.locator("[name=means_of_control][value=withholds_documents]").check()
    page.locator("[name=exp_start]").fill("2025-02")
    page.locator("[name=exp_account]").fill(ACCOUNT)
    check(page, "section-exploitation")
    save(page)


def choose(page: Page, name: str, value: str) -> None:
    """Answer a question that is a list or a set of radio buttons."""
    if page.locator(f"select[name={name}]").count():
        page.locator(f"select[name={name}]").select_option(value)
    else:
        page.locator(f"[name={name}][value='{value}']").check()


def others_find_nothing(live: Live, cast: SimpleNamespace, case: str) -> None:
    """Another organisation and an uninvolved colleague: no page, no result, no row, no count."""
    for outsider in (cast.emil, cast.dana):
        page = live.page_of(outsider)
        answer = page.goto(case)
        assert answer is not None and answer.status == 404
        page.goto("/cases/")
        expect(page.get_by_role("main")).not_to_contain_text(reference_of(case))
        if page.goto("/cases/find/").status == 200:
            search(page, SPELLINGS[0])
            expect(page.get_by_role("main")).not_to_contain_text(FAMILY)
            expect(page.get_by_role("main")).not_to_contain_text(reference_of(case))


def reference_of(case: str) -> str:
    return Case.objects.get(pk=case.rstrip("/").rsplit("/", 1)[-1]).reference


def report(live: Live, cast: SimpleNamespace, folder: Path) -> str:
    """Bruno queues the PDF, watches it being made, downloads it; its text."""
    page = live.page_of(cast.bruno)
    page.goto("/reports/")
    check(page, "reports")
    # Enough persons for figures to be shown.
    call_command("generate_cases", 400, seed=3, processes=1, verbosity=0)
    page.goto("/reports/new/")
    page.locator("[name=period][value=between]").check()
    page.locator("[name=period_from]").fill("2015-01-01")
    page.locator("[name=period_to]").fill(f"{timezone.localdate()}")
    check(page, "report-new")
    page.locator("main form button[type=submit]").last.click()
    check(page, "report-figures")
    page.get_by_role("button", name="Queue the PDF").click()
    check(page, "report-progress")
    link = page.locator("main a[href$='/file/'], main form[action$='/file/'] button").first
    link.wait_for(timeout=60_000)
    check(page, "report-done")
    with page.expect_download() as waiting:
        link.click()
    path = folder / "report.pdf"
    waiting.value.save_as(path)
    reader = PdfReader(path)
    assert "/StructTreeRoot" in reader.root_object
    return " ".join(sheet.extract_text() for sheet in reader.pages)


def nothing_in_clear(log: str) -> None:
    """No typed word in the database's dump, the broker, the log, or any file this installation wrote."""
    state = Path(configured.STATE_DIR)
    assert (state / "worker.log").stat().st_size > 0
    places = [("dump", leaks.dump(os.environ["BACKUP_DATABASE_URL"])), ("log", log.encode())]
    places += [*leaks.broker(configured.REDIS_URL), *leaks.files([state])]
    assert leaks.found(TYPED, places) == []


def history_tells_all(live: Live, cast: SimpleNamespace, case: str) -> None:
    """Who did and who saw what stands on the case's history."""
    page = live.page_of(cast.bruno)
    page.goto(f"{case}history/")
    expect(page.get_by_role("main")).to_contain_text("Amina Okoro")
    check(page, "history")
    names = {row["name"] for row in reading.of_scope(case.rstrip("/").rsplit("/", 1)[-1])}
    assert {"case.opened", "consent.recorded", "section.saved", "entry.added", "case.viewed"} <= names


def test_refusing_data_processing_leads_to_the_code_name(
    live: Live, cast: SimpleNamespace, language: str
) -> None:
    """Nothing is asked of who refuses but the decision itself; what stays is a code name, and help goes on."""
    page = live.page_of(cast.amina)
    reader = Reader(page, language)
    case = open_case(reader, lambda name: None)
    page.locator("input[name=status_screening_interview][value=granted]").check()
    page.locator("input[name=status_data_processing][value=refused]").check()
    reader.press("Save and continue")
    reader.told(
        "The person has not agreed that we keep who they are. Work with the code name: "
        "questions about their identity are left out, and help goes on all the same."
    )
    page.goto(f"{case}record/biodata/")
    reader.heading("Bio data")
    expect(page.locator("[name=first_name]")).to_have_count(0)
    page.locator("[name=sex][value=female]").check()
    reader.look("section-code-name")
    reader.save()
    page.goto(case)
    reader.told("Consent to the interview or to keeping personal data is not given: see the consent page.")
    expect(page.get_by_role("main")).to_contain_text(Case.objects.get().person.code_name)
