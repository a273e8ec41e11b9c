"""New keys of one class for every record: what they sealed opens as before, and no old key stays."""

import uuid

import pytest
from django.db import connection

from tests.vault.cells import Cell, Strict
from tests.vault.test_rotation import fresh_ring, people
from vault import keys, rekey, rekey_class, rotation
from vault.blobs import SealedBlob
from vault.envelope import KeyMissing, Tampered, read_header
from vault.models import RotationJob, RotationScope, ScopeKey

pytestmark = pytest.mark.django_db
__all__ = ["fresh_ring"]


def generations(key_class: str) -> dict[uuid.UUID, list[int]]:
    found: dict[uuid.UUID, list[int]] = {}
    for scope, generation in ScopeKey.objects.filter(key_class=key_class).values_list("scope", "generation"):
        found.setdefault(scope, []).append(generation)
    return found


def test_every_record_gets_a_new_key_of_the_class_and_of_no_other():
    rows = people(25)
    street = Strict(scope=rows[0].scope, street="Elm", since="2019", kinds=["red"])
    street.save()
    stolen = set(map(bytes, ScopeKey.objects.filter(key_class="identity").values_list("wrapped", flat=True)))
    other = bytes(ScopeKey.objects.get(scope=rows[0].scope, key_class="location").wrapped)
    assert rekey_class.preview("identity").total == 25
    assert not RotationScope.objects.exists(), "a preview changes nothing"
    job = rekey_class.begin("identity")
    told: list[int] = []
    ended = rotation.run(job.pk, tell=lambda now: told.append(now.done))
    assert (ended.state, ended.done, ended.total, ended.problems) == ("done", 25, 25, 0)
    assert told == [10, 20, 25, 25], "in small pieces, so that nobody waits long"
    assert set(map(tuple, generations("identity").values())) == {(2,)}
    assert not stolen & set(map(bytes, ScopeKey.objects.values_list("wrapped", flat=True)))
    assert bytes(ScopeKey.objects.get(scope=rows[0].scope, key_class="location").wrapped) == other
    again = [Cell.objects.get(pk=row.pk) for row in rows]
    assert [row.first_name for row in again] == [f"Name {n}" for n in range(25)]
    assert {(read_header(row.envelope).generation, row.version) for row in again} == {(2, 1)}
    assert Strict.objects.get(pk=street.pk).street == "Elm"
    assert not RotationScope.objects.exists()
    assert ended.retire_after is None, "it is no key of the ring"


def test_records_made_meanwhile_and_erased_meanwhile_hold_nothing_up():
    rows = people(3)
    job = rekey_class.begin("identity")
    keys.destroy_scope(rows[0].scope)
    late = Cell(scope=uuid.uuid4(), first_name="Late")
    late.save()
    ended = rotation.run(job.pk)
    assert (ended.state, ended.done) == ("done", 3)
    assert generations("identity") == {rows[1].scope: [2], rows[2].scope: [2], late.scope: [1]}


def test_a_record_that_cannot_be_opened_keeps_its_old_keys_and_is_named():
    rows = people(12)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_sealedblob SET envelope = '\\x00' WHERE id = %s", [rows[3].pk])
        cursor.execute("DELETE FROM vault_sealedblob WHERE id = %s", [rows[7].pk])
    job = rotation.run(rekey_class.begin("identity").pk)
    assert (job.state, job.done, job.problems) == ("stuck", 10, 2)
    left = set(RotationScope.objects.filter(job=job).values_list("scope", flat=True))
    assert left == {rows[3].scope, rows[7].scope}
    assert {scope for scope, found in generations("identity").items() if found == [1]} == left
    assert Cell.objects.get(pk=rows[0].pk).first_name == "Name 0"


def test_it_goes_on_where_it_was_broken_off(monkeypatch):
    rows = people(25)
    job = rekey_class.begin("identity")

    class Killed(Exception):
        pass

    def killed(now: RotationJob) -> None:
        if now.done >= 10:
            raise Killed

    with pytest.raises(Killed):
        rotation.run(job.pk, tell=killed)
    assert RotationScope.objects.count() == 15
    assert [Cell.objects.get(pk=row.pk).first_name for row in rows] == [f"Name {n}" for n in range(25)]
    ended = rotation.run(job.pk)
    assert (ended.state, ended.done) == ("done", 25)
    assert set(map(tuple, generations("identity").values())) == {(2,)}, "nothing was done twice"


def test_the_content_of_files_gets_a_new_key_too():
    scope = uuid.uuid4()
    blob = SealedBlob.write(scope, "evidence", [b"x" * 70_000], name="scan.pdf")
    key = blob.chunk_key
    rotation.run(rekey_class.begin("evidence").pk)
    after = SealedBlob.objects.get(pk=blob.pk)
    assert b"".join(after.read()) == b"x" * 70_000 and after.chunk_key != key


def test_one_at_a_time_for_each_class_and_only_for_a_class_there_is():
    people(1)
    rekey_class.begin("identity")
    with pytest.raises(KeyMissing, match="already"):
        rekey_class.begin("identity")
    rekey_class.begin("location")
    with pytest.raises(KeyMissing, match="no key class"):
        rekey_class.begin("kek.identity")


def test_a_record_whose_keys_are_being_replaced_by_itself_is_no_obstacle():
    row = people(1)[0]
    one = rekey.begin(row.scope)
    assert rotation.run(rekey_class.begin("identity").pk).state == "done"
    assert rotation.run(one.pk).state == "done"
    assert generations("identity") == {row.scope: [3]}
    assert Cell.objects.get(pk=row.pk).first_name == "Name 0"


def test_who_has_read_a_row_but_not_its_key_yet_is_not_alarmed():
    row = people(1)[0]
    with keys.session() as opened:
        reading = Cell.objects.get(pk=row.pk)
        opened.manifest_of(row.scope, "default")
        with keys_of_another_process():
            rotation.run(rekey_class.begin("identity").pk)
        assert reading.first_name == "Name 0"


def test_a_key_that_is_gone_is_still_missing():
    row = people(1)[0]
    ScopeKey.objects.filter(scope=row.scope).delete()
    with pytest.raises((KeyMissing, Tampered)):
        Cell.objects.get(pk=row.pk).first_name  # noqa: B018


class keys_of_another_process:  # noqa: N801  # reads like the function it is
    """What this process has opened stays as it is; the work inside has a session of its own."""

    def __enter__(self) -> None:
        self.token = keys._current.set(None)

    def __exit__(self, *given: object) -> None:
        keys._current.reset(self.token)
