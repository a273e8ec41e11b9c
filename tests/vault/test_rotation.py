"""New keys while everybody goes on working: nothing is lost, no old key stays in use, no forgery is taken over."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.vault.cells import Cell, Strict
from vault import keys, ring, rotation, takeover
from vault.blobs import BlobChunk, SealedBlob
from vault.envelope import KeyMissing, Tampered, read_header
from vault.models import RingKey, RotationJob, ScopeKey
from vault.sealed import StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_ring(settings, monkeypatch):
    """Every look at the ring is a look at the database; what a test made is forgotten after it."""
    settings.VAULT_RING_CHECK_SECONDS = 0
    monkeypatch.setattr(rotation.rekey, "sealed_models", lambda: [Cell, Strict, SealedBlob])
    ring.forget()
    yield
    ring.forget()


def people(count: int) -> list[Cell]:
    rows = [Cell(scope=uuid.uuid4(), first_name=f"Name {n}") for n in range(count)]
    Cell.objects.bulk_create(rows)
    return rows


def begin(name: str) -> RotationJob:
    job = rotation.begin(name)
    ring.forget()  # a test's transaction never commits, so nobody says it
    return job


def names(rows: list[Cell]) -> list[str]:
    return [Cell.objects.get(pk=row.pk).first_name for row in rows]


def versions(name: str) -> dict[int, str]:
    return dict(RingKey.objects.filter(name=name).values_list("version", "state"))


def test_every_key_of_a_class_is_wrapped_anew_and_opens():
    rows = people(25)
    held = Cell.objects.get(pk=rows[0].pk)
    job = begin("kek.identity")
    assert job.total == 25
    assert versions("kek.identity") == {1: "decrypt_only", 2: "active"}
    assert names(rows) == [f"Name {n}" for n in range(25)]
    told = []
    ended = rotation.run(job.pk, batch=10, tell=lambda now: told.append(now.done))
    assert (ended.state, ended.done, ended.problems) == ("done", 25, 0)
    assert told == [10, 20, 25, 25]
    assert set(ScopeKey.objects.filter(key_class="identity").values_list("kek_version", flat=True)) == {2}
    assert names(rows) == [f"Name {n}" for n in range(25)]
    assert held.first_name == "Name 0"
    assert rotation.run(job.pk).done == 25, "a job that is done stays as it is"


def test_new_work_uses_the_new_version_at_once_and_old_keys_are_kept_until_nobody_needs_them():
    people(3)
    job = begin("kek.identity")
    people(1)
    assert sorted(ScopeKey.objects.values_list("kek_version", flat=True)) == [1, 1, 1, 2]
    with pytest.raises(rotation.RotationRefused, match="in use"):
        rotation.retire("kek.identity", 2)
    with pytest.raises(rotation.RotationRefused, match="under way"):
        rotation.retire("kek.identity", 1)
    rotation.run(job.pk)
    with pytest.raises(rotation.RotationRefused, match="kept until"):
        rotation.retire("kek.identity", 1)
    assert rotation.retire("kek.identity", 1, at_once=True)
    assert bytes(RingKey.objects.get(name="kek.identity", version=1).wrapped) == b""
    assert not rotation.retire("kek.identity", 1)
    ring.forget()
    assert ring.get().versions("kek.identity") == [2]


def test_after_the_time_of_grace_the_old_version_is_destroyed(settings):
    people(2)
    job = rotation.run(begin("kek.identity").pk)
    assert rotation.retire_due() == []
    past = timezone.now() - timedelta(days=settings.VAULT_KEY_GRACE_DAYS + 1)
    RotationJob.objects.filter(pk=job.pk).update(retire_after=past)
    RingKey.objects.filter(name="kek.identity", version=1).update(state_since=past)
    assert rotation.retire_due() == ["kek.identity 1"]
    assert rotation.retire_due() == []


def test_stragglers_set_a_finished_job_going_again():
    """A backup was restored: keys lie under the old version again."""
    rows = people(3)
    before = list(ScopeKey.objects.values_list("scope", "kek_version", "wrapped"))
    job = rotation.run(begin("kek.identity").pk)
    for scope, version, wrapped in before[:2]:
        ScopeKey.objects.filter(scope=scope).update(kek_version=version, wrapped=wrapped)
    past = timezone.now() - timedelta(days=30)
    RotationJob.objects.filter(pk=job.pk).update(retire_after=past)
    RingKey.objects.filter(name="kek.identity", version=1).update(state_since=past)
    assert rotation.retire_due() == []
    (again,) = rotation.unfinished()
    assert rotation.run(again.pk).state == "done"
    assert names(rows) == ["Name 0", "Name 1", "Name 2"]


def test_one_rotation_of_a_key_at_a_time_and_others_beside_it():
    people(1)
    begin("kek.identity")
    with pytest.raises(rotation.RotationRefused, match="already"):
        rotation.begin("kek.identity")
    begin("kek.location")
    with pytest.raises(rotation.RotationRefused, match="no key"):
        rotation.begin("kek.secrets")
    assert versions("kek.identity") == {1: "decrypt_only", 2: "active"}


def test_a_second_rotation_takes_over_what_the_first_left():
    rows = people(4)
    first = begin("kek.identity")
    RotationJob.objects.filter(pk=first.pk).update(state="done")  # as after a restore
    people(1)
    job = rotation.run(begin("kek.identity").pk)
    assert (job.state, job.done, job.to_version) == ("done", 5, 3)
    assert names(rows) == [f"Name {n}" for n in range(4)]


def test_a_key_that_was_changed_stops_the_end_and_is_left_alone():
    rows = people(5)
    victim = ScopeKey.objects.get(scope=rows[2].scope)
    changed = bytearray(victim.wrapped)
    changed[20] ^= 1
    ScopeKey.objects.filter(scope=victim.scope).update(wrapped=bytes(changed))
    job = rotation.run(begin("kek.identity").pk, batch=2)
    assert (job.state, job.done, job.problems) == ("stuck", 4, 1)
    assert bytes(ScopeKey.objects.get(scope=victim.scope).wrapped) == bytes(changed)
    with pytest.raises(rotation.RotationRefused):
        rotation.retire("kek.identity", 1, at_once=True)
    with pytest.raises(Tampered):
        Cell.objects.get(pk=rows[2].pk).first_name  # noqa: B018
    keys.destroy_scope(rows[2].scope)
    assert rotation.run(job.pk).state == "done"


def test_a_key_lent_to_another_scope_is_not_wrapped_anew():
    one, two = people(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_scopekey k SET wrapped = o.wrapped FROM vault_scopekey o WHERE k.scope = %s AND o.scope = %s",
            [one.scope, two.scope],
        )
    assert rotation.run(begin("kek.identity").pk).problems == 1


@pytest.mark.parametrize(
    "trick",
    [
        "UPDATE vault_ringkey k SET wrapped = o.wrapped, check_value = o.check_value FROM vault_ringkey o"
        " WHERE k.name = 'kek.identity' AND k.version = 2 AND o.name = 'kek.identity' AND o.version = 1",
        "UPDATE vault_ringkey k SET wrapped = o.wrapped, check_value = o.check_value FROM vault_ringkey o"
        " WHERE k.name = 'kek.identity' AND k.version = 2 AND o.name = 'kek.general' AND o.version = 1",
        "UPDATE vault_ringkey SET check_value = '\\x0000000000000000' WHERE name = 'kek.identity' AND version = 2",
        "UPDATE vault_ringkey SET wrapped = '' WHERE name = 'kek.identity' AND version = 2",
        "UPDATE vault_ringkey SET state = 'decrypt_only' WHERE name = 'kek.identity';"
        " UPDATE vault_ringkey SET state = 'active' WHERE name = 'kek.identity' AND version = 1",
    ],
    ids=["old for new", "of another class", "check value", "emptied", "old made active again"],
)
def test_a_ring_that_was_tampered_with_is_not_used(trick):
    people(1)
    rotation.run(begin("kek.identity").pk)
    with connection.cursor() as cursor:
        cursor.execute(trick)
    ring.forget()
    with pytest.raises((Tampered, ring.root.RootKeyError)):
        ring.get()


def test_a_retired_key_is_never_used_again():
    rows = people(1)
    old = ScopeKey.objects.get()
    rotation.run(begin("kek.identity").pk)
    rotation.retire("kek.identity", 1, at_once=True)
    ring.forget()
    ScopeKey.objects.filter(scope=old.scope).update(wrapped=bytes(old.wrapped), kek_version=1)
    with pytest.raises(KeyMissing, match="version 1"):
        Cell.objects.get(pk=rows[0].pk).first_name  # noqa: B018
    RingKey.objects.filter(name="kek.identity", version=1).update(state="decrypt_only")
    ring.forget()
    with pytest.raises(ring.root.RootKeyError):
        ring.get()


def test_manifests_are_authenticated_anew_and_say_the_same():
    rows = people(7)
    digest = keys.scope_digest(rows[0].scope)
    keys.destroy_scope(rows[6].scope)
    job = rotation.run(begin("manifest").pk, batch=3)
    assert (job.state, job.done) == ("done", 7)
    assert keys.scope_digest(rows[0].scope) == digest
    assert names(rows[:6]) == [f"Name {n}" for n in range(6)]
    rotation.retire("manifest", 1, at_once=True)
    ring.forget()
    assert names(rows[:6]) == [f"Name {n}" for n in range(6)]
    with pytest.raises(KeyMissing):
        Cell(scope=rows[6].scope).save()


def test_a_forged_manifest_is_not_authenticated_anew():
    rows = people(3)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_manifest SET payload = set_byte(payload, 10, 9) WHERE scope = %s", [rows[0].scope]
        )
    job = rotation.run(begin("manifest").pk)
    assert (job.state, job.problems) == ("stuck", 1)
    with pytest.raises(Tampered):
        Cell.objects.get(pk=rows[0].pk).first_name  # noqa: B018


def test_keys_for_new_work_only_are_switched_and_what_they_proved_stays_provable():
    proof, version = keys.audit_mac(b"event"), keys.audit_mac_version()
    seen = keys.keyed_hash("session", "x")
    for name in ("audit", "hash"):
        assert begin(name).state == "done"
    assert keys.audit_mac_version() == version + 1
    assert keys.audit_mac(b"event", version) == proof != keys.audit_mac(b"event")
    assert keys.keyed_hash("session", "x") != seen
    with pytest.raises(rotation.RotationRefused, match="checkable"):
        rotation.retire("audit", version, at_once=True)
    assert rotation.retire("hash", 1, at_once=True)


def test_a_process_takes_up_a_new_version_without_a_restart(settings):
    settings.VAULT_RING_CHECK_SECONDS = 3600
    held = ring.get()
    rotation.begin("kek.identity")
    assert ring.get() is held, "what is not committed is not taken over"
    connection.run_on_commit.clear()
    assert ring.get() is held, "nobody looks within the time"
    settings.VAULT_RING_CHECK_SECONDS = 0
    assert ring.get().active["kek.identity"] == 2


def test_what_is_wrapped_asks_the_row_itself(settings):
    """A process that has not looked yet wraps with the new version all the same."""
    settings.VAULT_RING_CHECK_SECONDS = 3600
    ring.get()
    rotation.begin("kek.identity")
    connection.run_on_commit.clear()
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    assert ScopeKey.objects.get(scope=row.scope).kek_version == 2
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"


def rebuilt(pending: list[int]):
    """A registered app with so many records."""

    def batch(after: uuid.UUID, wait: bool, limit: int) -> tuple[int, uuid.UUID | None]:
        done = min(limit, 2, pending[0])
        pending[0] -= done
        return done, uuid.uuid4() if done else None

    return takeover.Rebuild(lambda: pending[0], lambda: pending[0], batch)


def test_an_index_asks_registered_apps_to_make_their_tags_anew(monkeypatch):
    pending, others = [5], [3]
    monkeypatch.setattr(takeover, "REBUILDS", {"a": rebuilt(pending), "b": rebuilt(others)})
    job = begin("index")
    assert job.total == 8
    assert keys.index_versions() == [2, 1]
    assert rotation.run(job.pk, seconds=0).state == "running"
    done = rotation.run(job.pk)
    assert (done.state, done.done, pending, others) == ("done", 8, [0], [0])


def test_a_scope_gets_new_keys_and_its_rows_are_sealed_anew():
    scope = uuid.uuid4()
    ann, bea = Cell(scope=scope, first_name="Ann"), Cell(scope=scope, first_name="Bea")
    street = Strict(scope=scope, street="Elm", since="2019", kinds=["red"])
    for row in (ann, bea, street):
        row.save()
    other = people(1)[0]
    stolen = dict(ScopeKey.objects.filter(scope=scope).values_list("key_class", "wrapped"))
    job = rotation.rekey.begin(scope)
    assert job.total == 3
    assert Cell.objects.get(pk=ann.pk).first_name == "Ann", "both generations are read meanwhile"
    edited = Cell.objects.get(pk=bea.pk)
    edited.first_name = "Beatrix"
    edited.save()
    assert read_header(edited.envelope).generation == 2, "new work is sealed with the new key at once"
    done = rotation.run(job.pk)
    assert (done.state, done.done) == ("done", 2)
    assert list(
        ScopeKey.objects.filter(scope=scope).values_list("key_class", "generation").order_by("key_class")
    ) == [("identity", 2), ("location", 2)]
    assert not set(stolen.values()) & set(ScopeKey.objects.values_list("wrapped", flat=True))
    assert {row.first_name for row in Cell.objects.filter(pk__in=[ann.pk, bea.pk])} == {"Ann", "Beatrix"}
    assert Strict.objects.get(pk=street.pk).street == "Elm"
    assert (Cell.objects.get(pk=ann.pk).version, Cell.objects.get(pk=other.pk).first_name) == (1, "Name 0")
    with keys.session() as opened:
        assert set(opened.manifest_of(scope, "default").parse().keys) == {("identity", 2), ("location", 2)}


def test_an_edit_is_not_disturbed_and_a_reader_in_between_is_not_alarmed():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    reading, editing = Cell.objects.get(pk=row.pk), Cell.objects.get(pk=row.pk)
    editing.first_name = "Anna"
    rotation.run(rotation.rekey.begin(row.scope).pk)
    assert reading.first_name == "Ann"
    with pytest.raises(StaleVersion):
        editing.save()  # read before, saved after within one request: asked to look again, never lost silently
    again = Cell.objects.get(pk=row.pk)
    assert again.version == 1
    again.first_name = "Anna"
    again.save()
    assert Cell.objects.get(pk=row.pk).first_name == "Anna"


def test_an_old_envelope_put_back_after_the_change_is_not_believed():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    old = bytes(Cell.objects.get(pk=row.pk).envelope)
    old_key = ScopeKey.objects.get(scope=row.scope)
    rotation.run(rotation.rekey.begin(row.scope).pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_sealedblob SET envelope = %s WHERE id = %s", [old, row.pk])
    ScopeKey.objects.create(
        scope=row.scope, key_class="identity", generation=1, kek_version=1, wrapped=bytes(old_key.wrapped)
    )
    with pytest.raises(Tampered):
        Cell.objects.get(pk=row.pk).first_name  # noqa: B018


def test_a_row_that_cannot_be_opened_keeps_the_old_key():
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    job = rotation.rekey.begin(row.scope)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_sealedblob WHERE id = %s", [row.pk])
    job = rotation.run(job.pk)
    assert (job.state, job.problems) == ("stuck", 1)
    assert ScopeKey.objects.filter(scope=row.scope).count() == 2


def test_the_content_of_files_gets_a_new_key_too():
    scope = uuid.uuid4()
    content = [b"x" * 70_000, b"y" * 70_000]
    blob = SealedBlob.write(scope, "evidence", content, name="scan.pdf")
    before, key = list(BlobChunk.objects.order_by("number").values_list("sealed", flat=True)), blob.chunk_key
    rotation.run(rotation.rekey.begin(scope).pk)
    after = SealedBlob.objects.get(pk=blob.pk)
    assert b"".join(after.read()) == b"".join(content)
    assert after.chunk_key != key
    assert after.name == "scan.pdf"
    assert not set(map(bytes, before)) & set(map(bytes, BlobChunk.objects.values_list("sealed", flat=True)))


def test_scopes_without_keys_and_erased_ones_are_refused():
    with pytest.raises(KeyMissing):
        rotation.rekey.begin(uuid.uuid4())
    row = Cell(scope=uuid.uuid4())
    row.save()
    rotation.rekey.begin(row.scope)
    with pytest.raises(KeyMissing, match="already"):
        rotation.rekey.begin(row.scope)
    keys.destroy_scope(row.scope)
    (job,) = rotation.unfinished()
    assert rotation.run(job.pk).state == "done", "what was erased meanwhile needs no new key"
    with pytest.raises(KeyMissing):
        rotation.rekey.begin(row.scope)
