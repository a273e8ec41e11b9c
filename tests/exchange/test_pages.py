"""The pages of exports: asking, agreeing, the one download, the password, the ledger; who is refused."""

import uuid

import pytest

from accounts.actions.narrowing import narrow_role
from accounts.permissions import Permission, Role
from cases.actions import record_consent
from exchange import presentation, tasks
from exchange.models import Export
from tests.cases.conftest import save
from tests.cases.pages.conftest import CONSENT, new_case
from tests.people import give_factor_to_session


@pytest.fixture
def case(cast):
    for person in (cast.amina, cast.bruno):
        person.language = "en"
        person.save(update_fields=["language"])
    found = new_case(cast.amina)
    for kind in ("screening_interview", "data_processing"):
        record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
    save(cast.amina, found, "biodata", {"first_name": "Olena"})
    return found


ASKED = {
    "purpose": "case_work",
    "recipient": "internal",
    "format": "xlsx",
    "columns_biodata": ["first_name", "sex"],
}


def ask(client, **different):
    return client.post("/exports/new/", ASKED | different)


def the_export():
    return Export.objects.get()


def url(*parts):
    return "/".join(["/exports", *map(str, parts), ""])


@pytest.fixture
def ready(cast, client_of, case):
    ask(client_of(cast.amina))
    approval = presentation.asked(the_export())
    client_of(cast.bruno).post(f"/approvals/{approval.pk}/approve/")
    tasks.make(str(the_export().pk))
    return the_export()


def test_the_empty_list_says_so(cast, client_of, case):
    page = client_of(cast.amina).get("/exports/").content.decode()
    assert "No export has been asked for yet." in page


def test_asking_agreeing_downloading(cast, client_of, case):
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    answer = ask(amina)
    assert answer.status_code == 302
    export = the_export()
    assert "Waiting for the second person" in amina.get(answer.headers["Location"]).content.decode()
    approval = presentation.asked(export)
    seen = bruno.get(f"/approvals/{approval.pk}/").content.decode()
    assert "First name" in seen
    assert "1 case" in seen
    bruno.post(f"/approvals/{approval.pk}/approve/")
    tasks.make(str(export.pk))
    assert "Download once" in amina.get(url(export.pk)).content.decode()
    shown = amina.post(url(export.pk, "password")).content.decode()
    assert "data-password" in shown
    assert "data-password" not in amina.get(url(export.pk, "password")).content.decode()
    file = amina.post(url(export.pk, "file"))
    assert file.content.startswith(b"PK")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{str(export.pk)[:8]}.zip"'
    again = amina.post(url(export.pk, "file"))
    assert again.status_code == 302
    assert "Downloaded and destroyed here" in amina.get(url(export.pk)).content.decode()


def test_the_password_is_never_on_the_page_of_the_file(cast, client_of, ready):
    amina = client_of(cast.amina)
    for parts in ((ready.pk,), (ready.pk, "progress"), ()):
        assert "data-password" not in amina.get(url(*parts)).content.decode()


def test_download_password_and_asking_want_the_second_factor_now(cast, client_of, ready):
    amina = client_of(cast.amina)
    give_factor_to_session(amina, cast.amina, age=600)
    for answer in (
        amina.post(url(ready.pk, "file")),
        amina.post(url(ready.pk, "password")),
        amina.get("/exports/new/"),
        ask(amina),
    ):
        assert answer.status_code == 303
    assert the_export().state == "ready"
    assert amina.get(url(ready.pk, "file")).status_code == 303


def test_what_is_missing_is_said_and_what_was_chosen_stays(cast, client_of, case):
    answer = ask(client_of(cast.amina), recipient="provider", columns_biodata=[])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one column." in page
    assert "Say who will have the file." in page
    assert Export.objects.count() == 0


@pytest.mark.parametrize("planted", [{"columns_biodata": ["envelope"]}, {"columns_x": ["first_name"]}])
def test_a_column_that_was_not_offered_is_refused(cast, client_of, case, planted):
    assert ask(client_of(cast.amina), **{"columns_biodata": [], **planted}).status_code == 422
    assert Export.objects.count() == 0


@pytest.mark.parametrize("who", ["dana", "emil", "oskar", "hala", "jonas", "kofi", "samira"])
def test_a_third_person_finds_nothing_there(cast, client_of, ready, who):
    third, nothing = client_of(getattr(cast, who)), uuid.uuid4()
    for parts, method in (((), "get"), (("progress",), "get"), (("file",), "post"), (("password",), "post")):
        mine = getattr(third, method)(url(ready.pk, *parts))
        made_up = getattr(third, method)(url(nothing, *parts))
        assert mine.status_code == made_up.status_code
        assert mine.status_code in (403, 404)
    assert the_export().state == "ready"
    assert str(ready.pk) not in third.get("/exports/ledger/").content.decode()


def test_who_agreed_sees_the_line_and_not_the_file(cast, client_of, ready):
    bruno = client_of(cast.bruno)
    page = bruno.get(url(ready.pk)).content.decode()
    assert "Download once" not in page
    assert bruno.post(url(ready.pk, "file")).status_code == 404
    assert bruno.post(url(ready.pk, "password")).status_code == 404
    assert url(ready.pk) in bruno.get("/exports/ledger/").content.decode()


def test_the_data_protection_officer_reads_the_ledger(cast, client_of, ready):
    page = client_of(cast.farah).get("/exports/ledger/").content.decode()
    assert ready.sha256[:16] in page
    assert "Olena" not in page


def test_a_right_to_read_lost_since_is_said_and_nothing_is_given_out(cast, client_of, ready):
    narrow_role(actor=None, office=ready.office, role=Role.CASEWORKER, permission=Permission.IDENTITY_READ)
    amina = client_of(cast.amina)
    for part in ("file", "password"):
        answer = amina.post(url(ready.pk, part), follow=True)
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "data-password" not in answer.content.decode()
    page = amina.get(url(ready.pk)).content.decode()
    assert "may no longer read all of the file" in page
    assert "Download once" not in page and "Olena" not in page
