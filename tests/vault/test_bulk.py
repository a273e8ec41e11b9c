"""Many rows at once are sealed like single ones."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vault.cells import Cell, Strict
from vault import bulk, keys, sealed
from vault.envelope import KeyMissing

pytestmark = pytest.mark.django_db


def rows_of(scope: uuid.UUID, number: int) -> list:
    cell = Cell(scope=scope, first_name=f"Name {number}")
    return [cell, Strict(scope=scope, street=f"Street {number}", since="2019", kinds=["red"])]


def test_rows_of_new_scopes_open_like_any_other():
    scopes = [uuid.uuid4() for _ in range(5)]
    made = bulk.create([row for n, scope in enumerate(scopes) for row in rows_of(scope, n)])
    assert len(made) == 10
    assert {row.first_name for row in Cell.objects.filter(pk__in=[m.pk for m in made[::2]])} == {
        f"Name {n}" for n in range(5)
    }
    strict = Strict.objects.get(pk=made[1].pk)
    strict.street = "Elm"
    strict.save()
    assert (Strict.objects.get(pk=strict.pk).street, strict.version) == ("Elm", 2)
    assert len(keys.lock(scopes[0]).rows) == 2


def test_a_batch_costs_a_statement_per_table():
    data = [row for n in range(20) for row in rows_of(uuid.uuid4(), n)]
    with CaptureQueriesContext(connection) as queries:
        bulk.create(data)
    # Locked manifests, the active key of each class held, then the two models; execute_values writes keys and
    # manifests past the log.
    assert len(queries) == 5


def test_existing_scopes_are_joined():
    first = Cell(scope=uuid.uuid4(), first_name="Ann")
    first.save()
    Cell.objects.bulk_create([Cell(scope=first.scope, first_name="Bea")])
    assert {row.first_name for row in Cell.objects.filter(scope=first.scope)} == {"Ann", "Bea"}


def test_an_erased_scope_takes_nothing():
    row = Cell(scope=uuid.uuid4())
    row.save()
    keys.destroy_scope(row.scope)
    with pytest.raises(KeyMissing):
        bulk.create([Cell(scope=row.scope)])


def test_small_batches_share_scopes():
    scope = uuid.uuid4()
    bulk.create((Cell(scope=scope, first_name=str(n)) for n in range(7)), batch=2)
    opened = sealed.open_many(Cell.objects.filter(scope=scope))
    assert sorted(row.first_name for row in opened) == list("0123456")
