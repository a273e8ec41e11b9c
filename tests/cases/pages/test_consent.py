"""Consent: the first page of an interview, its overview and history, withdrawal, and what a refusal means."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases import access
from cases.actions import record_consent
from cases.consent.page import overview
from cases.models import Case, ConsentRecord, InterviewTally
from tests.cases.pages.conftest import CONSENT

pytestmark = pytest.mark.django_db
TOLD = ["informed_purpose", "informed_voluntary", "informed_withdrawal", "informed_data_use"]
ANSWERS = {
    "points": [*TOLD, "informed_access", "informed_retention"],
    "status_screening_interview": "granted",
    "status_data_processing": "granted",
    "consent_language": "ro",
    "consent_form": "written",
    "consent_giver": "beneficiary",
}


def test_the_text_to_read_out_stands_in_three_languages(cast: Any, client_of: Any, bare_case: Case) -> None:
    page = client_of(cast.amina).get(f"/cases/{bare_case.pk}/consent/")
    for language in ("en", "fr", "es"):
        assert f'<div class="govuk-details__text" lang="{language}">' in page.text
    assert "we help you just the same" in page.text


def test_both_first_decisions_are_one_form(cast: Any, client_of: Any, bare_case: Case) -> None:
    answer = client_of(cast.amina).post(f"/cases/{bare_case.pk}/consent/", ANSWERS)
    assert answer.headers["Location"] == f"/cases/{bare_case.pk}/interview/"
    rows = {row.consent_type: row for row in ConsentRecord.objects.filter(case=bare_case)}
    assert {kind: row.consent_status for kind, row in rows.items()} == {
        "screening_interview": "granted",
        "data_processing": "granted",
    }
    assert rows["data_processing"].informed_access is True
    assert rows["screening_interview"].informed_access is None


def test_a_refused_interview_stops_and_may_be_counted(cast: Any, client_of: Any, bare_case: Case) -> None:
    client, base = client_of(cast.amina), f"/cases/{bare_case.pk}/consent/"
    answer = client.post(
        base, {**ANSWERS, "status_screening_interview": "refused", "status_data_processing": ""}
    )
    assert answer.headers["Location"] == f"{base}stop/"
    assert "Help does not depend on it" in client.get(f"{base}stop/").text
    client.post(f"{base}stop/", {"met_date": "2026-02-03", "met_country": "MD", "referred_to": "ngo"})
    tally = InterviewTally.objects.get()
    assert (str(tally.met_date), tally.met_country, tally.referred_to) == ("2026-02-03", "MD", "ngo")


def test_refused_data_processing_leaves_identity_out(cast: Any, client_of: Any, bare_case: Case) -> None:
    client = client_of(cast.amina)
    client.post(f"/cases/{bare_case.pk}/consent/", {**ANSWERS, "status_data_processing": "refused"})
    assert "Work with the code name" in client.get(f"/cases/{bare_case.pk}/interview/").text
    page = client.get(f"/cases/{bare_case.pk}/record/biodata/")
    assert 'name="first_name"' not in page.text
    assert 'name="sex"' in page.text


def test_no_decision_is_an_error_that_keeps_the_rest(cast: Any, client_of: Any, bare_case: Case) -> None:
    page = client_of(cast.amina).post(f"/cases/{bare_case.pk}/consent/", {"points": TOLD})
    assert "Choose what the person decided" in page.text
    assert 'value="informed_purpose"' in page.text
    assert "checked" in page.text


def test_a_withdrawal_says_its_effect_then_closes_the_file(cast: Any, client_of: Any, case: Case) -> None:
    client, address = client_of(cast.amina), f"/cases/{case.pk}/consent/data_processing/withdraw/"
    assert "the file is closed to everybody" in client.get(address).text
    client.post(address, {"reason": ""})
    assert ConsentRecord.objects.filter(case=case, consent_status="withdrawn").count() == 1
    assert "This file is closed" in client.get(f"/cases/{case.pk}/").text
    assert client.get(f"/cases/{case.pk}/record/biodata/").status_code == 403
    again = {"status_data_processing": "granted", "consent_form": "written", "consent_giver": "beneficiary"}
    client.post(f"/cases/{case.pk}/consent/data_processing/", again)
    assert "This file is closed" not in client.get(f"/cases/{case.pk}/").text


def test_the_overview_shows_every_kind_and_every_record(cast: Any, client_of: Any, case: Case) -> None:
    page = client_of(cast.amina).get(f"/cases/{case.pk}/consent/")
    assert "Use of non-identifying data for research" in page.text
    assert "Recording and keeping of personal data: Granted" in page.text


def test_an_unknown_kind_is_not_there(cast: Any, client_of: Any, case: Case) -> None:
    client = client_of(cast.amina)
    assert client.get(f"/cases/{case.pk}/consent/nonsense/").status_code == 404
    assert client.get(f"/cases/{case.pk}/consent/nonsense/withdraw/").status_code == 404


@pytest.mark.parametrize("outsider", ["dana", "emil"])
@pytest.mark.parametrize("page", ["", "stop/", "data_processing/", "data_processing/withdraw/"])
def test_outsiders_see_nothing(cast: Any, client_of: Any, case: Case, outsider: str, page: str) -> None:
    client = client_of(getattr(cast, outsider))
    assert client.get(f"/cases/{case.pk}/consent/{page}").status_code == 404
    assert client.post(f"/cases/{case.pk}/consent/{page}", ANSWERS).status_code == 404


WEAK = {"pressure_present": True}
SPOKEN = {"consent_form": "verbal_witnessed", "witness_name": "Ruth Invented"}


def test_one_glance_tells_what_stands_and_each_reason_has_its_remedy(
    cast: Any, client_of: Any, case: Case, django_assert_max_num_queries: Any
) -> None:
    soon = timezone.localdate() + timedelta(days=5)
    for kind, different in (
        ("assistance", {"consent_status": "granted_limited", "consent_limits": "No calls at night"}),
        ("research", {"consent_valid_until": soon, "informed_research": True}),
        ("follow_up", {"consent_valid_until": timezone.localdate() - timedelta(days=1)}),
        ("medical_exam", WEAK),
        ("share_provider", SPOKEN),
        ("return", SPOKEN),
        ("media", {"consent_status": "refused"}),
        ("shelter_stay", {"consent_status": "not_able"}),
    ):
        record_consent(actor=cast.amina, case=case, consent_type=kind, **{**CONSENT, **different})
    found = {
        str(group.label): {state.kind for state in group.states}
        for group in overview(access.get_case_for(cast.amina, case.pk), cast.amina).glance
    }
    assert found.pop("Not asked yet") >= {"family_contact", "photo_document"}
    assert found == {
        "Agreed": {"screening_interview", "data_processing"},
        "Agreed with limits": {"assistance"},
        "Not enough yet": {"medical_exam", "share_provider", "return", "shelter_stay"},
        "Ends soon": {"research"},
        "Ended": {"follow_up"},
        "Refused or withdrawn": {"media"},
    }
    client, address = client_of(cast.amina), f"/cases/{case.pk}/consent/"
    client.get(address)
    with django_assert_max_num_queries(25):
        page = client.get(address)
    for words in (
        "Have it signed",
        "Confirm in writing",
        "ask again when the person is free to speak",
        "No calls at night",
    ):
        assert words in page.text
    assert page.text.count(f'href="{address}return/"') == 2
