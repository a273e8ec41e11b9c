"""Two people at once: writers of one case wait for each other, readers in between are not alarmed."""

import threading
import uuid
from contextvars import Context

import pytest
from django.db import connection, transaction

from tests.vault.cells import Cell
from vault import keys


def elsewhere(step) -> None:
    """Run `step` as another request would: without this one's session."""
    Context().run(step)


@pytest.mark.django_db
def test_a_save_between_reading_manifest_and_row_is_no_alarm():
    scope = uuid.uuid4()
    one, two = Cell(scope=scope, first_name="Ann"), Cell(scope=scope, first_name="Bea")
    one.save(), two.save()

    def save_one() -> None:
        row = Cell.objects.get(pk=one.pk)
        row.first_name = "Anna"
        row.save()

    with keys.session():
        assert Cell.objects.get(pk=two.pk).first_name == "Bea"  # the manifest is known now
        elsewhere(save_one)
        assert Cell.objects.get(pk=one.pk).first_name == "Anna"


@pytest.mark.django_db
def test_a_save_between_reading_row_and_manifest_is_no_alarm():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    held = Cell.objects.get(pk=row.pk)

    def save() -> None:
        other = Cell.objects.get(pk=row.pk)
        other.first_name = "Anna"
        other.save()

    elsewhere(save)
    assert held.first_name == "Ann"


@pytest.mark.django_db
def test_a_row_deleted_meanwhile_can_still_be_named():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    held = Cell.objects.get(pk=row.pk)
    row.delete()
    assert held.first_name == "Ann"


def test_writers_of_one_scope_wait_for_each_other(live_db):
    scope = uuid.uuid4()
    rows = [Cell(scope=scope, first_name=str(n)) for n in range(2)]
    problems: list[BaseException] = []
    barrier = threading.Barrier(2)

    def write(row: Cell) -> None:
        try:
            barrier.wait(10)
            for turn in range(5):
                with keys.session(), transaction.atomic():
                    row.first_name += str(turn)
                    row.save()
        except BaseException as problem:  # handed to the test's own thread
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert {row.first_name for row in Cell.objects.filter(scope=scope)} == {"001234", "101234"}
    assert len(keys.current().manifest_of(scope, "default").parse().rows) == 2
