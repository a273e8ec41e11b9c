"""The register of providers: kept by one office, read by all, found by what is needed (P33, D5)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import Outbox
from resources import actions, clock
from resources.models import Agreement, Provider
from tests.resources.conftest import agreed, registered
from vault.sealed import StaleVersion

LIST = reverse("resources:providers")


def test_what_could_name_a_person_is_sealed_and_the_rest_can_be_searched(cast: SimpleNamespace) -> None:
    row = registered(cast, contact_person="Invented Nurse", contact="555 0199", address="Nowhere 1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM resources_provider p WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "Clinic of the tests" in stored and "medical" in stored
    assert not any(word in stored for word in ("Invented", "0199", "Nowhere"))
    assert Provider.objects.get(pk=row.pk).contact_person == "Invented Nurse"


def test_only_keepers_of_its_office_change_it(cast: SimpleNamespace, clinic: Provider) -> None:
    for person in (cast.amina, cast.emil, cast.farah):
        with pytest.raises(PermissionDenied):
            actions.change_provider(
                actor=person, provider=clinic, base_version=clinic.version, name="Taken over"
            )
        with pytest.raises(PermissionDenied):
            actions.close_provider(actor=person, provider=clinic)
    with pytest.raises(StaleVersion):
        actions.change_provider(actor=cast.bruno, provider=clinic, base_version=0, name="Older")
    actions.change_provider(actor=cast.bruno, provider=clinic, base_version=clinic.version, name="Newer")
    assert Provider.objects.get(pk=clinic.pk).name == "Newer"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Clinic", "House"}),
        ({"service": "shelter"}, {"House"}),
        ({"language": "km"}, {"House"}),
        ({"suited": "wheelchair"}, {"House"}),
        ({"free": "on"}, {"Clinic"}),
        ({"service": "shelter", "free": "on"}, set()),
        ({"left": "on"}, {"Clinic", "House", "Gone"}),
        ({"service": "no such code"}, {"Clinic", "House"}),
    ],
)
def test_the_list_is_narrowed_by_what_is_needed(
    cast: SimpleNamespace, client_of: Any, asked: dict[str, str], found: set[str]
) -> None:
    clinic = registered(cast, name="Clinic")
    actions.say_availability(actor=cast.bruno, provider=clinic, free_places=2, waiting_days=None)
    registered(cast, name="House", services=["shelter"], languages=["km"], suitability=["wheelchair"])
    actions.close_provider(actor=cast.bruno, provider=registered(cast, name="Gone"))
    # Emil works for another organisation: the register is everybody's.
    page = client_of(cast.emil).get(LIST, asked)
    assert {row.name for row, _words in page.context["rows"]} == found


def test_the_list_opens_nothing_and_asks_the_same_however_long_it_is(
    cast: SimpleNamespace, client_of: Any
) -> None:
    browser = client_of(cast.amina)
    registered(cast, name="First")
    browser.get(LIST)
    with CaptureQueriesContext(connection) as one:
        browser.get(LIST)
    for number in range(30):
        registered(cast, name=f"Further {number:02}")
    with CaptureQueriesContext(connection) as many:
        page = browser.get(LIST)
    assert len(many) == len(one)
    assert len(page.context["rows"]) == 25
    assert "page=2" in page.context["next_url"]
    assert len(browser.get(LIST, {"page": "2"}).context["rows"]) == 6


def test_who_does_not_help_people_sees_no_register(
    cast: SimpleNamespace, client_of: Any, clinic: Provider
) -> None:
    for person in ("jonas", "ines", "kofi"):
        browser = client_of(getattr(cast, person))
        assert browser.get(LIST).status_code == 403
        assert browser.get(reverse("resources:provider", args=[clinic.pk])).status_code == 403


def test_a_keeper_of_another_office_reads_and_does_not_change(
    cast: SimpleNamespace, client_of: Any, clinic: Provider
) -> None:
    browser = client_of(cast.emil)
    assert browser.get(reverse("resources:provider", args=[clinic.pk])).status_code == 200
    for name in ("provider_change", "provider_availability"):
        assert browser.get(reverse(f"resources:{name}", args=[clinic.pk])).status_code == 404
    assert browser.post(reverse("resources:provider_close", args=[clinic.pk])).status_code == 404


def test_the_list_says_where_data_may_be_passed_on(
    cast: SimpleNamespace, client_of: Any, clinic: Provider
) -> None:
    def may_share(person: str) -> bool:
        return client_of(getattr(cast, person)).get(LIST).context["rows"][0][0].may_share

    assert not may_share("amina")
    row = agreed(cast, clinic)
    assert may_share("amina")
    # Of another organisation: it agreed on nothing.
    assert not may_share("emil")
    actions.end_agreement(actor=cast.bruno, agreement=row)
    assert not may_share("amina")


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({}, True),
        ({"ends": timezone.localdate() - timedelta(days=3)}, False),
        ({"begins": timezone.localdate() + timedelta(days=3)}, False),
        ({"ends": timezone.localdate() + timedelta(days=3)}, True),
    ],
)
def test_an_agreement_holds_on_its_days(
    cast: SimpleNamespace, clinic: Provider, given: dict[str, Any], holds: bool
) -> None:
    agreed(cast, clinic, **{"begins": timezone.localdate() - timedelta(days=9), **given})
    assert Agreement.objects.plain().in_force(cast.harbour.today()).exists() is holds


def test_nobody_enters_or_ends_an_agreement_of_another_office(
    cast: SimpleNamespace, clinic: Provider
) -> None:
    row = agreed(cast, clinic)
    with pytest.raises(PermissionDenied):
        actions.end_agreement(actor=cast.emil, agreement=row)
    with pytest.raises(PermissionDenied):
        actions.enter_agreement(
            actor=cast.emil, provider=clinic, office=cast.harbour, begins=timezone.localdate()
        )


def test_the_coming_end_of_an_agreement_is_told_once_to_its_keepers(
    cast: SimpleNamespace, clinic: Provider
) -> None:
    agreed(cast, clinic, ends=timezone.localdate() + timedelta(days=60))
    assert clock.tell_of_ending_agreements() == 0
    agreed(cast, clinic, ends=timezone.localdate() + timedelta(days=20))
    assert clock.tell_of_ending_agreements() == 1
    told = set(Outbox.objects.filter(event="agreement.ending").values_list("recipient", flat=True))
    assert told == {cast.bruno.pk, cast.vera.pk}
    assert clock.tell_of_ending_agreements() == 0
