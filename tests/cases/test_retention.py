"""A case can be exported whole and erased whole."""

import pytest

from audit import retention
from cases import actions
from cases.models import Case, SectionDraft, SectionVersion
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "birth_date": "2001-03"})
    save(people.amina, case, "biodata", {"first_name": "Zoe"})
    actions.add_entry(
        actor=people.amina, case=case, section="exploitation", values={"debt_amount": ["5", "EUR"]}
    )
    actions.save_draft(
        actor=people.amina, case=case, section="education", payload={"a": ["b"]}, base_version=1
    )
    return case


def ours():
    return {label: kept for label, kept in retention.registered().items() if label.startswith("cases.")}


def test_the_export_tells_what_was_said(full):
    told = ours()["cases.personbiodata"].export(full.pk)
    assert told[0]["first_name"] == "Zoe" and told[0]["birth_date"] == "2001-03"
    assert ours()["cases.exploitation"].export(full.pk)[0]["debt_amount"] == ["5", "EUR"]


def test_it_leaves_out_former_answers_drafts_and_the_vaults_own(full):
    assert SectionVersion.objects.exists() and SectionDraft.objects.exists()
    assert (
        ours()["cases.sectionversion"].export(full.pk) == ours()["cases.sectiondraft"].export(full.pk) == []
    )
    assert not {"envelope", "version", "tags"} & set(ours()["cases.case"].export(full.pk)[0])


def test_erasing_table_by_table_leaves_nothing(full):
    for kept in ours().values():
        kept.erase(full.pk)
    assert not Case.objects.filter(pk=full.pk).exists()
    assert all(kept.export(full.pk) == [] for kept in ours().values())
