"""The pages of the words of consent, and what they put on the page where it is asked."""

import re
from typing import Any

import pytest
from django.utils import translation

from cases import dictionary
from cases.actions import publish_wording
from cases.actions.files import Upload
from cases.forms.readout import ASKS, read_outs
from cases.models import Case, ConsentRecord, ConsentWording
from tests.cases.files.making import picture

pytestmark = pytest.mark.django_db
ADDRESS = "/cases/wordings/assistance/ro/"
TEXT = {"text": "Salut.\n\nAsta e a doua.", "easy_text": "Pe scurt."}


def test_a_preview_publishes_nothing_and_keeps_what_was_typed(cast: Any, client_of: Any) -> None:
    page = client_of(cast.kofi).post(ADDRESS, {**TEXT, "step": "preview"})
    assert '<p class="govuk-body">Asta e a doua.</p>' in page.text and "Pe scurt." in page.text
    assert not ConsentWording.objects.exists()


def test_what_is_published_is_listed_with_its_version(cast: Any, client_of: Any) -> None:
    client = client_of(cast.kofi)
    assert client.post(ADDRESS, TEXT).headers["Location"] == "/cases/wordings/"
    assert "version 1 of" in client.get("/cases/wordings/").text


@pytest.mark.parametrize(("name", "status"), [("amina", 403), ("emil", 403)])
def test_only_who_changes_settings_writes_them(cast: Any, client_of: Any, name: str, status: int) -> None:
    assert client_of(getattr(cast, name)).post(ADDRESS, TEXT).status_code == status


@pytest.mark.parametrize("address", ["/cases/wordings/nonsense/ro/", "/cases/wordings/assistance/xx/"])
def test_an_unknown_kind_or_language_is_not_there(cast: Any, client_of: Any, address: str) -> None:
    assert client_of(cast.kofi).get(address).status_code == 404


def test_the_words_are_read_out_in_their_language_and_kept_with_the_decision(
    cast: Any, client_of: Any, case: Case
) -> None:
    row = publish_wording(actor=cast.kofi, consent_type="assistance", language="km", text="ភាសា")
    client, address = client_of(cast.amina), f"/cases/{case.pk}/consent/assistance/"
    page = client.get(address)
    assert '<div class="govuk-details__text" lang="km">' in page.text and "ភាសា" in page.text
    client.post(address, {"status_assistance": "granted", "consent_language": "km"})
    made = ConsentRecord.objects.filter(case=case).newest_of("assistance").first()
    assert made.wording == row
    assert "version 1 in Khmer" in client.get(f"/cases/{case.pk}/consent/").text


def test_the_picture_stands_beside_the_words(cast: Any, client_of: Any, case: Case) -> None:
    drawn = Upload("house.png", "image/png", picture("PNG", mark=False))
    row = publish_wording(
        actor=cast.kofi, consent_type="assistance", language="en", text="Help.", picture=drawn
    )
    client = client_of(cast.amina)
    address = f"/cases/wordings/{row.pk}/picture/"
    assert address in client.get(f"/cases/{case.pk}/consent/assistance/").text
    assert client.get(address).headers["Content-Type"] == "image/png"


def test_a_neutral_sheet_to_sign_is_printed_in_its_language(cast: Any, client_of: Any, case: Case) -> None:
    client = client_of(cast.amina)
    paper = f"/cases/{case.pk}/consent/assistance/paper/?language=es"
    assert client.get(paper).status_code == 302
    printed = client.post("/print/", {"page": paper, "copies": "1"})
    page = client.get(printed.headers["Location"])
    assert "No estoy de acuerdo" in page.text
    for telling in (case.reference, case.person.code_name, "traffick", "trata"):
        assert telling not in page.text.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_kind_says_what_it_is_about_and_no_sheet_what_kind_of_help_this_is(language: str) -> None:
    with translation.override(language):
        for kind in dictionary.codes("consent_type"):
            (text, *_others) = read_outs((kind,), [(language, language)], language, None)
            spoken = " ".join(text.points).casefold()
            assert len(text.points) > 2, kind
            if kind in ASKS:
                assert not re.search(
                    r"traffick|\btraite\b|\btrata\b|victim|víctima|\bhiv\b|\bvih\b", spoken
                ), kind
