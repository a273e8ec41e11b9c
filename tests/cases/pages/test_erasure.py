"""The pages of an erasure: each step by those who may, nothing for anybody else, and no page after the end."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts import approvals
from accounts.models import Approval
from audit import context
from cases import actions
from cases.erasing import erasure
from cases.models import Case, ErasureNotice, ErasureRequest, LegalHold
from tests.cases.conftest import agree, open_for, save
from tests.paper.test_pdf import opened, tags_of
from vault import keys

pytestmark = pytest.mark.django_db
# What differs between any two pages: masked tokens, keys of forms, and the moment in the watermark.
TOKENS = re.compile(rb'value="[A-Za-z0-9]{64}"|\d\d:\d\d UTC|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
STEPS = ("erasure", "erasure_ask", "erasure_check", "erasure_take_back")
CHECKED = {"checked_how": "in_person", "told": ["permit", "wages", "family"]}


@pytest.fixture
def case(cast, settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"
    with context.acting(user=cast.amina), keys.session():
        opened = open_for(cast.amina)
        agree(cast.amina, opened, "screening_interview", "data_processing")
        save(cast.amina, opened, "biodata", {"first_name": "Zanzarelle"})
        actions.record_disclosure(
            actor=cast.amina,
            case=opened,
            recipient="Linden House",
            recipient_kind="provider",
            ground="consent",
            categories=["needs"],
            how="paper",
        )
    return opened


def url(name, *ids):
    return reverse(f"cases:{name}", args=ids)


def through(cast, client_of, case, **changed):
    """Withdraw, check and confirm through the pages; gives the request."""
    amina = client_of(cast.amina)
    amina.post(url("consent_withdraw", case.pk, "data_processing"), {"reason": ""})
    amina.post(url("erasure_check", case.pk), {**CHECKED, **changed})
    request = ErasureRequest.objects.get(case_uuid=case.pk)
    client_of(cast.bruno).post(reverse("accounts:approve", args=[request.approval]))
    request.refresh_from_db()
    return request


def test_the_way_through(cast, client_of, case):
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    assert "No erasure of this file" in amina.get(url("erasure", case.pk)).content.decode()
    amina.post(url("consent_withdraw", case.pk, "data_processing"), {"reason": ""})
    page = amina.get(url("case", case.pk)).content.decode()
    assert url("erasure", case.pk) in page and "Zanzarelle" not in page
    answer = amina.post(url("erasure_check", case.pk), {"checked_how": "in_person", "told": ["permit"]})
    assert answer.status_code == 200 and "Say each of these" in answer.content.decode()
    assert 'value="permit"' in answer.content.decode() and ErasureRequest.objects.get().state == "asked"
    assert amina.post(url("erasure_check", case.pk), CHECKED).status_code == 302
    approval = Approval.objects.get()
    assert case.reference in bruno.get(reverse("accounts:approval", args=[approval.pk])).content.decode()
    bruno.post(reverse("accounts:approve", args=[approval.pk]))
    page = amina.get(url("erasure", case.pk)).content.decode()
    assert "It takes effect in" in page and "Bruno" in page
    assert amina.post(url("erasure_take_back", case.pk)).status_code == 302
    assert "Zanzarelle" in amina.get(url("case", case.pk)).content.decode()


def test_asked_by_staff(cast, client_of, case):
    amina = client_of(cast.amina)
    assert amina.post(url("erasure_ask", case.pk), {"extent": "identity"}).status_code == 200
    amina.post(url("erasure_ask", case.pk), {"extent": "identity", "reason": "asked"})
    assert ErasureRequest.objects.get().extent == "identity"
    again = amina.post(url("erasure_ask", case.pk), {"extent": "whole", "reason": "asked"})
    assert "under way already" in again.content.decode()


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("who", ["dana", "emil", "oskar", "samira"])
def test_who_does_not_reach_the_case_sees_nothing(cast, client_of, case, name, who):
    client = client_of(getattr(cast, who))
    there = client.get(url(name, case.pk))
    nowhere = client.get(url(name, uuid.uuid4()))
    assert there.status_code == nowhere.status_code == 404
    assert TOKENS.sub(b"", there.content) == TOKENS.sub(b"", nowhere.content)
    assert (
        client.post(url(name, case.pk), {"extent": "whole", "reason": "asked", **CHECKED}).status_code == 404
    )
    assert not ErasureRequest.objects.exists()


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("who", ["farah", "kofi", "hala", "jonas"])
def test_other_roles_are_refused(cast, client_of, case, name, who):
    assert client_of(getattr(cast, who)).get(url(name, case.pk)).status_code == 403


def test_holds_are_a_supervisors(cast, client_of, case):
    assert client_of(cast.amina).get(url("hold", case.pk)).status_code == 403
    assert client_of(cast.emil).get(url("hold", case.pk)).status_code == 404
    bruno = client_of(cast.bruno)
    kept = bruno.post(url("hold", case.pk), {"reason": "claim", "authority": "", "held_from": "2026-01-01"})
    assert kept.status_code == 200 and not LegalHold.objects.exists()
    bruno.post(
        url("hold", case.pk), {"reason": "claim", "authority": "Labour court", "held_from": "2026-01-01"}
    )
    hold = LegalHold.objects.get()
    assert "Labour court" in bruno.get(url("hold", case.pk)).content.decode()
    assert client_of(cast.emil).post(url("hold_lift", case.pk, hold.pk)).status_code == 404
    bruno.post(url("hold_lift", case.pk, hold.pk))
    assert LegalHold.objects.get().lifted_by == cast.bruno


def test_after_the_end_there_is_a_certificate_and_no_case(cast, client_of, case):
    request = through(cast, client_of, case, at_once="on")
    erasure.run(request.pk)
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    for client in (amina, bruno):
        for name in ("case", "consent", "history", *STEPS):
            assert client.get(url(name, case.pk)).status_code == 404, name
    for client in (amina, bruno):
        page = client.get(url("erasure_certificate", request.pk)).content.decode()
        assert "Certificate of erasure" in page and "Linden House" in page and case.reference not in page
        assert "Zanzarelle" not in page
    text = bruno.get(url("erasure_certificate_text", request.pk))
    assert text["Content-Disposition"].startswith("attachment") and "Zanzarelle" not in text.content.decode()
    listed = bruno.get(url("erasures")).content.decode()
    assert url("erasure_certificate", request.pk) in listed
    for stranger in (cast.emil, cast.dana, cast.oskar):
        client = client_of(stranger)
        for name in ("erasure_certificate", "erasure_certificate_text", "erasure_certificate_pdf"):
            assert client.get(url(name, request.pk)).status_code == 404
        assert str(request.pk) not in client.get(url("erasures")).content.decode()
        notice = ErasureNotice.objects.get()
        assert (
            client.post(url("erasure_recipient", request.pk, notice.pk), {"answer": "erased"}).status_code
            == 404
        )


def test_the_certificate_as_a_pdf_is_tagged_neutral_and_recorded(cast, client_of, case, recorded):
    request = through(cast, client_of, case, at_once="on")
    client = client_of(cast.bruno)
    for name in ("erasure_certificate_text", "erasure_certificate_pdf"):
        assert client.get(url(name, request.pk)).status_code == 404, "there is nothing to certify yet"
    erasure.run(request.pk)
    answer = client.get(url("erasure_certificate_pdf", request.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    found = opened(answer.content)
    root = found.trailer["/Root"]
    described = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in described and root["/Lang"] == "en"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= set(tags_of(root["/StructTreeRoot"])["types"])
    ((_, given),) = [one for one in recorded if one[0] == "erasure.certificate_taken"]
    assert given["facts"] == {"format": "pdf", "number": ErasureRequest.objects.get().ledger_n}
    pages = [page.extract_text() for page in found.pages]
    assert all(re.search(r"UTC · [0-9a-f]{12} · copy 1 of 1", words) for words in pages)
    assert re.search(r"UTC · [0-9a-f]{12} · copy 1 of 1", described)
    everything = " ".join(pages)
    assert str(request.pk) in everything and "Keys destroyed" in everything
    assert "UTC" in everything and "EET" not in everything, "an hour of the office would say where it is"
    for told in ("Wayhome", "Zanzarelle", "Linden House", "Bruno", str(cast.bruno.pk), cast.harbour.name):
        assert told not in everything + described, "neither house nor staff nor person"


def test_the_certificate_speaks_the_readers_language(cast, client_of, case):
    request = through(cast, client_of, case, at_once="on")
    erasure.run(request.pk)
    cast.bruno.language = "fr"
    cast.bruno.save()
    found = opened(client_of(cast.bruno).get(url("erasure_certificate_pdf", request.pk)).content)
    assert found.trailer["/Root"]["/Lang"] == "fr" and "Certificat" in found.pages[0].extract_text()


def test_a_pdf_that_cannot_be_made_is_said_in_words_and_is_no_event(
    cast, client_of, case, recorded, monkeypatch
):
    request = through(cast, client_of, case, at_once="on")
    erasure.run(request.pk)
    monkeypatch.setattr("paper.pdf.MAX_PAGES", 0)
    answer = client_of(cast.bruno).get(url("erasure_certificate_pdf", request.pk), follow=True)
    assert "The PDF could not be made just now." in answer.content.decode()


def test_recipients_answers_are_noted(cast, client_of, case):
    request = through(cast, client_of, case, at_once="on")
    erasure.run(request.pk)
    notice, bruno = ErasureNotice.objects.get(), client_of(cast.bruno)
    assert bruno.get(url("erasure_recipient", request.pk, notice.pk)).status_code == 200
    bruno.post(url("erasure_recipient", request.pk, notice.pk), {"answer": "keeps"})
    page = bruno.get(url("erasure_certificate", request.pk)).content.decode()
    assert "Must keep it by law" in page and "Linden House" not in page


def test_an_erasure_of_a_restricted_case_is_hidden_like_the_case(cast, client_of, case):
    client_of(cast.amina).post(url("consent_withdraw", case.pk, "data_processing"), {"reason": ""})
    Case.objects.filter(pk=case.pk).update(restricted_case=True)
    request = ErasureRequest.objects.get()
    assert str(request.pk) not in client_of(cast.vera).get(url("erasures")).content.decode()
    assert client_of(cast.vera).get(url("erasure_certificate", request.pk)).status_code == 404


def test_the_second_person_is_asked_on_the_start_page(cast, client_of, case):
    client_of(cast.amina).post(url("consent_withdraw", case.pk, "data_processing"), {"reason": ""})
    home = client_of(cast.bruno).get("/").content.decode()
    assert (
        "Erasures under way" in home and url("erasure_certificate", ErasureRequest.objects.get().pk) in home
    )
    assert approvals.waiting_for(cast.bruno) == []
