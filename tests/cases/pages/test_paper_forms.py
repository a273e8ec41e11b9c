"""Paper forms on their pages: begun, entered section by section, finished, compared with the sheets."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.actions import (
    add_entry,
    begin_paper_form,
    finish_paper_form,
    save_section,
    withdraw_consent,
)
from cases.models import Case, ConsentRecord, Interview, PaperForm, PersonBiodata, SectionDraft
from tests.cases.pages.test_consent import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(case: Case) -> str:
    return f"/cases/{case.pk}/paper/"


@pytest.fixture
def form(cast: SimpleNamespace, case: Case) -> PaperForm:
    return begin_paper_form(
        actor=cast.amina, case=case, values={"interview_date": "2026-03-03"}, interviewer=cast.amina
    )


def test_begun_with_its_head_and_entered_with_the_usual_pages(
    cast: SimpleNamespace, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    page = client.get(f"{address}enter/").text
    assert "Who asked the questions?" in page and "Date of interview" in page
    head = {"interviewer": "else", "asked_by": "Sister Zora", "interview_date": "3 March 2026"}
    answer = client.post(f"{address}enter/", head)
    row = PaperForm.objects.get()
    assert answer.headers["Location"] == f"{address}{row.pk}/"
    assert "Sister Zora" in client.get(f"{address}{row.pk}/").text
    page = client.get(f"/cases/{case.pk}/record/biodata/").text
    assert "You are entering the paper form of 3 March 2026" in page
    version = PersonBiodata.objects.get(case=case).version
    typed = {"first_name": "Zanzarelle", "base_version": str(version)}
    client.post(f"/cases/{case.pk}/record/biodata/", typed)
    assert PersonBiodata.objects.get(case=case).first_name == "Zanzarelle"
    assert PaperForm.objects.get().parts == ["biodata"]
    client.post(f"{address}{row.pk}/entered/")
    page = client.get(f"/cases/{case.pk}/record/biodata/").text
    assert "You are entering" not in page and "Entered from a paper form of 3 March 2026" in page


def test_entries_say_that_they_come_from_paper(
    cast: SimpleNamespace, client_of: Any, case: Case, form: PaperForm
) -> None:
    given = {"actor": cast.amina, "case": case, "section": "transit"}
    add_entry(values={"leg_from_country": "MD"}, **given)
    listed = f"/cases/{case.pk}/entries/transit/"
    assert client_of(cast.amina).get(listed).text.count("Entered from a paper form") == 1
    finish_paper_form(actor=cast.amina, case=case, form=form.pk)
    add_entry(values={"leg_from_country": "RO"}, **given)
    assert client_of(cast.amina).get(listed).text.count("Entered from a paper form") == 1


def test_consent_written_on_the_sheets_was_given_on_their_day(
    cast: SimpleNamespace, client_of: Any, bare_case: Case
) -> None:
    client = client_of(cast.amina)
    head = {"interview_date": date(2026, 3, 3)}
    form = begin_paper_form(actor=cast.amina, case=bare_case, values=head, interviewer=cast.amina)
    client.post(f"/cases/{bare_case.pk}/consent/", ANSWERS)
    said = {**ANSWERS, "points": ["informed_voluntary"]}
    rows = list(ConsentRecord.objects.filter(case=bare_case))
    assert [timezone.localdate(row.consent_date) for row in rows] == [date(2026, 3, 3)] * 2
    client.post(
        f"/cases/{bare_case.pk}/consent/family_contact/", {**said, "status_family_contact": "granted"}
    )
    assert ConsentRecord.objects.get(consent_type="family_contact").consent_valid_until == date(2027, 3, 3)
    finish_paper_form(actor=cast.amina, case=bare_case, form=form.pk)
    client.post(f"/cases/{bare_case.pk}/consent/research/", {**said, "status_research": "granted"})
    later = ConsentRecord.objects.get(consent_type="research")
    assert timezone.localdate(later.consent_date) == timezone.localdate()


def test_a_changed_answer_is_taken_for_what_was_said_at_that_interview(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    version = PersonBiodata.objects.get(case=case).version
    given = {"section": "biodata", "values": {"first_name": "Zanzarelle"}, "base_version": version}
    save_section(actor=cast.amina, case=case, **given)
    client, address = client_of(cast.amina), f"/cases/{case.pk}/record/biodata/"
    proposed = r'value="other_interview"[^>]*checked'
    assert not re.search(proposed, client.get(address).text)
    begin_paper_form(actor=cast.amina, case=case, values={}, interviewer=cast.amina)
    assert re.search(proposed, client.get(address).text)


def test_nothing_typed_is_lost_when_the_head_cannot_be_read(
    cast: SimpleNamespace, client_of: Any, address: str, case: Case
) -> None:
    client = client_of(cast.amina)
    typed = {"interviewer": "else", "asked_by": "Sister Zora", "interview_date": "soon after Easter"}
    page = client.post(f"{address}enter/", typed).text
    assert "Sister Zora" in page and "soon after Easter" in page
    assert not Interview.objects.exists() and not PaperForm.objects.exists()
    client.post(f"/cases/{case.pk}/entries/interview/draft/", {"interviewer_remarks": "Very tired"})
    assert "Very tired" in client.get(f"{address}enter/").text
    client.post(f"{address}enter/", {**typed, "interview_date": "2026-03-03"})
    assert not SectionDraft.objects.exists()


def test_a_supervisor_compares_it_with_the_sheets(
    cast: SimpleNamespace, client_of: Any, case: Case, address: str, form: PaperForm
) -> None:
    version = PersonBiodata.objects.get(case=case).version
    given = {"section": "biodata", "values": {"first_name": "Zanzarelle"}, "base_version": version}
    save_section(actor=cast.amina, case=case, **given)
    finish_paper_form(actor=cast.amina, case=case, form=form.pk)
    assert "Note the outcome" not in client_of(cast.amina).get(f"{address}{form.pk}/").text
    bruno = client_of(cast.bruno)
    page = bruno.get(f"{address}{form.pk}/").text
    assert "Note the outcome" in page and "Bio data" in page
    wrong = bruno.post(f"{address}{form.pk}/check/", {"found": "The year"})
    assert wrong.status_code == 200 and "The year" in wrong.text
    bruno.post(f"{address}{form.pk}/check/", {"outcome": "corrected", "differing": "1", "found": "The year"})
    assert PaperForm.objects.get().outcome == "corrected"
    page = client_of(cast.amina).get(f"{address}{form.pk}/").text
    assert "There were mistakes; they are corrected (1 answer differed)" in " ".join(page.split())
    again = bruno.post(f"{address}{form.pk}/check/", {"outcome": "accurate"}, follow=True)
    assert "cannot be checked now" in again.text and PaperForm.objects.get().outcome == "corrected"


def test_nobody_else_finds_it(
    cast: SimpleNamespace, client_of: Any, case: Case, address: str, form: PaperForm
) -> None:
    for stranger in (cast.dana, cast.emil):
        client = client_of(stranger)
        for path in ("", "enter/", f"{form.pk}/"):
            assert client.get(f"{address}{path}").status_code == 404
    assert client_of(cast.bruno).post(f"{address}{form.pk}/entered/").status_code == 404
    assert client_of(cast.amina).post(f"{address}{form.pk}/check/").status_code == 403


def test_pages_of_many_forms_take_no_more_queries(
    cast: SimpleNamespace, client_of: Any, case: Case, address: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.amina)
    for _n in range(6):
        row = begin_paper_form(actor=cast.amina, case=case, values={}, interviewer=cast.amina)
        finish_paper_form(actor=cast.amina, case=case, form=row.pk)
    client.get(address)
    with django_assert_max_num_queries(25):
        client.get(address)
    with django_assert_max_num_queries(30):
        client.get(f"/cases/{case.pk}/record/biodata/")


def test_blank_forms_are_taken_by_who_fills_in_sections(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    page = client.get("/cases/forms/").text
    assert "Take the form" in page and cast.harbour.name not in page.split("<main", 1)[1]
    answer = client.post("/cases/forms/", {"phase": "follow_up", "extent": "core", "language": "es"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="form.pdf"'
    assert client.post("/cases/forms/", {"phase": "nothing"}).status_code == 200
    for stranger in (cast.farah, cast.jonas):
        assert client_of(stranger).get("/cases/forms/").status_code == 403


def test_an_interview_begun_since_sets_it_aside_and_says_so(
    cast: SimpleNamespace, client_of: Any, case: Case, address: str, form: PaperForm
) -> None:
    client = client_of(cast.amina)
    aside, entering = "You have begun an interview since", "You are entering the paper form"
    assert aside not in client.get(f"{address}{form.pk}/").text
    begun = client.post(f"/cases/{case.pk}/interview/start/", {"phase": "screening"}, follow=True)
    assert "waits until it has ended" in begun.text
    assert aside in client.get(f"{address}{form.pk}/").text
    assert entering not in client.get(f"/cases/{case.pk}/record/biodata/").text
    client.post(f"/cases/{case.pk}/interview/end/", {"interview_outcome": "completed"})
    assert entering in client.get(f"/cases/{case.pk}/record/biodata/").text


@pytest.mark.parametrize(
    ("said_at", "stands"), [("", "withdrawn"), ("23:59", "granted"), ("00:00", "withdrawn")]
)
def test_a_yes_on_a_sheet_of_today_stands_above_a_no_only_with_its_time(
    cast: SimpleNamespace, client_of: Any, case: Case, said_at: str, stands: str
) -> None:
    withdraw_consent(actor=cast.amina, case=case, consent_type="research")
    head = {"interview_date": case.office.today()}
    begin_paper_form(actor=cast.amina, case=case, values=head, interviewer=cast.amina)
    client, address = client_of(cast.amina), f"/cases/{case.pk}/consent/research/"
    assert "Time of the decision, if the sheet says it" in client.get(address).text
    told = {**ANSWERS, "points": ["informed_voluntary"], "status_research": "granted", "said_at": said_at}
    page = client.post(address, told, follow=True).text
    page += client.get(f"/cases/{case.pk}/consent/").text
    assert ConsentRecord.objects.filter(case=case).newest_of("research").first().consent_status == stands
    assert ("nothing shows that this yes came later" in page) is (stands == "withdrawn")
    assert "Entered from paper" in page


def test_what_is_said_to_us_asks_for_no_time(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    page = client_of(cast.amina).get(f"/cases/{case.pk}/consent/research/").text
    assert "Time of the decision" not in page
