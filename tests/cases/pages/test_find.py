"""Find or open a case: search first, the same answer for none and not yours, open only after a search."""

from typing import Any

import pytest

from cases.actions import save_section
from cases.models import Case, CaseSearchMade, PersonBiodata

pytestmark = pytest.mark.django_db
FIND = "/cases/find/"


def name_the_person(actor: Any, case: Case) -> None:
    version = PersonBiodata.objects.get(case=case).version
    values = {"first_name": "Oksana", "family_name": "Kovalenko"}
    save_section(actor=actor, case=case, section="biodata", values=values, base_version=version)


def test_a_misspelt_name_finds_the_case_with_the_reason(cast: Any, client_of: Any, case: Case) -> None:
    name_the_person(cast.amina, case)
    page = client_of(cast.amina).post(FIND, {"name": "Oxana Kowalenko"})
    assert case.reference in page.text
    assert "Kovalenko" in page.text
    assert "alike" in page.text
