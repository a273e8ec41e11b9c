"""The page of an office's own questions, and where they are asked."""

from types import SimpleNamespace
from typing import Any

import pytest

from cases.models import Case, LocalAnswers, LocalQuestion

pytestmark = pytest.mark.django_db
WORDED = {"wording_en": "Which boat?", "wording_fr": "Quel bateau ?", "wording_es": "¿Qué barco?"}
LISTED = {"options_en": "Gull\nTern", "options_fr": "Goéland\nSterne", "options_es": "Gaviota\nCharrán"}


@pytest.fixture
def questions(cast: SimpleNamespace, client_of: Any) -> dict[str, LocalQuestion]:
    """One of each kind, added on the page by the administrator."""
    jonas = client_of(cast.jonas)
    for kind in ("text", "date", "number", "choice"):
        sent = {"office": cast.harbour.pk, "kind": kind, **WORDED, **(LISTED if kind == "choice" else {})}
        made = jonas.post("/cases/questions/", sent)
        assert made.status_code == 302, made.context["form"].errors
    return {question.kind: question for question in LocalQuestion.objects.all()}


def test_every_kind_is_asked_answered_and_read(
    cast: SimpleNamespace, client_of: Any, case: Case, questions: dict[str, LocalQuestion]
) -> None:
    amina, address = client_of(cast.amina), f"/cases/{case.pk}/questions/"
    given = {"text": "Blue hull", "date": "2024-05-17", "number": "3", "choice": "1"}
    sent = {str(questions[kind].pk): value for kind, value in given.items()}
    wrong = amina.post(address, {**sent, str(questions["number"].pk): "three"}).content.decode()
    assert "Blue hull" in wrong and "Enter a whole number" in wrong
    assert amina.post(address, {**sent, "base_version": "0"}).status_code == 302
    tab = amina.get(f"/cases/{case.pk}/tab/local/").content.decode()
    assert all(said in tab for said in ("Blue hull", "2024-05-17", "Tern"))
    assert amina.post(address, {**sent, "base_version": "0"}).status_code == 200  # somebody else was quicker
    assert LocalAnswers.objects.get().answers[str(questions["number"].pk)] == 3


def test_lists_that_differ_in_length_are_said(cast: SimpleNamespace, client_of: Any) -> None:
    sent = {"office": cast.harbour.pk, "kind": "choice", **WORDED, **LISTED, "options_fr": "Goéland"}
    page = client_of(cast.jonas).post("/cases/questions/", sent).content.decode()
    assert "in all three languages" in page and "Goéland" in page and not LocalQuestion.objects.exists()


def test_the_tab_is_there_where_something_is_asked(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    amina = client_of(cast.amina)
    assert "/tab/local/" not in amina.get(f"/cases/{case.pk}/").content.decode()
    assert amina.get(f"/cases/{case.pk}/questions/").status_code == 404


def test_retired_ones_are_not_asked_and_the_third_person_sees_nothing(
    cast: SimpleNamespace, client_of: Any, case: Case, questions: dict[str, LocalQuestion]
) -> None:
    jonas = client_of(cast.jonas)
    assert "/tab/local/" in client_of(cast.amina).get(f"/cases/{case.pk}/").content.decode()
    for question in questions.values():
        assert jonas.post(f"/cases/questions/{question.pk}/retire/").status_code == 302
    assert client_of(cast.amina).get(f"/cases/{case.pk}/questions/").status_code == 404
    for name in ("dana", "emil"):
        assert client_of(cast.people[name]).get(f"/cases/{case.pk}/questions/").status_code == 404
    assert client_of(cast.amina).get("/cases/questions/").status_code == 403


def test_earlier_answers_open_for_a_purpose_and_are_brought_back(
    cast: SimpleNamespace, client_of: Any, case: Case, questions: dict[str, LocalQuestion], recorded: Any
) -> None:
    amina, page = client_of(cast.amina), f"/cases/{case.pk}/questions/"
    key, listed = str(questions["text"].pk), str(questions["choice"].pk)
    for version, (said, chosen) in enumerate((("Blue hull", "1"), ("Red hull", "0"))):
        sent = {key: said, listed: chosen, "base_version": str(version)}
        assert amina.post(page, sent).status_code == 302
    assert f"{page}earlier/" in amina.get(f"/cases/{case.pk}/tab/local/").text
    closed = amina.get(f"{page}earlier/").text
    assert "Blue hull" not in closed and "What do you open them for?" in closed
    assert "Blue hull" not in amina.post(f"{page}earlier/", {}).text, "no purpose, no answer"
    opened = amina.post(f"{page}earlier/", {"purpose": "asked"})
    assert "Blue hull" in opened.text and "Which boat?" in opened.text and "Tern" in opened.text
    (read,) = [one for name, one in recorded if name == "section.read" and one.get("purpose") == "asked"]
    assert read["facts"] == {"section": "local", "fields": []}
    at = opened.context["answers"][0].at.isoformat()
    back = {"purpose": "asked", "field": key, "at": at}
    assert amina.post(f"{page}earlier/", back).status_code == 302
    assert LocalAnswers.objects.get().answers[key] == "Blue hull"
    for name in ("dana", "emil"):
        assert client_of(cast.people[name]).post(f"{page}earlier/", back).status_code == 404


def test_an_earlier_answer_to_a_retired_question_is_read_and_not_brought_back(
    cast: SimpleNamespace, client_of: Any, case: Case, questions: dict[str, LocalQuestion]
) -> None:
    amina, page = client_of(cast.amina), f"/cases/{case.pk}/questions/"
    key = str(questions["text"].pk)
    for version, said in enumerate(("Blue hull", "Red hull")):
        amina.post(page, {key: said, "base_version": str(version)})
    client_of(cast.jonas).post(f"/cases/questions/{key}/retire/")
    opened = amina.post(f"{page}earlier/", {"purpose": "review"})
    (answer,) = opened.context["answers"]
    assert "Blue hull" in opened.text and not answer.may_restore
    amina.post(f"{page}earlier/", {"purpose": "review", "field": key, "at": answer.at.isoformat()})
    assert LocalAnswers.objects.get().answers[key] == "Red hull"
