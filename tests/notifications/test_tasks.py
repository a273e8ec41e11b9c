"""Every task is one of the house: identifiers only, an audit context, a vault session."""

import uuid

import pytest
from celery import shared_task
from django.db import connection

from audit import context
from config.celery import HouseTask, NotAnIdentifier, app
from vault import keys

seen: list[object] = []


@shared_task(name="tests.look_around")
def look_around(number: str) -> None:
    seen.append((context.current().system, context.current().request_id, keys.current() is keys.current()))


@shared_task(name="tests.all_or_nothing", atomic=True)
def all_or_nothing() -> None:
    seen.append(connection.in_atomic_block)


@pytest.fixture(autouse=True)
def forget() -> None:
    seen.clear()


def test_all_our_tasks_are_house_tasks() -> None:
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert ours and all(isinstance(task, HouseTask) for task in ours)


def test_what_beat_calls_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.parametrize(
    "value", ["Olena K.", "", 1.5, True, None, ["a"], {"name": "x"}, "048BF89FB0F14D11980CD7988AAF067F"]
)
def test_what_is_no_identifier_is_not_queued(value: object) -> None:
    for queue in (
        lambda: look_around.delay(value),
        lambda: look_around.apply_async(kwargs={"number": value}),
    ):
        with pytest.raises(NotAnIdentifier) as refused:
            queue()
        assert "Olena" not in str(refused.value)


def test_a_task_knows_who_it_is_and_opens_keys_once(db: None) -> None:
    look_around(str(uuid.uuid4()))
    assert seen[0][0] == "task:tests.look_around" and seen[0][2]  # type: ignore[index]


@pytest.mark.django_db(transaction=True)
def test_a_task_may_ask_for_one_transaction() -> None:
    all_or_nothing()
    assert seen == [True]
