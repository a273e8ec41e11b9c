"""Another root key, at any point of which the power may fail; and the root key out of its officers' shares."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections

from tests.vault.cells import Cell
from vault import checks, envelope, ring, root, rootchange, rotation, shares
from vault.envelope import FormatTooOld
from vault.models import Deployment, RingKey, RootQuorum, RotationJob

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def key_file(settings, tmp_path):
    """The root key of this run in a file, as an installation has it."""
    path = tmp_path / "root.key"
    path.write_text(os.environ["WAYHOME_TEST_ROOT_KEY"] + "\n")
    path.chmod(0o600)
    settings.VAULT_ROOT_KEY = f"file:{path}"
    settings.VAULT_RING_CHECK_SECONDS = 0
    ring.forget()
    yield path
    ring.forget()


def change() -> int:
    """All steps, as the command takes them."""
    address = rootchange.address_of("")
    rootchange.write_next(address)
    count = rootchange.change(address)
    rootchange.settle()
    ring.forget()
    return count


def ann() -> Cell:
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    return row


@pytest.mark.django_db
def test_the_ring_is_wrapped_with_the_new_root_and_nothing_else_changes(key_file):
    row, before = ann(), ring.get().keys
    former = key_file.read_text()
    rotation.begin("kek.location")
    ring.forget()
    assert change() == len(ring.NAMES) + 1
    assert key_file.read_text() != former == key_file.with_name("root.key.old").read_text()
    assert not root.next_file(key_file).exists()
    assert dict(before) == {name: key for name, key in ring.get().keys.items() if name in before}
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"
    assert RotationJob.objects.get(kind="root").state == "done"
    key_file.write_text(former)
    ring.forget()
    with pytest.raises(root.RootKeyError, match="not the one"):
        ring.get()


@pytest.mark.django_db
def test_a_retired_key_is_not_wrapped_again(key_file):
    rotation.begin("hash")
    rotation.retire("hash", 1, at_once=True)
    change()
    assert bytes(RingKey.objects.get(name="hash", version=1).wrapped) == b""
    assert ring.get().versions("hash") == [2]


@pytest.mark.django_db
def test_another_place_must_be_known_to_every_program_first(key_file, settings, tmp_path):
    other = f"file:{tmp_path / 'mounted' / 'root.key'}"
    with pytest.raises(root.RootKeyError, match="VAULT_ROOT_KEY_NEXT"):
        rootchange.address_of(other)
    settings.VAULT_ROOT_KEY_NEXT = other
    assert rootchange.write_next(rootchange.address_of(other))
    assert rootchange.change(other) == len(ring.NAMES)
    assert rootchange.change(other) == 0
    ring.forget()
    assert set(ring.get().active) == set(ring.NAMES), (
        "the next root opens the ring before the setting is changed"
    )


@pytest.mark.django_db
def test_a_damaged_ring_key_stops_the_change(key_file):
    RingKey.objects.filter(name="index").update(check_value=b"0" * 8)
    address = rootchange.address_of("")
    rootchange.write_next(address)
    with pytest.raises(envelope.Tampered):
        rootchange.change(address)
    assert bytes(Deployment.objects.get().root_check) == root.provider(f"file:{key_file}").check_value()


@pytest.mark.parametrize(
    "moment",
    [
        "rootchange._sync = kill",  # the new key is written, nothing uses it
        "rootchange.RotationJob.objects.create = kill",  # inside the transaction
        "rootchange.settle = kill",  # committed, the old file is still in its place
        "rootchange.os.replace = kill",  # the old file is linked beside
    ],
)
def test_a_power_cut_at_any_point_is_survived(live_db, key_file, moment):
    row = ann()
    connections.close_all()
    code = (
        "import os, signal, django; django.setup()\n"
        "from vault import rootchange\n"
        "def kill(*given, **named): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"{moment}\n"
        "address = rootchange.address_of('')\n"
        "rootchange.write_next(address)\n"
        "rootchange.change(address)\n"
        "rootchange.settle()\n"
    )
    env = {**os.environ, "VAULT_ROOT_KEY": django_settings.VAULT_ROOT_KEY}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    ring.forget()
    assert Cell.objects.get(pk=row.pk).first_name == "Ann", "whoever starts now finds the right root"
    assert checks.keys_of_this_database(databases=["default"]) == []
    change()
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"
    assert not root.next_file(key_file).exists()
    assert root.provider(f"file:{key_file}").check_value() == bytes(Deployment.objects.get().root_check)
    ring.forget()


def test_systemd_hands_the_root_key_over(tmp_path, monkeypatch):
    root.generate_root_file(tmp_path / "wayhome-root")
    with pytest.raises(root.RootKeyError, match="no credentials"):
        root.provider("credential:wayhome-root")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    expected = root.provider(f"file:{tmp_path / 'wayhome-root'}").check_value()
    assert root.provider("credential:wayhome-root").check_value() == expected
    with pytest.raises(root.RootKeyError):
        root.provider("credential:../root.key")


SECRET = bytes(range(32))


def test_any_quorum_gives_the_key_back_and_fewer_do_not():
    made = shares.split(SECRET, 3, 5)
    assert len(made) == len(set(made)) == 5
    assert shares.combine(made[:3]) == shares.combine([made[4], made[1], made[3]]) == SECRET
    assert {shares.described(share).number for share in made} == {1, 2, 3, 4, 5}
    with pytest.raises(root.RootKeyError, match="3 shares are needed"):
        shares.combine(made[:2])
    with pytest.raises(root.RootKeyError, match="given twice"):
        shares.combine([made[0], made[0], made[1]])
    with pytest.raises(root.RootKeyError, match="different splittings"):
        shares.combine([*made[:2], shares.split(SECRET, 3, 5)[0]])
    with pytest.raises(root.RootKeyError):
        shares.combine([])


def test_a_mistyped_share_is_noticed_and_not_repeated():
    share = shares.split(SECRET, 2, 3)[0].split()
    for wrong in (share[:-1], ["academic", *share[1:]], [*share[:5], "notaword", *share[6:]], ["words"]):
        with pytest.raises(root.RootKeyError) as problem:
            shares.described(" ".join(wrong))
        assert not set(wrong) & set(str(problem.value).split())


@pytest.mark.parametrize(("threshold", "officers"), [(1, 3), (4, 3), (2, 17), (0, 0)])
def test_what_makes_no_quorum_is_refused(threshold, officers):
    with pytest.raises(root.RootKeyError):
        shares.split(SECRET, threshold, officers)


@pytest.mark.django_db
def test_the_start_warns_until_a_rehearsal_of_this_very_root_is_on_record(key_file, settings):
    def warned() -> str:
        return " ".join(found.msg for found in checks.rehearsed_recovery(databases=["default"]))

    assert "never been rehearsed" in warned()
    made = shares.split(root.provider(f"file:{key_file}").disclose(), 2, 3)
    shares.note_split(2, 3, made[0])
    assert "never been rehearsed" in warned(), "splitting is not rehearsing"
    assert shares.is_root(shares.combine(made[1:]))
    assert not shares.is_root(SECRET)
    shares.note_rehearsal(made[1])
    assert warned() == ""
    assert RootQuorum.objects.get().officers == 3
    settings.VAULT_REHEARSAL_DAYS = -1
    assert "last rehearsed on" in warned()
    settings.VAULT_REHEARSAL_DAYS = 365
    change()
    assert "never been rehearsed" in warned(), "shares of the former root recover nothing"


def test_formats_older_than_the_minimum_are_refused(monkeypatch):
    place = envelope.Place(b"d" * 16, "t", uuid.UUID(int=1), uuid.UUID(int=2), "s")
    old = envelope.seal(SECRET, b"x", place, version=1, generation=1)
    monkeypatch.setattr(envelope, "FORMAT", 2)
    assert envelope.open_envelope(SECRET, old, place) == b"x"
    monkeypatch.setattr(envelope, "_required", 1)
    envelope.require_format(2)
    with pytest.raises(FormatTooOld):
        envelope.open_envelope(SECRET, old, place)
    new = envelope.seal(SECRET, b"x", place, version=1, generation=1)
    assert envelope.open_envelope(SECRET, new, place) == b"x"
    for wrong in (0, 3):
        with pytest.raises(ValueError, match="must lie between"):
            envelope.require_format(wrong)
