"""Requests of a person: a clock of 30 days, an answer by a supervisor (P21)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Case, ConflictOfInterest
from notifications.models import Outbox
from redress.models import PersonRequest
from redress.tasks import remind
from tests.cases.conftest import open_for

ASKED = "My birthday is in spring, not in autumn"


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def ask(client: Any, case: Case) -> PersonRequest:
    sent = {"kind": "correction", "what": ASKED, "received_on": timezone.localdate().isoformat()}
    assert client.post(f"/cases/{case.pk}/requests/", sent).status_code == 302
    return PersonRequest.objects.get(case=case)


def test_a_request_is_noted_answered_and_shown(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    amina, bruno = client_of(cast.amina), client_of(cast.bruno)
    row = ask(amina, case)
    assert row.due_on - row.received_on == timedelta(days=30)
    assert "Answer by" in amina.get(f"/cases/{case.pk}/tab/requests/").content.decode()
    answer = {"result": "granted", "answer": "It was corrected the same day."}
    assert amina.post(f"/requests/{row.pk}/", answer).status_code == 403
    assert bruno.post(f"/requests/{row.pk}/", answer).status_code == 302
    assert b"It was corrected the same day." in amina.get(f"/requests/{row.pk}/").content


def test_only_who_may_open_the_case_is_told(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    ConflictOfInterest.objects.create(case=case, user=cast.bruno, office=case.office, source="name")
    actions.restrict_case(actor=cast.vera, case=case, reason="threat")
    ask(client_of(cast.amina), case)
    told = {one.recipient for one in Outbox.objects.filter(event="request.answer_due")}
    assert cast.vera in told and cast.bruno not in told


def test_the_clock_too_tells_only_who_may_open_it(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    ConflictOfInterest.objects.create(case=case, user=cast.bruno, office=case.office, source="name")
    actions.restrict_case(actor=cast.vera, case=case, reason="threat")
    row = ask(client_of(cast.amina), case)
    PersonRequest.objects.filter(pk=row.pk).update(due_on=timezone.localdate() + timedelta(days=2))
    Outbox.objects.all().delete()
    remind()
    assert {one.recipient for one in Outbox.objects.filter(event="request.answer_due")} == {cast.vera}


def test_others_find_nothing(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    row = ask(client_of(cast.amina), case)
    for stranger in (cast.dana, cast.emil, cast.farah, cast.oskar):
        client = client_of(stranger)
        assert client.get(f"/requests/{row.pk}/").status_code in {403, 404}
        assert client.get(f"/cases/{case.pk}/requests/").status_code in {403, 404}


def test_the_supervisor_is_reminded_before_the_time_is_over(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    row = ask(client_of(cast.amina), case)
    remind()
    due = Outbox.objects.filter(event="request.answer_due", idempotency_key__contains="reminder")
    assert not due.exists()
    PersonRequest.objects.filter(pk=row.pk).update(due_on=timezone.localdate() + timedelta(days=3))
    remind()
    remind()
    assert set(due.values_list("recipient__email", flat=True)) == {cast.bruno.email, cast.vera.email}


def test_a_form_with_a_mistake_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    sent = {"kind": "correction", "what": ASKED, "received_on": "2999-01-01"}
    page = client_of(cast.amina).post(f"/cases/{case.pk}/requests/", sent).content.decode()
    assert ASKED in page and "lies in the future" in page
