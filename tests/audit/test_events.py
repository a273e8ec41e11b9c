"""Events are written with the deed they tell, by the application's role."""

import uuid
from collections.abc import Callable

import pytest
from django.db import transaction

from audit import context, events
from audit.facts import FactNotAllowed
from tests.audit.conftest import Connect

CASE = uuid.uuid4()


class Subject:
    """A record that belongs to a case, as events see it."""

    class _meta:  # noqa: N801  # Django's own name
        label_lower = "cases.personbiodata"

    pk = uuid.uuid4()

    def vault_scope(self) -> uuid.UUID:
        return CASE


def rows_of(as_role: Connect) -> list[tuple[object, ...]]:
    with as_role("audit").cursor() as cursor:
        cursor.execute(
            "SELECT name, actor::text, system, object_label, scope::text, facts FROM audit_event ORDER BY id"
        )
        return cursor.fetchall()


def test_an_event_says_who_what_and_to_which_record(as_role: Connect) -> None:
    actor = uuid.uuid4()
    with context.acting(user=actor, system="command:seed"):
        events.record("section.saved", subject=Subject(), facts={"section": "biodata", "fields": ["sex"]})
    assert rows_of(as_role) == [
        (
            "section.saved",
            str(actor),
            "command:seed",
            "cases.personbiodata",
            str(CASE),
            {"section": "biodata", "fields": ["sex"]},
        )
    ]


def test_an_event_goes_with_its_transaction(as_role: Connect) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        events.record("case.opened", subject=("cases.case", CASE))
        raise RuntimeError
    assert rows_of(as_role) == []


def test_a_refusal_recorded_apart_stays(as_role: Connect) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        events.record("access.refused", facts={"permission": "case_view"}, result="refused", apart=True)
        raise RuntimeError
    assert [row[0] for row in rows_of(as_role)] == ["access.refused"]


def test_many_events_at_once(as_role: Connect) -> None:
    events.record_many(events.prepare("case.opened", ("cases.case", uuid.uuid4())) for _ in range(1201))
    assert len(rows_of(as_role)) == 1201


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: events.record("case.invented"),
        lambda: events.record("case.viewed", facts={"first_name": "x"}),
        lambda: events.record("case.viewed", result="perhaps"),
        lambda: events.record("case.viewed", purpose="because she asked"),
        lambda: events.record("case.viewed", subject=("cases.case", "Olena K.")),
    ],
)
@pytest.mark.django_db
def test_what_is_not_in_the_list_raises(wrong: Callable[[], object]) -> None:
    with pytest.raises((events.UnknownEvent, FactNotAllowed)):
        wrong()
