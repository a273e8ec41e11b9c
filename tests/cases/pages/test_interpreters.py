"""Interpreters on their pages: the register, the person's choice, and what a booking gives away."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Case, ConsentRecord, Interpreter, InterpreterBooking, InterpreterWish
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db
TYPED = {"name": "Sona Invented", "languages": ["km", ""], "contact": "555 0100", "in_person": "on"}


@pytest.fixture
def sona(cast: SimpleNamespace, client_of: Any) -> Interpreter:
    """On Harbour's register, put there on the page."""
    made = client_of(cast.bruno).post("/cases/interpreters/new/", {**TYPED, "office": cast.harbour.pk})
    assert made.status_code == 302, made.context["form"].errors
    return Interpreter.objects.get()


@pytest.fixture
def chosen(cast: SimpleNamespace, client_of: Any, case: Case, sona: Interpreter) -> Interpreter:
    """The person speaks Khmer and chose Sona, after the warnings."""
    save(cast.amina, case, "biodata", {"primary_language": "km"})
    address = f"/cases/{case.pk}/interpreter/choose/"
    page = client_of(cast.amina).get(address).content.decode()
    assert sona.code in page and "Not vetted" in page and "all the same" in page
    assert "Sona Invented" not in page and "Never leave an interpreter alone" in page
    assert client_of(cast.amina).post(address, {"choose": sona.pk}).status_code == 302
    return sona


def test_lists_show_the_code_and_the_name_stands_on_its_page(
    cast: SimpleNamespace, client_of: Any, sona: Interpreter
) -> None:
    amina = client_of(cast.amina)
    page = amina.get("/cases/interpreters/").content.decode()
    assert sona.code in page and "Khmer" in page and "Sona" not in page and "Add an interpreter" not in page
    assert "Sona Invented" in amina.get(f"/cases/interpreters/{sona.pk}/").content.decode()
    assert amina.get(f"/cases/interpreters/{sona.pk}/change/").status_code == 403
    for name in ("emil", "paola"):
        assert client_of(cast.people[name]).get(f"/cases/interpreters/{sona.pk}/").status_code == 404
    assert client_of(cast.hala).get("/cases/interpreters/").status_code == 403


def test_two_who_change_the_register_do_not_overwrite_each_other(
    cast: SimpleNamespace, client_of: Any, sona: Interpreter
) -> None:
    bruno, address = client_of(cast.bruno), f"/cases/interpreters/{sona.pk}/change/"
    version = bruno.get(address).context["form"].initial["base_version"]
    assert bruno.post(address, {**TYPED, "contact": "555 0101", "base_version": version}).status_code == 302
    late = bruno.post(address, {**TYPED, "contact": "555 0199", "base_version": version})
    assert "Somebody else has written here" in late.content.decode() and b"555 0199" in late.content
    assert Interpreter.objects.get().contact == "555 0101"


