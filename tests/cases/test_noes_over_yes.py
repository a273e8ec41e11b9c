"""A no over a yes from before a no had any effect: found by the migration, decided by somebody with the person."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from cases import actions, case_tasks
from cases.consent import clock, consents
from cases.models import Case, CaseTask, ConsentRecord
from tests.cases.conftest import agree

pytestmark = pytest.mark.django_db
RAISE = import_module("cases.migrations.0062_noes_over_yes").RAISE
KIND = "follow_up"


def raw(people, case, status, ago=0, kind=KIND):
    """A row as it was written then."""
    at = timezone.now() - timedelta(days=ago)
    row = ConsentRecord(
        case=case, recorded_by=people.amina, consent_type=kind, consent_status=status, consent_date=at
    )
    row.recorded_at = at
    row.save()
    return row


def found(case):
    with connection.cursor() as cursor:
        cursor.execute(RAISE)
    return clock.without_effect(case)


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        (["granted", "refused"], True),
        (["granted_limited", "refused", "refused", "not_able"], True),
        (["granted", "withdrawn", "refused"], False),
        (["refused"], False),
        (["granted", "refused", "granted"], False),
        (["granted", "refused", "withdrawn"], False),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, list) else str(one),
)
def test_the_migration_finds_a_no_that_stopped_nothing(people, case, said, is_found):
    for ago, status in zip(range(len(said), 0, -1), said, strict=True):
        raw(people, case, status, ago)
    assert (KIND in found(case)) is is_found
    assert found(case) == ({KIND} if is_found else set()), "a second run raises nothing new"
    assert CaseTask.objects.filter(kind=clock.NO_OVER_YES).count() == is_found


def test_neither_an_error_nor_a_closed_file_is_looked_at(people, case):
    raw(people, case, "granted", 2)
    wrong = raw(people, case, "refused", 1)
    actions.mark_consent_error(actor=people.amina, case=case, consent=wrong)
    assert not found(case)
    raw(people, case, "refused")
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    assert not found(case)


@pytest.fixture
def old(people, case):
    raw(people, case, "granted", 2)
    raw(people, case, "refused", 1)
    assert found(case)
    return case


def test_said_once_more_it_is_the_withdrawal_it_should_have_been(people, old):
    agree(people.amina, old, KIND, consent_status="refused")
    assert consents.newest(old)[KIND].consent_status == "withdrawn"
    assert not clock.without_effect(old)


def test_a_withdrawal_a_new_yes_or_an_error_settles_it(people, old):
    agree(people.amina, old, KIND)
    assert not clock.without_effect(old)


def test_the_page_says_it_with_what_to_do_and_the_third_person_sees_nothing(people, old, client_of):
    page = f"/cases/{old.pk}/consent/"
    text = client_of(people.amina).get(page).text
    assert "nothing followed" in text and f"{page}{KIND}/withdraw/" in text
    assert client_of(people.emil).get(page).status_code == 404
    assert not case_tasks.waiting_for(people.emil).exists()
    actions.withdraw_consent(actor=people.amina, case=Case.objects.get(pk=old.pk), consent_type=KIND)
    assert "nothing followed" not in client_of(people.amina).get(page).text
