"""Every section on its page: asked, drafted, saved; shown only to who may read it."""

import re
from typing import Any

import pytest

from accounts.models import OfficeRoleNarrowing
from accounts.permissions import Permission, Role
from cases import dictionary
from cases.actions import add_entry, grant_access, record_consent, save_section
from cases.models import Case, NeedsAssessment, Perpetrator, PersonBiodata, SectionDraft
from cases.record import beside
from cases.record.beside import Beside
from cases.sections import SECTIONS, in_order
from tests.cases.pages.conftest import CONSENT, new_case

pytestmark = pytest.mark.django_db
KINDS = ("screening_interview", "data_processing", "medical_exam", "family_contact", "photo_document")
EDITED = [section.key for section in in_order()]


@pytest.fixture
def open_case(cast: Any) -> Case:
    """Lina's case, where everything may be asked: her office has no health worker."""
    found = new_case(cast.lina)
    for kind in KINDS:
        record_consent(actor=cast.lina, case=found, consent_type=kind, **CONSENT)
    return found


def address_of(case: Case, key: str) -> str:
    return f"/cases/{case.pk}/" + (f"entries/{key}/add/" if SECTIONS[key].repeats else f"record/{key}/")


def typed_into(page: str, key: str) -> dict[str, str]:
    """Something for the first question that takes words or a choice, and the version of the form."""
    version = re.search(r'name="base_version" value="(\d+)"', page)
    for name in SECTIONS[key].fields:
        if found := re.search(rf'<input[^>]*name="{name}"[^>]*value="([a-z_]+)"', page):
            return {"base_version": version[1] if version else "0", name: found[1]}
    name = next(name for name in SECTIONS[key].fields if f'name="{name}"' in page)
    return {"base_version": version[1] if version else "0", name: "Words"}


@pytest.mark.parametrize("key", EDITED)
def test_a_section_is_asked_drafted_and_saved(
    cast: Any, client_of: Any, open_case: Case, key: str, django_assert_max_num_queries: Any
) -> None:
    client, there = client_of(cast.lina), address_of(open_case, key)
    client.get(there)
    with django_assert_max_num_queries(25):
        page = client.get(there)
    assert page.status_code == 200
    labels = [name for name in SECTIONS[key].fields if f'name="{name}' in page.text]
    assert len(labels) >= min(3, len(SECTIONS[key].fields))
    typed = typed_into(page.text, key)
    base = there.removesuffix("add/") if SECTIONS[key].repeats else there
    assert client.post(f"{base}draft/", typed).status_code == 204
    assert "Restored what you typed" in client.get(there).text
    assert client.post(there, {**typed, "then": "overview"}).status_code == 302
    assert not SectionDraft.objects.exists()
    (row,) = [open_case] if key == "registration" else SECTIONS[key].rows_of(open_case)
    if key == "registration":
        row = Case.objects.get(pk=open_case.pk)
    name = next(name for name in typed if name != "base_version")
    assert getattr(row, name) not in ("", None, [])
    assert client.get(f"/cases/{open_case.pk}/?part={SECTIONS[key].part.value}").status_code == 200


