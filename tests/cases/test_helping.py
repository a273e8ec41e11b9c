"""Immediate help waits for nothing (P10)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import actions
from cases.actions.helping import IMMEDIATE_KINDS
from cases.models import AssistanceItem, Case, ConsentRecord, Determination
from tests.cases.conftest import agree, open_for

pytestmark = pytest.mark.django_db


def test_every_immediate_kind_is_recorded_with_the_code_name_alone(people: Any) -> None:
    case = open_for(people.amina)
    assert not ConsentRecord.objects.exists() and not Determination.objects.exists()
    given = actions.give_immediate_help(actor=people.amina, case=case, kinds=IMMEDIATE_KINDS, notes="Soup")
    assert [item.assist_type for item in given] == list(IMMEDIATE_KINDS)
    assert {item.assist_phase for item in AssistanceItem.objects.all()} == {"immediate"}


@pytest.mark.parametrize("refused", ["screening_interview", "data_processing", "assistance"])
def test_a_refusal_stops_no_help(people: Any, refused: str) -> None:
    case = open_for(people.amina)
    agree(people.amina, case, refused, consent_status="refused")
    assert actions.give_immediate_help(
        actor=people.amina, case=Case.objects.get(pk=case.pk), kinds=["shelter", "medical"]
    )


@pytest.mark.parametrize("decided", ["pending", "not_victim"])
def test_no_determination_stops_help(people: Any, case: Case, decided: str) -> None:
    if decided != "pending":
        given = {"not_established_kind": "exploitation_other"} if decided == "not_victim" else {}
        actions.decide_determination(
            actor=people.amina, case=case, determination=decided, base_version=0, **given
        )
    assert actions.give_immediate_help(actor=people.amina, case=case, kinds=["food_material"])


def test_what_has_to_be_planned_is_not_immediate(people: Any, case: Case) -> None:
    for kinds in ([], ["return_grant"], ["shelter", "travel"]):
        with pytest.raises(ValidationError):
            actions.give_immediate_help(actor=people.amina, case=case, kinds=kinds)
    with pytest.raises(PermissionDenied):
        actions.give_immediate_help(actor=people.emil, case=case, kinds=["shelter"])
    assert not AssistanceItem.objects.exists()


def test_the_page_asks_for_nothing_else(cast: Any, client_of: Any) -> None:
    amina, case = client_of(cast.amina), open_for(cast.amina)
    page = amina.get(f"/cases/{case.pk}/help/").content.decode()
    assert "from the first minute" in page and case.person.code_name in page
    sent = {"kinds": ["shelter", "medical"], "on": "2024-05-17", "provider": "Invented clinic"}
    assert amina.post(f"/cases/{case.pk}/help/", sent).status_code == 302
    items = AssistanceItem.objects.all()
    assert {item.assist_type for item in items} == {"shelter", "medical"}
    assert {item.assist_provider for item in items} == {"Invented clinic"}
    assert "/help/" in amina.get(f"/cases/{case.pk}/").content.decode()
    for name in ("dana", "emil"):
        assert client_of(cast.people[name]).get(f"/cases/{case.pk}/help/").status_code == 404
    assert amina.post(f"/cases/{case.pk}/help/", {"notes": "Kept words"}).content.count(b"Kept words") == 1


def test_help_of_today_is_of_the_day_at_the_office(people: Any, case: Case) -> None:
    office = case.office
    office.time_zone = "Etc/GMT+12"
    office.save()
    with timezone.override("Pacific/Kiritimati"):  # a day ahead at every hour
        (item,) = actions.give_immediate_help(actor=people.amina, case=case, kinds=["shelter"])
    assert item.assist_start == timezone.localdate(timezone=office.zone)
