"""The case page and the task list: who reads what, in how many queries, with what is recorded."""

import re
from typing import Any

import pytest
from django.db import connection

from accounts.models import OfficeRoleNarrowing
from accounts.permissions import Permission, Role
from audit import events
from cases import panels
from cases.actions import add_entry, save_section
from cases.models import Case, Exploitation, PersonBiodata
from cases.section import Part

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Any, case: Case) -> Case:
    """The case with a name, an odd answer and two episodes."""
    version = PersonBiodata.objects.get(case=case).version
    values = {
        "first_name": "Oksana",
        "family_name": "Kovalenko",
        "sex": "female",
        "citizenship": ["UA"],
        "phone": "1",
    }
    save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)
    for country in ("IT", "PL"):
        add_entry(
            actor=cast.amina,
            case=case,
            section="exploitation",
            values={"exp_country": country, "exp_types": ["sexual"]},
        )
    return case


def test_the_page_reads_as_a_record_part_by_part(cast: Any, client_of: Any, told: Case) -> None:
    client = client_of(cast.amina)
    page = client.get(f"/cases/{told.pk}/").text
    for expected in ("Kovalenko", "Female", "Ukraine", "Look at this again", told.reference):
        assert expected in page
    assert "Italy" not in page, "another part is opened when it is asked for"
    page = client.get(f"/cases/{told.pk}/?part=journey").text
    for expected in ("Kovalenko", "Italy", "Poland", told.reference):
        assert expected in page


def missing_in(page: str, title: str) -> int:
    """How many wanted answers the card of this title says are missing."""
    card = page.partition(f">{title}</h2>")[2].partition("</section>")[0]
    found = re.search(r"(\d+) wanted answers? (?:is|are) missing", card)
    return int(found[1]) if found else 0


def test_what_is_not_to_be_asked_again_is_said_and_not_counted_as_missing(
    cast: Any, client_of: Any, told: Case
) -> None:
    client, address = client_of(cast.amina), f"/cases/{told.pk}/?part=journey"
    before = client.get(address).text
    asked = ["means_of_control", "freedom_of_movement"]
    first = Exploitation.objects.get(case=told, number=1)
    given = {"actor": cast.amina, "case": told, "section": "exploitation", "row": first.pk, "values": {}}
    save_section(**given, not_again=asked, base_version=first.version)
    after = client.get(address).text
    for title in ("Exploitation, episode 1", "Exploitation, episode 2"):
        assert missing_in(after, title) == missing_in(before, title) - 2
    assert after.count("The person asks not to be asked again:") == 2
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_notagain SET envelope = envelope || '\\x00'")
    assert client.get(address).status_code == 200, "the record itself can be read"


def test_the_title_names_nobody(cast: Any, client_of: Any, told: Case) -> None:
    for page in ("", "interview/", "consent/", "history/", "record/biodata/", "entries/exploitation/"):
        text = client_of(cast.amina).get(f"/cases/{told.pk}/{page}").text
        title = text.partition("<title>")[2].partition("</title>")[0]
        assert title
        for word in ("Oksana", "Kovalenko", told.reference, told.person.code_name):
            assert word not in title


def test_the_view_is_recorded_with_its_sections(
    cast: Any, client_of: Any, told: Case, monkeypatch: Any
) -> None:
    recorded: list[Any] = []
    real = events.record
    monkeypatch.setattr(
        events, "record", lambda name, **given: (recorded.append((name, given)), real(name, **given))[1]
    )
    client_of(cast.bruno).get(f"/cases/{told.pk}/")
    viewed = [given["facts"]["sections"] for name, given in recorded if name == "case.viewed"]
    of_the_person = ["biodata", "documents", "education", "family", "family_members", "registration"]
    assert viewed == [[*of_the_person, "socio_economic"]]


def test_a_case_needs_at_most_25_queries(
    cast: Any, client_of: Any, told: Case, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.amina)
    client.get(f"/cases/{told.pk}/")
    parts = [f"?part={part.value}" for part in Part]
    for page in ("", *parts, "interview/", "consent/", "entries/exploitation/", "record/legal_status/"):
        with django_assert_max_num_queries(25):
            assert client.get(f"/cases/{told.pk}/{page}").status_code == 200


def test_what_a_role_may_not_read_is_not_there(cast: Any, client_of: Any, told: Case) -> None:
    office = told.office
    OfficeRoleNarrowing.objects.create(
        office=office, role=Role.SUPERVISOR, permission=Permission.IDENTITY_READ
    )
    page = client_of(cast.bruno).get(f"/cases/{told.pk}/").text
    assert "Kovalenko" not in page
    assert "Ukraine" in page


def test_an_unreadable_section_says_so_and_cannot_be_changed(cast: Any, client_of: Any, told: Case) -> None:
    row = PersonBiodata.objects.get(case=told)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_personbiodata SET envelope = envelope || '\\x00' WHERE id = %s", [row.pk]
        )
    page = client_of(cast.amina).get(f"/cases/{told.pk}/")
    assert page.status_code == 200
    assert "This section cannot be read" in page.text
    assert f"/cases/{told.pk}/record/biodata/" not in page.text
    assert "Registration" in page.text
    page = client_of(cast.amina).get(f"/cases/{told.pk}/?part=journey")
    assert "Italy" in page.text and told.person.code_name in page.text
    for address in ("record/biodata/", "record/biodata/earlier/"):
        page = client_of(cast.amina).get(f"/cases/{told.pk}/{address}")
        assert page.status_code in {200, 403}
        assert "Kovalenko" not in page.text
    assert "This cannot be read" in client_of(cast.amina).get(f"/cases/{told.pk}/record/biodata/").text


def test_the_task_list_shows_states_and_blocks_nothing(cast: Any, client_of: Any, told: Case) -> None:
    client = client_of(cast.amina)
    client.post(
        f"/cases/{told.pk}/record/education/draft/", {"base_version": "1", "vocational_skills": "sewing"}
    )
    page = client.get(f"/cases/{told.pk}/interview/").text
    for expected in ("In progress, not saved yet", "Not started", "Saved, some answers missing", "2 entries"):
        assert expected in page
    assert f"/cases/{told.pk}/record/socio_economic/" in page


def test_another_app_hangs_a_tab(cast: Any, client_of: Any, told: Case, monkeypatch: Any) -> None:
    monkeypatch.setattr(panels, "_panels", {})
    panel = panels.Panel(
        "help",
        "Help given",
        "components/empty_state.html",
        Permission.CASE_EDIT,
        lambda user, case: {"text": "Soup"},
    )
    panels.register(panel)
    client = client_of(cast.amina)
    assert "Help given" in client.get(f"/cases/{told.pk}/").text
    assert "Soup" in client.get(f"/cases/{told.pk}/tab/help/").text
    assert client.get(f"/cases/{told.pk}/tab/other/").status_code == 404


@pytest.mark.parametrize("outsider", ["dana", "emil"])
@pytest.mark.parametrize("page", ["", "interview/", "history/", "tab/help/"])
def test_outsiders_see_nothing(cast: Any, client_of: Any, told: Case, outsider: str, page: str) -> None:
    assert client_of(getattr(cast, outsider)).get(f"/cases/{told.pk}/{page}").status_code == 404


@pytest.mark.parametrize("person", ["ines", "jonas", "kofi", "farah", "chidi", "nadia"])
def test_roles_without_cases_are_refused(cast: Any, client_of: Any, told: Case, person: str) -> None:
    assert client_of(getattr(cast, person)).get(f"/cases/{told.pk}/").status_code in {403, 404}
