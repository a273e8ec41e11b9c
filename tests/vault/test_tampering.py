"""What a corrupt database administrator may try, and what reading then says."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from tests.vault.cells import Cell, Strict
from vault import keys
from vault.envelope import KeyMissing, Tampered, VaultError

pytestmark = pytest.mark.django_db


def sql(statement: str, *args) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, args)
        assert cursor.rowcount >= 1


def stored(row: Cell) -> bytes:
    return bytes(Cell.objects.get(pk=row.pk).envelope)


def write(row: Cell, envelope: bytes) -> None:
    sql("UPDATE vault_sealedblob SET envelope = %s WHERE id = %s", envelope, row.pk)


class Scene:
    """Two rows of one scope, and one of another."""

    def __init__(self) -> None:
        scope = uuid.uuid4()
        self.ann = Cell(scope=scope, first_name="Ann")
        self.bea = Cell(scope=scope, first_name="Bea")
        self.cleo = Cell(scope=uuid.uuid4(), first_name="Cleo")
        for row in (self.ann, self.bea, self.cleo):
            row.save()


def transplant_within(scene: Scene) -> None:
    write(scene.ann, stored(scene.bea))


def transplant_between(scene: Scene) -> None:
    write(scene.ann, stored(scene.cleo))


def swap(scene: Scene) -> None:
    one, two = stored(scene.ann), stored(scene.bea)
    write(scene.ann, two), write(scene.bea, one)


def roll_back(scene: Scene) -> None:
    old = stored(scene.ann)
    scene.ann.first_name = "Anna"
    scene.ann.save()
    write(scene.ann, old)
    sql("UPDATE vault_sealedblob SET version = 1 WHERE id = %s", scene.ann.pk)


def empty(scene: Scene) -> None:
    write(scene.ann, b"")


def flip(scene: Scene) -> None:
    changed = bytearray(stored(scene.ann))
    changed[40] ^= 1
    write(scene.ann, bytes(changed))


def move_to_another_scope(scene: Scene) -> None:
    sql("UPDATE vault_sealedblob SET scope = %s WHERE id = %s", scene.cleo.scope, scene.ann.pk)


def take_the_manifest(scene: Scene) -> None:
    sql("DELETE FROM vault_manifest WHERE scope = %s", scene.ann.scope)


def lend_a_manifest(scene: Scene) -> None:
    sql(
        "UPDATE vault_manifest m SET payload = o.payload, mac = o.mac FROM vault_manifest o"
        " WHERE m.scope = %s AND o.scope = %s",
        scene.ann.scope,
        scene.cleo.scope,
    )


def roll_back_the_manifest_alone(scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, mac FROM vault_manifest WHERE scope = %s", [scene.ann.scope])
        payload, mac = cursor.fetchone()
    scene.ann.first_name = "Anna"
    scene.ann.save()
    sql("UPDATE vault_manifest SET payload = %s, mac = %s WHERE scope = %s", payload, mac, scene.ann.scope)


def lend_a_key(scene: Scene) -> None:
    sql(
        "UPDATE vault_scopekey k SET wrapped = o.wrapped FROM vault_scopekey o WHERE k.scope = %s AND o.scope = %s",
        scene.ann.scope,
        scene.cleo.scope,
    )


TRICKS: list[Callable[[Scene], None]] = [
    transplant_within,
    transplant_between,
    swap,
    roll_back,
    empty,
    flip,
    move_to_another_scope,
    take_the_manifest,
    lend_a_manifest,
    roll_back_the_manifest_alone,
    lend_a_key,
]


@pytest.mark.parametrize("in_session", [True, False])
@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_reading_raises_and_saving_refuses(trick, in_session):
    scene = Scene()
    trick(scene)
    before = stored(scene.ann)
    row = Cell.objects.get(pk=scene.ann.pk)
    if in_session:
        with keys.session(), pytest.raises(Tampered):
            row.first_name  # noqa: B018  # reading is the test
    else:
        with pytest.raises(Tampered):
            row.first_name  # noqa: B018
    row.colour = "red"
    with pytest.raises(VaultError):
        row.save()
    assert stored(scene.ann) == before


def test_a_key_that_is_gone_is_missing():
    scene = Scene()
    sql("DELETE FROM vault_scopekey WHERE scope = %s", scene.ann.scope)
    with pytest.raises(KeyMissing):
        Cell.objects.get(pk=scene.ann.pk).first_name  # noqa: B018
    assert Cell.objects.get(pk=scene.cleo.pk).first_name == "Cleo"


def test_another_section_of_the_same_row_raises():
    scene = Scene()
    assert Strict.objects.get(pk=scene.ann.pk).pk == scene.ann.pk
    with pytest.raises(Tampered):
        Strict.objects.get(pk=scene.ann.pk).street  # noqa: B018


def test_a_forged_row_beside_the_others_is_not_believed():
    scene = Scene()
    sql(
        "INSERT INTO vault_sealedblob (id, envelope, version, scope, key_class, created_at)"
        " SELECT %s, envelope, version, scope, key_class, created_at FROM vault_sealedblob WHERE id = %s",
        uuid.uuid4(),
        scene.ann.pk,
    )
    for row in Cell.objects.filter(scope=scene.ann.scope).exclude(pk__in=[scene.ann.pk, scene.bea.pk]):
        with pytest.raises(Tampered):
            row.first_name  # noqa: B018