def test_a_wish_for_the_interviewer_is_told_on_every_page_of_the_interview(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina = client_of(cast.amina)
    assert (
        amina.post(f"/cases/{case.pk}/interpreter/wish/", {"interviewer": "woman", "mode": "telephone"})
        .headers["Location"]
        .endswith("/choose/")
    )
    wished = "wishes to be interviewed by a woman"
    for part in ("", "interview/", "interview/start/", "record/education/", "entries/interview/add/"):
        assert wished in amina.get(f"/cases/{case.pk}/{part}").content.decode(), part
    assert InterpreterWish.objects.get().mode == "telephone"
    assert wished in client_of(cast.bruno).get(f"/cases/{case.pk}/").content.decode()


def test_a_refused_interpreter_is_gone_from_the_page(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter
) -> None:
    amina, address = client_of(cast.amina), f"/cases/{case.pk}/interpreter/choose/"
    assert amina.post(address, {"refuse": chosen.pk}).status_code == 302
    assert chosen.code not in amina.get(address).content.decode()
    assert "Refused, not proposed again" in amina.get(f"/cases/{case.pk}/tab/interpreter/").content.decode()


def test_a_refusal_is_taken_back_on_the_tab(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter
) -> None:
    amina, address = client_of(cast.amina), f"/cases/{case.pk}/interpreter/choose/"
    amina.post(address, {"refuse": chosen.pk})
    tab = f"/cases/{case.pk}/tab/interpreter/"
    page = amina.get(tab).content.decode()
    assert "has changed their mind" in page and f'name="again" value="{chosen.pk}"' in page
    assert client_of(cast.emil).post(address, {"again": chosen.pk}).status_code == 404
    assert amina.post(address, {"again": chosen.pk}).status_code == 302
    assert chosen.code in amina.get(address).content.decode()
    assert "Refused, not proposed" not in amina.get(tab).content.decode()


def test_a_booking_that_meets_a_refusal_is_told_so_and_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter, monkeypatch: Any
) -> None:
    book = actions.book_interpreter

    def a_colleague_is_faster(**given: Any) -> InterpreterBooking:
        actions.refuse_interpreter(actor=cast.amina, case=case, interpreter=chosen)
        return book(**given)

    monkeypatch.setattr("cases.views.interpreting.book_interpreter", a_colleague_is_faster)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    hour = {"interpreter": chosen.pk, "day": day, "time": "10:30", "minutes": "45", "mode": "telephone"}
    page = client_of(cast.amina).post(f"/cases/{case.pk}/interpreter/book/", hour)
    assert page.status_code == 200 and "does not want this interpreter" in page.content.decode()
    assert "10:30" in page.content.decode() and not InterpreterBooking.objects.exists()


def test_a_booking_on_paper_is_a_code_and_a_time(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter
) -> None:
    amina = client_of(cast.amina)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    hour = {"interpreter": chosen.pk, "day": day, "time": "10:30", "minutes": "45", "mode": "telephone"}
    made = amina.post(f"/cases/{case.pk}/interpreter/book/", hour)
    assert made.status_code == 302, made.context["form"].errors
    again = amina.post(f"/cases/{case.pk}/interpreter/book/", hour).content.decode()
    assert "booked at that time" in again and "10:30" in again
    address = made.headers["Location"]
    amina.post("/account/print/", {"page": address, "copies": "1"})
    main = amina.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    booking = InterpreterBooking.objects.get()
    assert booking.code in main and "10:30" in main
    for told in (case.reference, case.person.code_name, chosen.code, "Sona", case.office.name):
        assert told not in main
    assert amina.post(f"{address}cancel/").status_code == 302
    assert InterpreterBooking.objects.get().cancelled_at


def test_interview_and_consent_offer_whom_the_person_chose_and_take_any_name(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter
) -> None:
    amina = client_of(cast.amina)
    option = f'<option value="{chosen.code}">Khmer</option>'
    for part in ("entries/interview/add/", "interview/start/"):
        assert option in amina.get(f"/cases/{case.pk}/{part}").content.decode(), part
    address = f"/cases/{case.pk}/consent/assistance/"
    assert option in amina.get(address).content.decode()
    given = {"status_assistance": "granted", "interpreter_used": "on", "interpreter_name": "A neighbour"}
    assert amina.post(address, given).status_code == 302
    row = ConsentRecord.objects.filter(case=case, consent_type="assistance").get()
    assert row.interpreter_name == "A neighbour"


def test_the_third_person_finds_no_page(
    cast: SimpleNamespace, client_of: Any, case: Case, chosen: Interpreter
) -> None:
    for name in ("dana", "emil"):
        client = client_of(cast.people[name])
        for part in ("wish", "choose", "book"):
            assert client.get(f"/cases/{case.pk}/interpreter/{part}/").status_code == 404
        assert client.post(f"/cases/{case.pk}/interpreter/choose/", {"refuse": chosen.pk}).status_code == 404
    with pytest.raises(Exception, match="."):
        actions.refuse_interpreter(actor=cast.emil, case=case, interpreter=chosen)