@pytest.mark.parametrize("key", [key for key in EDITED if SECTIONS[key].repeats])
def test_the_list_of_entries_within_25_queries(
    cast: Any, client_of: Any, open_case: Case, key: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        add_entry(actor=cast.lina, case=open_case, section=key)
    client = client_of(cast.lina)
    client.get(f"/cases/{open_case.pk}/entries/{key}/")
    with django_assert_max_num_queries(25):
        page = client.get(f"/cases/{open_case.pk}/entries/{key}/").text
    assert str(SECTIONS[key].entry_title) % {"number": 3} in page


def test_priorities_are_chosen_need_by_need(cast: Any, client_of: Any, open_case: Case) -> None:
    client, there = client_of(cast.lina), address_of(open_case, "needs")
    assert 'data-show-when="needs=shelter|' in client.get(there).text
    client.post(
        there, {"needs": ["shelter", "medical"], "need_priority_0": "immediate", "need_priority_2": "short"}
    )
    row = NeedsAssessment.objects.get()
    assert row.need_priority == {"shelter": "immediate", "medical": "short"}
    page = client.get(f"/cases/{open_case.pk}/?part=help").text
    words = (dictionary.code_label(*code) for code in (("need_type", "shelter"), ("priority", "immediate")))
    assert ": ".join(map(str, words)) in page
    own = f"/cases/{open_case.pk}/entries/needs/{row.pk}/"
    assert re.search(r'name="need_priority_0".*?value="immediate" selected', client.get(own).text)


def test_an_adult_is_asked_nothing_of_children(cast: Any, client_of: Any, open_case: Case) -> None:
    client = client_of(cast.lina)
    assert f"/cases/{open_case.pk}/record/child/" in client.get(f"/cases/{open_case.pk}/interview/").text
    version = PersonBiodata.objects.get(case=open_case).version
    given = {"actor": cast.lina, "case": open_case, "section": "biodata", "base_version": version}
    save_section(**given, values={"age_at_registration": 30})
    for page in ("interview/", "?part=protection"):
        assert f"/cases/{open_case.pk}/record/child/" not in client.get(f"/cases/{open_case.pk}/{page}").text


def test_without_consent_to_an_examination_only_the_urgent_questions_are_asked(
    cast: Any, client_of: Any
) -> None:
    found = new_case(cast.lina)
    page = client_of(cast.lina).get(f"/cases/{found.pk}/record/health/").text
    assert 'name="urgent_medical"' in page and 'name="suicide_risk"' in page
    assert 'name="medication"' not in page and 'name="pregnant"' not in page


def test_what_a_role_may_not_read_has_no_card_no_task_and_no_page(
    cast: Any, client_of: Any, open_case: Case
) -> None:
    add_entry(actor=cast.lina, case=open_case, section="perpetrator", values={"perp_name": "The Tall One"})
    OfficeRoleNarrowing.objects.create(
        office=open_case.office, role=Role.CASEWORKER, permission=Permission.PERPETRATOR_READ
    )
    client = client_of(cast.lina)
    for page in ("?part=journey", "interview/"):
        text = client.get(f"/cases/{open_case.pk}/{page}").text
        assert "The Tall One" not in text and "Alleged perpetrators" not in text
    assert client.get(f"/cases/{open_case.pk}/entries/perpetrator/").status_code == 404
    row = Perpetrator.objects.get()
    for page in (f"{row.pk}/", f"{row.pk}/remove/", "add/"):
        assert client.get(f"/cases/{open_case.pk}/entries/perpetrator/{page}").status_code == 403
    assert client.post(f"/cases/{open_case.pk}/entries/perpetrator/{row.pk}/remove/").status_code == 403
    assert Perpetrator.objects.exists()


def test_of_health_others_see_only_that_there_is_something(cast: Any, client_of: Any, case: Case) -> None:
    """Harbour has a health worker: the caseworker sees the heading, the health worker fills it in."""
    grant_access(case=case, user=cast.hala, given_by=cast.bruno, kind="co_worker", reason="special_skill")
    amina, hala = client_of(cast.amina), client_of(cast.hala)
    assert "Kept by health workers." not in amina.get(f"/cases/{case.pk}/?part=help").text
    there = f"/cases/{case.pk}/record/health/"
    assert hala.post(there, {"base_version": "0", "urgent_medical": "yes"}).status_code == 302
    page = amina.get(f"/cases/{case.pk}/?part=help").text
    assert "Kept by health workers." in page and "Urgent medical need" not in page
    assert amina.get(there).status_code == 403
    assert "Urgent medical need" in hala.get(f"/cases/{case.pk}/?part=help").text


def test_another_module_stands_beside_a_section(
    cast: Any, client_of: Any, open_case: Case, monkeypatch: Any
) -> None:
    monkeypatch.setattr(beside, "_blocks", {})
    template = "components/empty_state.html"
    beside.register(Beside("exit", template, lambda user, case, row: {"row": row.version}))
    beside.register(Beside("closure", template, lambda user, case, row: None))
    with pytest.raises(ValueError, match="already"):
        beside.register(Beside("exit", template, lambda user, case, row: None))
    assert (
        beside.shown(cast.lina, open_case, SECTIONS["closure"], SECTIONS["closure"].row_of(open_case)) == []
    )
    (block,) = beside.shown(cast.lina, open_case, SECTIONS["exit"], SECTIONS["exit"].row_of(open_case))
    assert block == {"template": template, "context": {"row": 0}}
    assert client_of(cast.lina).get(f"/cases/{open_case.pk}/record/exit/").status_code == 200


@pytest.mark.parametrize(
    "page", ["entries/biodata/", "entries/nonsense/", "entries/consent/add/", "record/needs/"]
)
def test_an_address_of_no_such_section_is_a_404(
    cast: Any, client_of: Any, open_case: Case, page: str
) -> None:
    assert client_of(cast.lina).get(f"/cases/{open_case.pk}/{page}").status_code == 404
