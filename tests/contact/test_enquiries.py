"""Enquiries about somebody not yet met: kept from the first word, seen by few, gone in time (P8)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from accounts import acting
from accounts.models import Office
from accounts.settings_register import value
from cases.finding.search import SearchQuery, find
from cases.models import Case, SearchCard
from contact import actions
from contact.models import Enquiry
from notifications.models import Outbox
from tests.zones import another_day
from vault import keys
from vault.envelope import KeyMissing
from vault.models import ScopeKey
from vault.sealed import StaleVersion

WORDS = {
    "urgency": "2_days",
    "situation": "Locked in behind the Brackwater bakery",
    "about": "A young woman called Zelmira Quist",
    "belief": "The baker's driver saw her window barred",
    "safe_contact": "Never by telephone",
    "told_by": "Ottokar Brem",
}


@pytest.fixture
def row(cast: SimpleNamespace) -> Enquiry:
    """An enquiry that Amina took, with words in it."""
    made = actions.take_enquiry(actor=cast.amina, office=cast.harbour)
    actions.change_enquiry(actor=cast.amina, enquiry=made, values=WORDS)
    return made


def test_it_is_there_before_the_first_word_and_saved_while_typed(
    cast: SimpleNamespace, client_of: Any
) -> None:
    amina = client_of(cast.amina)
    page = amina.post("/enquiries/take/", follow=True)
    made = Enquiry.objects.get()
    assert page.status_code == 200 and made.taken_by == cast.amina
    key = "11111111-1111-4111-8111-111111111111"
    typed = {"form_of": key, "base_version": made.version, "situation": "First half of a sen", "urgency": ""}
    assert amina.post(f"/enquiries/{made.pk}/draft/", typed).status_code == 204
    # The form still holds the version it was made from: one's own typing is no conflict.
    typed["situation"] = "First half of a sentence"
    assert amina.post(f"/enquiries/{made.pk}/draft/", typed).status_code == 204
    assert Enquiry.objects.get().situation == "First half of a sentence"


def test_of_two_windows_of_one_person_the_older_does_not_wipe_the_newer(
    cast: SimpleNamespace, client_of: Any, row: Enquiry
) -> None:
    amina, draft = client_of(cast.amina), f"/enquiries/{row.pk}/draft/"
    one = {"form_of": "11111111-1111-4111-8111-111111111111", "base_version": row.version}
    other = {"submission_key": "22222222-2222-4222-8222-222222222222", "base_version": row.version}
    told = {"situation": "She is locked in", "urgency": "1_now"}
    assert amina.post(draft, {**one, **told}).status_code == 204
    empty = {"situation": "", "urgency": "2_days", "about": "Lena of the tests"}
    assert amina.post(draft, {**other, **empty}).status_code == 409
    page = amina.post(f"/enquiries/{row.pk}/", {**other, **empty})
    assert "in another window" in page.content.decode() and "She is locked in" in page.content.decode()
    now = Enquiry.objects.get()
    assert (now.situation, now.urgency) == ("She is locked in", "1_now")
    # Shown what stands, the person decides.
    again = {**other, **empty, "base_version": page.context["form"]["base_version"].value()}
    assert amina.post(f"/enquiries/{row.pk}/", again).status_code == 302
    assert Enquiry.objects.get().about == "Lena of the tests"


def test_danger_is_told_each_time_it_comes_to_that(cast: SimpleNamespace, row: Enquiry) -> None:
    for urgency in ("1_now", "3_calm", "1_now"):
        now = Enquiry.objects.get(pk=row.pk)
        actions.change_enquiry(actor=cast.amina, enquiry=now, values={"urgency": urgency})
    told = Outbox.objects.filter(event="enquiry.danger", recipient=cast.bruno, channel="in_app")
    assert told.count() == 2


def test_what_cannot_be_read_loses_nothing_else(cast: SimpleNamespace, client_of: Any, row: Enquiry) -> None:
    sent = {"base_version": row.version, "next_step_on": "soon", "advice": "Wait for Tuesday"}
    client_of(cast.amina).post(f"/enquiries/{row.pk}/draft/", sent)
    assert Enquiry.objects.get().advice == "Wait for Tuesday"
    page = client_of(cast.amina).post(f"/enquiries/{row.pk}/", {**sent, "advice": "Wait for Friday"})
    assert page.status_code == 200 and b"Wait for Friday" in page.content


def test_seen_by_who_took_it_and_the_supervisor_alone(
    cast: SimpleNamespace, client_of: Any, row: Enquiry
) -> None:
    for name in ("amina", "bruno", "vera"):
        client = client_of(cast.people[name])
        assert client.get(f"/enquiries/{row.pk}/").status_code == 200
        assert str(row.pk) in client.get("/enquiries/").content.decode()
    for name in ("dana", "emil", "paola", "samira"):
        client = client_of(cast.people[name])
        listed = client.get("/enquiries/").content.decode()
        assert str(row.pk) not in listed
        for path in ("", "draft/", "case/", "end/"):
            asked = client.post if path == "draft/" else client.get
            assert asked(f"/enquiries/{row.pk}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("name", "seen"), [("amina", 1), ("bruno", 1), ("dana", 0), ("emil", 0), ("farah", 0)]
)
def test_the_database_says_the_same(cast: SimpleNamespace, row: Enquiry, name: str, seen: int) -> None:
    with acting.as_user(cast.people[name]), connection.cursor() as cursor:
        Enquiry.objects.none().exists()
        cursor.execute("SELECT count(*) FROM contact_enquiry")
        assert cursor.fetchone() == (seen,)


def test_no_search_finds_the_person(cast: SimpleNamespace, row: Enquiry) -> None:
    found = find(cast.amina, SearchQuery(name="Zelmira Quist"))
    assert found.matches == [] and not SearchCard.objects.exists()


def test_danger_is_told_to_the_supervisors_and_to_nobody_else(cast: SimpleNamespace, row: Enquiry) -> None:
    actions.change_enquiry(actor=cast.amina, enquiry=row, values={"urgency": "1_now"})
    told = set(Outbox.objects.filter(event="enquiry.danger").values_list("recipient", flat=True))
    assert told == {cast.bruno.pk, cast.vera.pk}


def test_two_people_at_once_lose_nothing(cast: SimpleNamespace, client_of: Any, row: Enquiry) -> None:
    seen = row.version
    other = Enquiry.objects.get(pk=row.pk)
    actions.change_enquiry(actor=cast.bruno, enquiry=other, values={"advice": "Bruno asked the hospital"})
    sent = {"base_version": seen, "advice": "Amina called the hotline", "situation": WORDS["situation"]}
    amina = client_of(cast.amina)
    assert amina.post(f"/enquiries/{row.pk}/draft/", sent).status_code == 409
    page = amina.post(f"/enquiries/{row.pk}/", sent).content.decode()
    assert "Amina called the hotline" in page and "Bruno asked the hospital" in page
    with pytest.raises(StaleVersion):
        actions.change_enquiry(actor=cast.amina, enquiry=row, values={"advice": "From an old page"})


def test_when_the_person_agrees_it_becomes_a_case_and_is_gone(
    cast: SimpleNamespace, client_of: Any, row: Enquiry
) -> None:
    answer = client_of(cast.amina).post(f"/enquiries/{row.pk}/case/")
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/consent/"
    for words in ("Brackwater", "Zelmira Quist", "window barred", "Never by telephone", "Ottokar Brem"):
        assert words in case.narrative_summary
    assert not Enquiry.objects.exists() and not ScopeKey.objects.filter(scope=row.pk).exists()


def test_one_enquiry_becomes_one_case(
    cast: SimpleNamespace, client_of: Any, row: Enquiry, monkeypatch: Any
) -> None:
    mine, theirs = Enquiry.objects.get(pk=row.pk), Enquiry.objects.get(pk=row.pk)
    actions.open_case_from(actor=cast.amina, enquiry=mine)
    with pytest.raises(actions.EnquiryGone):
        actions.open_case_from(actor=cast.bruno, enquiry=theirs)
    with pytest.raises(actions.EnquiryGone):
        actions.end_enquiry(actor=cast.bruno, enquiry=theirs, reason="unwanted")
    assert Case.objects.count() == 1
    # Both had the page open: the second is told.
    monkeypatch.setattr("contact.views.enquiries.get_enquiry_for", lambda *_given: theirs)
    answer = client_of(cast.bruno).post(f"/enquiries/{row.pk}/case/", follow=True)
    assert "A colleague was first" in answer.text and Case.objects.count() == 1


def test_a_supervisor_opens_the_case_as_well(cast: SimpleNamespace, client_of: Any, row: Enquiry) -> None:
    client_of(cast.bruno).post(f"/enquiries/{row.pk}/case/")
    assert Case.objects.get().owner == cast.bruno


def test_after_its_days_it_is_erased_for_good(cast: SimpleNamespace, row: Enquiry) -> None:
    copy = Enquiry.objects.plain().get(pk=row.pk)
    kept = bytes(Enquiry.objects.filter(pk=row.pk).values_list("envelope", flat=True)[0])
    with acting.as_system("enquiry_clock"):
        _ends_in(row, days=1)
        assert actions.erase_due() == 0
        _ends_in(row, days=0)
        assert actions.erase_due() == 1
    assert not Enquiry.objects.exists()
    copy.envelope = kept
    with keys.session(), pytest.raises(KeyMissing):
        _ = copy.situation
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM vault_erasureledger WHERE scope = %s", [str(row.pk)])
        assert cursor.fetchall() == [("days_over",)]


def test_a_reminder_comes_once_before_the_end(cast: SimpleNamespace, row: Enquiry) -> None:
    with acting.as_system("enquiry_clock"):
        for days, told in ((4, 0), (3, 1), (2, 0)):
            _ends_in(row, days=days)
            assert actions.remind() == told


def test_days_are_those_of_its_office(cast: SimpleNamespace, row: Enquiry) -> None:
    Office.objects.filter(pk=row.office_id).update(time_zone=another_day())
    row = Enquiry.objects.select_related("office").get(pk=row.pk)
    assert actions.take_enquiry(actor=cast.amina, office=row.office).days_left() == int(
        value("contact.enquiry_days", None)
    )
    with acting.as_system("enquiry_clock"):
        _ends_in(row, days=1)
        assert actions.erase_due() == 0
        _ends_in(row, days=0)
        assert actions.erase_due() == 1


def _ends_in(row: Enquiry, days: int) -> None:
    """Have it erased so many days after the day it is at its office."""
    Enquiry.objects.filter(pk=row.pk).update(erase_on=row.office.today() + timedelta(days=days))


def test_erased_before_its_time_with_a_reason(cast: SimpleNamespace, client_of: Any, row: Enquiry) -> None:
    amina = client_of(cast.amina)
    assert amina.post(f"/enquiries/{row.pk}/end/", {}).status_code == 200 and Enquiry.objects.exists()
    amina.post(f"/enquiries/{row.pk}/end/", {"reason": "not_wanted"})
    assert not Enquiry.objects.exists()


def test_the_list_takes_the_same_queries_for_many(
    cast: SimpleNamespace, client_of: Any, row: Enquiry, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        actions.take_enquiry(actor=cast.amina, office=cast.harbour)
    amina = client_of(cast.amina)
    amina.get("/enquiries/")
    with django_assert_max_num_queries(14):
        amina.get("/enquiries/")
