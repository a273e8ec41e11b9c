"""The page of files: adding, downloading, removing; who is refused, and how."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.actions import record_consent, withdraw_consent
from cases.models import Attachment, ConsentRecord
from tests.cases.files.making import MARK, picture
from tests.cases.pages.conftest import CONSENT, new_case
from tests.people import give_factor_to_session


@pytest.fixture
def agreed(cast, case):
    record_consent(actor=cast.amina, case=case, consent_type="photo_document", **CONSENT)
    return case


def url(case, *parts):
    return "/".join(["/cases", str(case.pk), "files", *map(str, parts), ""])


def given(**more):
    file = SimpleUploadedFile("Olena.jpg", more.pop("content", picture()), more.pop("declared", "image/jpeg"))
    return {
        "file": file,
        "attachment_type": "photo",
        "attachment_sensitivity": "identifying",
        "description": "At the harbour",
    } | more


def upload(client, case, **more):
    return client.post(url(case), given(**more))


def the_file():
    return Attachment.with_removed.get()


def test_it_says_that_there_is_nothing_and_how_to_add(cast, client_of, agreed):
    page = client_of(cast.amina).get(url(agreed)).content.decode()
    assert "No files have been added yet." in page
    assert "Add the file" in page


def test_a_photograph_goes_in_and_comes_out_without_its_place(cast, client_of, agreed):
    client = client_of(cast.amina)
    assert upload(client, agreed).status_code == 302
    assert "At the harbour" in client.get(url(agreed)).content.decode()
    found = client.get(url(agreed, the_file().pk))
    assert MARK not in found.content
    with Image.open(io.BytesIO(found.content)) as image:
        assert not image.getexif()


def test_a_file_is_never_shown_inside_a_page(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed)
    headers = client.get(url(agreed, the_file().pk)).headers
    assert headers["Content-Disposition"] == f'attachment; filename="{str(the_file().pk)[:8]}.jpg"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["Cache-Control"] == "no-store"


def test_the_original_asks_for_the_second_factor_again(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed, is_evidence="on")
    assert MARK in client.get(url(agreed, the_file().pk, "original")).content
    give_factor_to_session(client, cast.amina, age=600)
    assert client.get(url(agreed, the_file().pk, "original")).status_code == 303
    assert client.get(url(agreed, the_file().pk)).status_code == 200


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, client_of, agreed):
    answer = upload(client_of(cast.amina), agreed, content=b"MZ no picture")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Files of this kind are not taken." in page
    assert "At the harbour" in page
    assert Attachment.objects.count() == 0


def test_a_file_too_large_for_the_office_is_refused_with_a_sentence(cast, client_of, agreed, monkeypatch):
    monkeypatch.setattr("cases.attachments.reach.largest_bytes", lambda case: 100)
    answer = upload(client_of(cast.amina), agreed)
    assert "The file is larger than your office allows." in answer.content.decode()


def test_a_request_larger_than_any_file_is_answered_in_words(cast, client_of, agreed, settings):
    client = client_of(cast.amina)
    settings.UPLOAD_MAX_BYTES = 500
    answer = upload(client, agreed)
    assert answer.status_code == 413
    assert "The file is too large" in answer.content.decode()


def test_without_consent_the_page_says_why_nothing_is_taken(cast, client_of, case):
    answer = upload(client_of(cast.amina), case)
    assert answer.status_code == 422
    assert "consent to photographs and copies of documents" in answer.content.decode()


def test_after_a_no_the_page_shows_no_file(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed)
    # As it was recorded before a no to what was agreed to was a withdrawal (decision 0250).
    no = {"consent_type": "photo_document", "consent_status": "refused"}
    ConsentRecord.objects.create(case=agreed, recorded_by=cast.amina, **no)
    page = client.get(url(agreed)).content.decode()
    assert "All files of this case are closed" in page
    assert "At the harbour" not in page
    assert client.get(url(agreed, the_file().pk)).status_code == 403


def test_after_a_withdrawal_the_whole_case_is_closed(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed)
    withdraw_consent(actor=cast.amina, case=agreed, consent_type="photo_document")
    for answer in (client.get(url(agreed)), client.get(url(agreed, the_file().pk)), upload(client, agreed)):
        assert answer.status_code == 403
        assert "At the harbour" not in answer.content.decode()


def test_removing_and_bringing_back(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed)
    row = the_file()
    assert "Remove this file?" in client.get(url(agreed, row.pk, "remove")).content.decode()
    client.post(url(agreed, row.pk, "remove"))
    assert client.get(url(agreed, row.pk)).status_code == 404
    assert "Bring back" in client.get(url(agreed)).content.decode()
    client.post(url(agreed, row.pk, "restore"))
    assert client.get(url(agreed, row.pk)).status_code == 200


@pytest.mark.parametrize("who", ["dana", "emil", "oskar", "hala", "farah", "jonas", "kofi"])
def test_a_third_person_finds_nothing_there(cast, client_of, agreed, who):
    upload(client_of(cast.amina), agreed)
    row, nothing = the_file().pk, uuid.uuid4()
    third = client_of(getattr(cast, who))
    for parts in ((), (row,), (row, "original"), (row, "remove")):
        mine = third.get(url(agreed, *parts))
        made_up = third.get("/".join(["/cases", str(nothing), "files", *map(str, parts), ""]))
        assert mine.status_code == made_up.status_code in (403, 404)
        assert strip(mine, agreed.pk) == strip(made_up, nothing)
    assert upload(third, agreed).status_code in (403, 404)
    assert Attachment.objects.count() == 1


def strip(answer, asked):
    """The page without what changes by itself: the address that was asked for, its reference and its tokens."""
    lines = answer.content.decode().replace(str(asked), "").splitlines()
    return [
        line for line in lines if "csrf" not in line and "reference" not in line.lower() and "UTC" not in line
    ]


def test_a_file_of_another_case_is_not_there(cast, client_of, agreed):
    client = client_of(cast.amina)
    upload(client, agreed)
    other = new_case(cast.amina)
    assert client.get(url(other, the_file().pk)).status_code == 404


def test_the_case_leads_to_its_files(cast, client_of, agreed):
    assert f'href="{url(agreed)}"' in client_of(cast.amina).get(f"/cases/{agreed.pk}/").content.decode()
