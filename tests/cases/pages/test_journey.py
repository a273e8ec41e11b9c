"""From a search without a result to a saved interview, by posts alone: no page needs JavaScript."""

import re
from typing import Any

import pytest

from cases.models import Case, Exploitation, PersonBiodata

pytestmark = pytest.mark.django_db


def hidden(page: Any, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def test_from_search_to_saved_interview(cast: Any, client_of: Any) -> None:
    client = client_of(cast.amina)
    page = client.post("/cases/find/", {"name": "Oksana Kovalenko"})
    address = re.search(r'href="(/cases/open/\?search=[^"]+)"', page.text)
    assert address
    page = client.get(address[1])
    answers = {
        "search": hidden(page, "search"),
        "registration_date": "2026-03-02",
        "data_source": "case_management",
    }
    page = client.post(
        "/cases/open/", {**answers, "referral_source": "ngo", "identification_country": "MD"}, follow=True
    )
    case = Case.objects.get()
    assert page.redirect_chain == [(f"/cases/{case.pk}/consent/", 302)]
    page = client.post(
        f"/cases/{case.pk}/consent/",
        {
            "points": [
                "informed_purpose",
                "informed_voluntary",
                "informed_data_use",
                "informed_access",
                "informed_retention",
                "informed_withdrawal",
            ],
            "status_screening_interview": "granted",
            "status_data_processing": "granted",
            "consent_form": "written",
            "consent_giver": "beneficiary",
            "consent_language": "ro",
        },
        follow=True,
    )
    assert page.redirect_chain == [(f"/cases/{case.pk}/interview/", 302)], page.text
    base = f"/cases/{case.pk}/record/biodata/"
    page = client.get(base)
    assert page.status_code == 200
    page = client.post(
        base,
        {
            "base_version": hidden(page, "base_version"),
            "first_name": "Oksana",
            "family_name": "Kovalenko",
            "birth_date": "March 2001",
            "sex": "female",
            "citizenship": ["UA", "MD", ""],
            "state-phone": "declined",
            "then": "next",
        },
        follow=True,
    )
    assert page.redirect_chain == [(f"/cases/{case.pk}/record/recruitment/", 302)], page.text
    row = PersonBiodata.objects.get(case=case)
    assert (str(row.birth_date), row.citizenship, row.state("phone")) == ("2001-03", ["UA", "MD"], "declined")
    typed = {"base_version": hidden(page, "base_version"), "entry_mode": ["recruited"], "then": "next"}
    page = client.post(page.request["PATH_INFO"], typed, follow=True)
    assert page.redirect_chain == [(f"/cases/{case.pk}/entries/transit/", 302)]
    for section, told in (
        ("socio_economic", {"income_before_amount": "250", "income_before_currency": "EUR"}),
        ("education", {"education_level": "primary"}),
    ):
        there = f"/cases/{case.pk}/record/{section}/"
        sent = {"base_version": hidden(client.get(there), "base_version"), "then": "overview", **told}
        page = client.post(there, sent, follow=True)
        assert page.redirect_chain == [(f"/cases/{case.pk}/interview/", 302)], page.text
    client.get(f"/cases/{case.pk}/entries/exploitation/add/")
    page = client.post(
        f"/cases/{case.pk}/entries/exploitation/add/",
        {
            "exp_country": "IT",
            "exp_types": ["sexual", "forced_labour"],
            "exp_start": "2024",
            "means_of_control": ["debt_bondage"],
            "debt_amount_amount": "4000",
            "debt_amount_currency": "EUR",
        },
        follow=True,
    )
    assert page.redirect_chain == [(f"/cases/{case.pk}/entries/exploitation/", 302)], page.text
    assert Exploitation.objects.get().exp_types == ["sexual", "forced_labour"]
    for part in ("", "interview/", "consent/", "entries/exploitation/"):
        page = client.get(f"/cases/{case.pk}/{part}")
        assert page.status_code == 200
    assert "Kovalenko" in client.get(f"/cases/{case.pk}/").text
    assert client.get(f"/cases/{case.pk}/history/").status_code == 200
    assert case.reference in client.get("/cases/").text
