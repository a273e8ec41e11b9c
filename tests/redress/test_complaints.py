"""Complaints: without a login, out of reach of the office concerned and of who is named (P21)."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.models import Duty
from notifications.models import Outbox
from redress import actions
from redress.models import Complaint

WORDS = "The night guard shouted at the Marble Heron"


def send(client: Client, **more: str) -> Any:
    return client.post("/feedback/", {"text": WORDS, "place": "", "contact": "", **more})


@pytest.fixture
def complaint(cast: SimpleNamespace) -> Complaint:
    """One about the Harbour office, entered by Amina from a paper."""
    return actions.take_complaint(actor=cast.amina, channel="paper", text=WORDS, office=cast.harbour)


def test_anybody_complains_and_reads_the_answer_by_receipt(cast: SimpleNamespace, client_of: Any) -> None:
    page = send(Client()).content.decode()
    receipt = re.search(r"[A-Z]{4}(?:-[A-Z]{4}){3}", page)
    assert receipt is not None
    row = Complaint.objects.get()
    assert WORDS.encode() not in bytes(Complaint.objects.values_list("envelope", flat=True).get())
    focal = client_of(cast.oskar)
    assert WORDS in focal.get(f"/complaints/{row.pk}/").content.decode()
    before = Client().post("/feedback/answer/", {"receipt": receipt[0]}).content.decode()
    unknown = Client().post("/feedback/answer/", {"receipt": "AAAA-BBBB-CCCC-DDDD"}).content.decode()
    assert "no answer under this receipt yet" in before and "no answer under this receipt yet" in unknown
    focal.post(f"/complaints/{row.pk}/close/", {"outcome": "upheld", "answer": "The guard was replaced."})
    after = Client().post("/feedback/answer/", {"receipt": receipt[0].lower().replace("-", " ")})
    assert b"The guard was replaced." in after.content
    assert WORDS not in after.content.decode()


def test_the_neutral_page_says_nothing_of_who_we_are(db: None) -> None:
    page = Client(headers={"accept-language": "en"}).get("/feedback/").content.decode().lower()
    main = re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main")[0])
    for word in ("traffick", "shelter", "victim", "case", "harbour", "mission"):
        assert word not in main, word


def test_only_focal_points_of_other_offices_see_it(
    cast: SimpleNamespace, client_of: Any, complaint: Complaint
) -> None:
    told = set(Outbox.objects.filter(event="complaint.received").values_list("recipient__email", flat=True))
    assert told == {cast.oskar.email}
    Duty.objects.create(user=cast.bruno, office=cast.harbour, code="misconduct_focal_point")
    for stranger in (cast.bruno, cast.amina, cast.dana, cast.farah, cast.emil, cast.kofi):
        answer = client_of(stranger).get(f"/complaints/{complaint.pk}/")
        assert answer.status_code in {403, 404}, stranger.email
    assert client_of(cast.oskar).get(f"/complaints/{complaint.pk}/").status_code == 200


def test_who_is_named_never_sees_it(cast: SimpleNamespace, client_of: Any, complaint: Complaint) -> None:
    Duty.objects.create(user=cast.emil, office=cast.ponte, code="misconduct_focal_point")
    emil = client_of(cast.emil)
    assert emil.get(f"/complaints/{complaint.pk}/").status_code == 200
    sent = {"office": str(cast.harbour.pk), "named": [str(cast.emil.pk)], "notes": "spoke with a witness"}
    assert client_of(cast.oskar).post(f"/complaints/{complaint.pk}/", sent).status_code == 302
    assert emil.get(f"/complaints/{complaint.pk}/").status_code == 404
    assert str(complaint.pk) not in emil.get("/complaints/").content.decode()


def test_too_many_from_nobody_are_held_back_and_keep_what_was_typed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redress.actions.complaints.setting", lambda key, office: 1)
    assert b"receipt" in send(Client()).content
    second = send(Client())
    assert b"cannot be taken now" in second.content and WORDS.encode() in second.content
