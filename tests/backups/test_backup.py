"""What a backup leaves on the disk: two whole files, no value in clear, no key older than it may be."""

import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from config.backup import last_backup, making
from config.backup.parts import BULK, KEY_TABLES, KEYS, Part
from tests.backups.conftest import NAMES
from tests.backups.test_restore import later
from tests.journeys import leaks
from vault.backup_envelope import Identity
from vault.models import BackupRun


def test_two_files_private_and_noted(place, back_up):
    bulk, keys = back_up()
    assert bulk.stat().st_mode & 0o077 == keys.stat().st_mode & 0o077 == 0
    assert place.folder.stat().st_mode & 0o077 == 0
    run = BackupRun.objects.get()
    assert run.size == bulk.stat().st_size + keys.stat().st_size
    assert last_backup().made_at == run.made_at and last_backup().verified_at is None
    assert Part.of(bulk, BULK).header["pair"] == Part.of(keys, KEYS).header["pair"]


def test_keys_are_in_the_key_part_alone(place, back_up):
    identity = Identity.from_file(place.identity)
    bulk, keys = back_up()
    about, dump = Part.of(bulk, BULK).content(identity)
    assert not set(KEY_TABLES) & set(about["counts"]) and about["counts"]["cases_personbiodata"] == 3
    about, dump = Part.of(keys, KEYS).content(identity)
    assert set(about["counts"]) == set(KEY_TABLES) and about["counts"]["vault_scopekey"] > 3
    assert b"".join(dump).startswith(b"PGDMP")


def test_nothing_typed_stands_in_the_files_nor_in_what_they_decrypt_to(place, back_up):
    identity = Identity.from_file(place.identity)
    made = back_up()
    words = [*NAMES, "Shcherbatenko", "Tarnowhaven", "picture of"]
    assert leaks.found(words, leaks.files([place.folder])) == []
    for path, kind in zip(made, (BULK, KEYS), strict=True):
        content = b"".join(Part.of(path, kind).content(identity)[1])
        assert leaks.found(words, [(path.name, content)]) == [], "the dump inside is ciphertext, too"


def test_a_dry_run_writes_nothing(place):
    said = StringIO()
    call_command("backup", "--dry-run", folder=place.folder, recipient=place.recipient.raw.hex(), stdout=said)
    assert list(place.folder.iterdir()) == [] and "would be made" in said.getvalue()
    assert not BackupRun.objects.exists()


def test_old_key_parts_go_and_bulk_stays(place, back_up, monkeypatch):
    first = back_up()
    later(first[0])
    second = back_up("--keep-newest", "1")
    assert first[0].exists() and not first[1].exists() and second[1].exists()
    assert BackupRun.objects.filter(keys_removed_at__isnull=False).count() == 1
    monkeypatch.setattr(making, "datetime", _In(days=8))
    assert making._too_old(place.folder, 7, 14) == [second[1]]


class _In:
    """The module's clock, some days later."""

    def __init__(self, **ahead):
        self.ahead = timedelta(**ahead)

    def now(self, zone=UTC):
        return datetime.now(zone) + self.ahead


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recipient": ""}, "BACKUP_RECIPIENT is not set"),
        ({"recipient": "zz"}, "64 hexadecimal digits"),
        ({"keep_days": 30}, "erasing relies on it"),
    ],
)
def test_what_is_missing_is_said_in_one_line(place, change, words):
    given = {"folder": place.folder, "recipient": place.recipient.raw.hex(), **change}
    with pytest.raises(CommandError, match=words):
        call_command("backup", **given, stdout=StringIO())


def test_a_missing_program_is_said_and_nothing_stays(place, monkeypatch, tmp_path):
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(CommandError, match="pg_dump is older|pg_dump is missing"):
        call_command("backup", folder=place.folder, recipient=place.recipient.raw.hex(), stdout=StringIO())
    assert list(place.folder.iterdir()) == []


def test_a_dump_that_breaks_off_leaves_no_file(place, monkeypatch, tmp_path):
    program = tmp_path / "pg_dump"
    version = '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99" && exit 0'
    program.write_text(f"#!/bin/sh\n{version}\necho PGDMP; echo broken >&2; exit 1\n")
    os.chmod(program, 0o755)  # noqa: S103  # a program of this test alone
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(CommandError, match="broken"):
        call_command("backup", folder=place.folder, recipient=place.recipient.raw.hex(), stdout=StringIO())
    assert list(place.folder.iterdir()) == []


def test_every_table_with_keys_is_named():
    """A column called `wrapped` holds a key; the bulk part must not."""
    with_keys = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name in ("wrapped", "root_check") for field in model._meta.concrete_fields)
    }
    assert with_keys - {"vault_rootquorum"} <= set(KEY_TABLES)
