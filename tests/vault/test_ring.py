"""The root key, the ring, signatures, and the refusals at the start."""

import os
import stat
import uuid
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.vault.cells import Cell
from vault import checks, keys, process, ring, root, rows, signing
from vault.envelope import KeyMissing
from vault.models import Deployment, RingKey


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "keys" / "root.key"
    root.generate_root_file(path)
    return path


@pytest.fixture(scope="module", autouse=True)
def _without_rows():
    """Here the ring itself is missing or damaged, and without one no row context can be signed."""
    with rows.entered(None):
        yield


@pytest.fixture
def forget():
    yield
    ring.forget()


def test_a_root_file_is_private_and_never_overwritten(key_file):
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        root.generate_root_file(key_file)
    wrapped = root.provider(f"file:{key_file}").wrap(b"k" * 32, b"here")
    assert root.provider(f"file:{key_file}").unwrap(wrapped, b"here") == b"k" * 32
    with pytest.raises(root.RootKeyError):
        root.provider(f"file:{key_file}").unwrap(wrapped, b"there")


def refused(settings, address: str) -> str:
    settings.VAULT_ROOT_KEY = address
    (problem,) = checks.root_key()
    assert "\n" not in problem.msg
    return problem.msg


def test_the_start_is_refused_in_one_line(settings, key_file, monkeypatch):
    assert "must be file:" in refused(settings, "somewhere")
    assert "not in the environment" in refused(settings, "env:WAYHOME_NO_SUCH_KEY")
    monkeypatch.setenv("SHORT_KEY", "abcd")
    assert "32 bytes" in refused(settings, "env:SHORT_KEY")
    monkeypatch.setenv("ODD_KEY", "not hexadecimal")
    assert "hexadecimal" in refused(settings, "env:ODD_KEY")
    key_file.chmod(0o640)
    assert "readable by others" in refused(settings, f"file:{key_file}")
    key_file.chmod(0o600)
    assert checks.root_key() == []


@pytest.mark.django_db
def test_another_root_key_is_recognised(settings, key_file, forget):
    assert checks.keys_of_this_database(databases=["default"]) == []
    settings.VAULT_ROOT_KEY = f"file:{key_file}"
    (problem,) = checks.keys_of_this_database(databases=["default"])
    assert "not the one this database was made with" in problem.msg
    with pytest.raises(CommandError, match="not the one"):
        call_command("init_vault", stdout=StringIO())


@pytest.mark.django_db
def test_a_lost_root_file_is_never_replaced(settings, tmp_path, forget):
    settings.VAULT_ROOT_KEY = f"file:{tmp_path / 'lost.key'}"
    with pytest.raises(CommandError, match="Restore it"):
        call_command("init_vault", stdout=StringIO())
    (problem,) = checks.keys_of_this_database(databases=["default"])
    assert "missing" in problem.msg


@pytest.mark.django_db
def test_the_first_start_makes_file_and_keys(settings, tmp_path, forget):
    RingKey.objects.all().delete()
    Deployment.objects.all().delete()
    ring.forget()
    with pytest.raises(KeyMissing, match="init_vault"):
        ring.get()
    settings.VAULT_ROOT_KEY = f"file:{tmp_path / 'new' / 'root.key'}"
    call_command("init_vault", stdout=StringIO())
    first = ring.get()
    call_command("init_vault", stdout=(said := StringIO()))
    assert "All keys are there" in said.getvalue()
    assert ring.get().keys == first.keys
    assert set(first.active) == set(ring.NAMES)


@pytest.mark.django_db
def test_a_changed_ring_key_is_noticed(forget):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_ringkey SET check_value = '\\x0000000000000000' WHERE name = 'audit'")
    (problem,) = checks.keys_of_this_database(databases=["default"])
    assert "check value" in problem.msg


@pytest.mark.django_db
def test_an_unknown_version_is_looked_for_and_no_other_is_tried(forget):
    row = Cell(scope=uuid.uuid4(), first_name="Ann")
    row.save()
    held = ring.get()
    del held.keys["kek.identity", 1]  # as if another process had just made it
    assert Cell.objects.get(pk=row.pk).first_name == "Ann"
    RingKey.objects.filter(name="kek.identity").update(state=RingKey.State.RETIRED)
    ring.forget()
    with pytest.raises(KeyMissing, match="kek.identity"):
        Cell.objects.get(pk=row.pk).first_name  # noqa: B018


@pytest.mark.django_db
def test_macs_and_hashes_depend_on_key_and_label():
    assert (
        keys.audit_mac(b"one") == keys.audit_mac(b"one", keys.audit_mac_version()) != keys.audit_mac(b"two")
    )
    assert (
        len(
            {
                keys.keyed_hash("session", "x"),
                keys.keyed_hash("address", "x"),
                keys.keyed_hash("session", b"y"),
            }
        )
        == 3
    )


def test_signatures(tmp_path):
    path = tmp_path / "sealer.key"
    signing.generate_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = signing.load(f"file:{path}")
    signature = key.sign(b"root")
    assert signing.verify(key.public_bytes(), signature, b"root")
    assert not signing.verify(key.public_bytes(), signature, b"other")
    assert not signing.verify(b"short", signature, b"root")
    path.chmod(0o644)
    with pytest.raises(root.RootKeyError, match="readable by others"):
        signing.load(f"file:{path}")


def test_a_hardened_process_leaves_no_core():
    child = os.fork()
    if child == 0:
        import resource

        worked = process.harden() and resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        os._exit(0 if worked else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_models_of_the_house_are_declared_well():
    assert checks.sealed_declarations() == []
    assert settings.VAULT_ROOT_KEY.startswith("env:")
