"""Closing and handing on say what the record still needs, and never wait for it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import add_entry
from cases.models import Case
from cases.record.missing import missing_of
from cases.sections import SECTIONS
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db
SAID = "Answers are missing still in"


@pytest.mark.parametrize("page", ["record/closure/", "disclosures/add/", "sharing/ask/"])
def test_the_page_names_the_sections_with_their_questions(
    cast: Any, client_of: Any, case: Case, page: str
) -> None:
    shown = client_of(cast.amina).get(f"/cases/{case.pk}/{page}")
    assert SAID in shown.text
    assert f'href="/cases/{case.pk}/record/biodata/"' in shown.text
    assert f'href="/cases/{case.pk}/entries/documents/"' not in shown.text  # no entry lacks nothing


def test_nothing_is_missing_where_it_was_answered_or_is_not_to_be_asked(cast: Any, case: Case) -> None:
    def named() -> set[str]:
        return {str(task.url).rstrip("/").rpartition("/")[2] for task in missing_of(cast.amina, fresh(case))}

    def fresh(one: Case) -> Case:
        return Case.objects.select_related("office").get(pk=one.pk)

    row = save(cast.amina, case, "law_enforcement", {"le_cooperation": "not_willing"})
    assert row.filled < 4 and "law_enforcement" in named()
    left = [key for key in SECTIONS["law_enforcement"].fields if key != "le_cooperation"]
    save(cast.amina, case, "law_enforcement", {}, states=dict.fromkeys(left, "declined"), not_again=left)
    assert "law_enforcement" not in named()


def test_it_takes_as_many_queries_with_many_entries(cast: Any, case: Case) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            missing_of(cast.amina, case)
        return len(seen)

    add_entry(actor=cast.amina, case=case, section="exploitation")
    before = asked()
    for _turn in range(3):
        add_entry(actor=cast.amina, case=case, section="exploitation")
    assert asked() <= before
