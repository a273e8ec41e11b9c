"""Making a backup: both parts from one snapshot, encrypted as they are read, written whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import extensions, sql

from audit import events
from audit.connect import open_connection
from config.backup import programs
from config.backup.parts import BULK, FORMAT, KEY_TABLES, KEYS, Part, preamble
from config.embedded.files import private_folder
from config.embedded.trouble import disk_full
from vault import backup_envelope, ledger, ring, root
from vault.backup_envelope import Recipient
from vault.envelope import VaultError
from vault.models import BackupRun, RingKey

Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """The two files of a backup."""

    bulk: Path
    keys: Path
    run: BackupRun | None
    removed: tuple[Path, ...] = ()


def make(
    folder: Path, recipient: Recipient, *, keep_days: int, keep_newest: int, dry_run: bool, say: Say
) -> Made:
    """Write both parts into `folder`; then remove key parts that are too old or too many.

    Raises Trouble (programs), VaultError (keys), ProgramFailed, OSError. A dry run writes and removes nothing.
    """
    private_folder(folder)
    _clear_drafts(folder, dry_run)
    link = open_connection(settings.BACKUP_DATABASE_URL, "BACKUP_DATABASE_URL")
    try:
        dump = programs.find("pg_dump", link.server_version // 10000)
        snapshot, counts, entries = _look(link)
        now = datetime.now(UTC)
        stem = f"wayhome-{now:%Y%m%dT%H%M%S}Z"
        made = Made(folder / f"{stem}.{BULK}", folder / f"{stem}.{KEYS}", None)
        say(f"{len(counts)} tables with {sum(counts.values())} rows in one snapshot.")
        if dry_run:
            return Made(made.bulk, made.keys, None, tuple(_too_old(folder, keep_days, keep_newest - 1)))
        headers = _headers(now, len(entries))
        hashes = {}
        for kind, path, selection in (
            (BULK, made.bulk, [f"--exclude-table-data={table}" for table in KEY_TABLES]),
            (KEYS, made.keys, ["--data-only", *(f"--table={table}" for table in KEY_TABLES)]),
        ):
            facts = {
                "counts": {
                    table: n for table, n in counts.items() if (table in KEY_TABLES) == (kind == KEYS)
                },
                "ledger": [entry.line() for entry in entries],
            }
            arguments = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", *selection]
            pieces = chain(
                [preamble(facts)], programs.output_of(dump, settings.BACKUP_DATABASE_URL, arguments)
            )
            hashes[kind] = _write(path, {**headers, "kind": kind}, pieces, recipient, say)
    finally:
        link.close()
    run = _note(now, hashes, made, len(entries), keep_days)
    removed = tuple(_remove(_too_old(folder, keep_days, keep_newest)))
    ledger.write_file(settings.ERASURE_LEDGER)
    return Made(made.bulk, made.keys, run, removed)


def _look(link: extensions.connection) -> tuple[str, dict[str, int], list[ledger.Entry]]:
    """The snapshot both parts are read from, how many rows each table has in it, and the ledger."""
    link.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with link.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        counts = {}
        for (table,) in sorted(cursor.fetchall()):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (counts[table],) = cursor.fetchone() or (0,)
        cursor.execute(
            "SELECT n, scope::text, classes, reason, at, key_version, prev, mac FROM vault_erasureledger ORDER BY n"
        )
        entries = [
            ledger.Entry(n, uuid.UUID(scope), classes, reason, at, version, bytes(prev), bytes(mac))
            for n, scope, classes, reason, at, version, prev, mac in cursor.fetchall()
        ]
    return snapshot, counts, entries


def _headers(now: datetime, ledger_n: int) -> dict[str, Any]:
    """What anybody may read of a backup: no word about a person, and keys only as the root wrapped them."""
    held = ring.get()
    version, _ = held.current(ledger.RING_NAME)
    rows = RingKey.objects.filter(name=ledger.RING_NAME).exclude(state=RingKey.State.RETIRED)
    return {
        "format": FORMAT,
        "deployment": held.deployment.hex(),
        "made_at": int(now.timestamp()),
        "pair": uuid.uuid4().hex,
        "ledger_n": ledger_n,
        "code_version": version,
        "root_check": root.provider(settings.VAULT_ROOT_KEY).check_value().hex(),
        "ledger_keys": [{"version": row.version, "wrapped": bytes(row.wrapped).hex()} for row in rows],
    }


def _write(
    path: Path, header: dict[str, Any], pieces: Iterable[bytes], recipient: Recipient, say: Say
) -> str:
    """Write a part under another name, and give it its own when the disk has all of it."""
    draft = path.with_name(f".{path.name}.draft")
    key = ring.get().key(ledger.RING_NAME, int(header["code_version"]))
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            found = backup_envelope.write(file, header, _counted(pieces, path.name, say), recipient, key)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as problem:
        if problem.errno == 28:
            raise disk_full(path.parent) from None
        raise
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return found


def _counted(pieces: Iterable[bytes], name: str, say: Say) -> Iterator[bytes]:
    """The pieces, with a line of progress every 256 MiB and at the end."""
    size, next_line = 0, 256 << 20
    for piece in pieces:
        size += len(piece)
        if size >= next_line:
            say(f"{name}: {size >> 20} MiB ...")
            next_line += 256 << 20
        yield piece
    say(f"{name}: {size / (1 << 20):.1f} MiB written.")


def _note(now: datetime, hashes: dict[str, str], made: Made, ledger_n: int, keep_days: int) -> BackupRun:
    """The row that the operations page and the certificates read, and the event."""
    run = BackupRun.objects.create(
        made_at=now,
        bulk_sha256=hashes[BULK],
        keys_sha256=hashes[KEYS],
        size=made.bulk.stat().st_size + made.keys.stat().st_size,
        ledger_n=ledger_n,
        keys_expire_at=now + timedelta(days=keep_days),
    )
    events.record("backup.made", subject=run, facts={"file_hash": hashes[BULK], "number": ledger_n})
    return run


def _too_old(folder: Path, keep_days: int, keep_newest: int) -> list[Path]:
    """Key parts older than `keep_days` or not among the newest: nothing erased may stay readable for longer."""
    oldest = datetime.now(UTC) - timedelta(days=keep_days)
    parts = []
    for path in folder.glob(f"*.{KEYS}"):
        try:
            parts.append((Part.of(path, KEYS).made_at, path))
        except VaultError:
            continue  # not ours to remove
    parts.sort(reverse=True)
    return [path for place, (at, path) in enumerate(parts) if place >= max(keep_newest, 1) or at < oldest]


def _remove(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        digest = backup_envelope.file_hash(path)
        path.unlink()
        BackupRun.objects.filter(keys_sha256=digest).update(keys_removed_at=datetime.now(UTC))
        yield path


def _clear_drafts(folder: Path, dry_run: bool) -> None:
    """What a killed run left half-written."""
    for draft in folder.glob(".wayhome-*.draft"):
        if not dry_run:
            draft.unlink(missing_ok=True)


def problem_words(problem: BaseException) -> str:
    """One line for the console; a database's own words hold no values here, but only the first line is wanted."""
    if isinstance(problem, psycopg2.Error):
        return f"The database cannot be read: {str(problem).strip().splitlines()[0]}"
    return " ".join(str(problem).split())
