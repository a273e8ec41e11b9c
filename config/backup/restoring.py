"""Restoring a backup into an empty database, and erasing again what was erased since.

Order: check both files to their last byte; refuse a database that holds anything; load; migrate; compare;
drop keys that nothing uses; erase again; begin a new epoch of the audit. Until the end the database says
that it is being restored, and no program of the house starts on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg2 import sql

from accounts import acting
from audit import events
from audit.checkpoints import CheckpointFile
from audit.connect import connected
from cases.erasing import erasure
from config.backup import programs
from config.backup.parts import Part, ledger_keys, newer_keys, require_pair
from vault import keys as scopes
from vault import ledger, ring
from vault.backup_envelope import Identity
from vault.checks import RESTORING
from vault.envelope import VaultError
from vault.models import Manifest

Say = Callable[[str], None]
BATCH = 2000


class NotEmpty(RuntimeError):
    """The database to restore into holds something."""


class Differs(RuntimeError):
    """What was restored is not what was backed up."""


@dataclass
class Sources:
    """What to restore from: both parts, who can read them, and every copy of the ledger that is at hand."""

    bulk: Part
    keys: Part
    identity: Identity
    ledgers: Sequence[Path] = ()


@dataclass
class Restored:
    """What was found and done."""

    rows: int = 0
    unused_keys: int = 0
    erased_again: int = 0
    ledger_entries: int = 0
    epoch: int = 0
    checkpoints_moved_to: Path | None = None
    differences: list[str] = field(default_factory=list)


def check_files(bulk: Part, keys: Part, *, accept_old_keys: bool, keep_days: int) -> dict[int, bytes]:
    """Read both files to their end. Raises VaultError in one clear line; gives the keys of the ledger."""
    require_pair(bulk, keys)
    if not accept_old_keys:
        newer = newer_keys(keys)
        if newer is not None:
            raise VaultError(
                f"There is a newer key part: {newer.name}. What was erased since is missing from this one."
            )
        if keys.made_at < datetime.now(UTC) - timedelta(days=keep_days):
            raise VaultError(
                f"The key part is older than {keep_days} days: keys destroyed since would come back. Take the newest,"
                " or --accept-old-keys with the newest copy of the erasure ledger."
            )
    found = ledger_keys(keys, settings.VAULT_ROOT_KEY)
    keys.authenticate(found)
    bulk.authenticate(found)
    return found


def restore(sources: Sources, *, owner_url: str, keep_days: int, accept_old_keys: bool, say: Say) -> Restored:
    """Restore into the empty database that DATABASE_URL and `owner_url` name. Raises what stops it."""
    check_files(sources.bulk, sources.keys, accept_old_keys=accept_old_keys, keep_days=keep_days)
    say("Both files are whole, and this installation wrote them.")
    _require_empty(owner_url)
    done = Restored()
    _mark(owner_url, True)
    about_bulk = _load(sources, owner_url, say)
    done.differences = _compare_counts(about_bulk["counts"])
    if done.differences:
        raise Differs("; ".join(done.differences[:5]))
    done.rows = sum(about_bulk["counts"].values())
    _migrate(say)
    ring.forget()
    with acting.as_system("restore_backup"), scopes.session():
        entries = _ledger_of(sources, about_bulk)
        done.ledger_entries = len(entries)
        done.unused_keys = _drop_unused_keys()
        done.erased_again = erase_again(entries, in_bulk=len(about_bulk["ledger"]), say=say)
        done.epoch = _new_epoch(owner_url)
        done.checkpoints_moved_to = _set_checkpoints_aside(owner_url)
        events.record("backup.restored", facts={"rows": done.rows, "number": done.erased_again})
    _mark(owner_url, False)
    return done


def _require_empty(owner_url: str) -> None:
    with connected(owner_url, "DATABASE_OWNER_URL") as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        (found,) = cursor.fetchone() or (1,)
    if found:
        raise NotEmpty("The database is not empty: restore only into a new one, never over an old one.")


def _mark(owner_url: str, restoring: bool) -> None:
    """Leave a mark that keeps every program of the house from starting, or take it away."""
    statement = "CREATE TABLE {} ()" if restoring else "DROP TABLE {}"
    with connected(owner_url, "DATABASE_OWNER_URL") as link, link.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(RESTORING)))


def _load(sources: Sources, owner_url: str, say: Say) -> dict[str, Any]:
    """Both dumps, each read to its end through the encryption. Returns what stood before the bulk dump."""
    with connected(owner_url, "DATABASE_OWNER_URL") as link:
        program = programs.find("pg_restore", link.server_version // 10000)
    whole = ["--no-owner", "--exit-on-error", "--single-transaction"]
    about, dump = sources.bulk.content(sources.identity)
    programs.feed(program, owner_url, whole, dump)
    say("The data part is loaded.")
    about_keys, dump = sources.keys.content(sources.identity)
    programs.feed(program, owner_url, [*whole, "--data-only"], dump)
    say("The key part is loaded.")
    about["counts"].update(about_keys["counts"])
    about["keys_ledger"] = about_keys["ledger"]
    connection.close()
    return about


def _compare_counts(expected: dict[str, int]) -> list[str]:
    """Each table that does not hold as many rows as when the backup was made."""
    found = []
    with connected(settings.BACKUP_DATABASE_URL, "BACKUP_DATABASE_URL") as link, link.cursor() as cursor:
        for table, count in sorted(expected.items()):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (here,) = cursor.fetchone() or (0,)
            if here != count:
                found.append(f"{table} has {here} rows, {count} were backed up")
    return found


def _migrate(say: Say) -> None:
    """An older backup is brought up to this version of the house before anything of it is read."""
    from config.management.commands.prepare import as_owner

    with as_owner():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    ring.forget()
    ring.load()
    say("The database is of this version, and the root key opens its keys.")


def _ledger_of(sources: Sources, about: dict[str, Any]) -> Sequence[ledger.Entry]:
    """The longest true copy of the erasure ledger, written back into the database. Raises Tampered."""
    copies = [
        ledger.entries(),
        [ledger.Entry.from_line(line) for line in about["keys_ledger"]],
        ledger.read_file(settings.ERASURE_LEDGER),
        *(ledger.read_file(path) for path in sources.ledgers),
    ]
    best = ledger.longest(*copies)
    ledger.verify(best, ring.get())
    ledger.take_over(best)
    return best


def _drop_unused_keys() -> int:
    """Delete keys that no manifest lists: those of records and generations made after the data part."""
    dropped = 0
    listed = Manifest.objects.order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM vault_scopekey k WHERE NOT EXISTS (SELECT FROM vault_manifest m WHERE m.scope = k.scope)"
        )
        dropped += cursor.rowcount
        for start in range(0, listed.count(), BATCH):
            for scope in listed[start : start + BATCH]:
                known = scopes.current().manifest_of(scope, "default").parse().keys
                cursor.execute("SELECT key_class, generation FROM vault_scopekey WHERE scope = %s", [scope])
                for key_class, generation in set(cursor.fetchall()) - set(known):
                    cursor.execute(
                        "DELETE FROM vault_scopekey WHERE scope = %s AND key_class = %s AND generation = %s",
                        [scope, key_class, generation],
                    )
                    dropped += 1
    return dropped


def erase_again(entries: Sequence[ledger.Entry], *, in_bulk: int, say: Say) -> int:
    """Erase again whatever the ledger names; the number of scopes of which something had come back.

    The first `in_bulk` entries stood in the ledger when the data part was made, so it holds nothing that they erased:
    what it holds of these classes was told after them, and stays. A whole file never comes back under its number.
    """
    found = {
        entry.scope
        for entry in entries
        if (entry.key_classes is None or entry.n > in_bulk) and erasure.replay(entry.scope, entry.key_classes)
    }
    say(f"{len(entries)} entries in the erasure ledger; {len(found)} erased again.")
    return len(found)


def _new_epoch(owner_url: str) -> int:
    """Events from now on are of an epoch of their own: transaction numbers of another cluster mean nothing here."""
    with connected(owner_url, "DATABASE_OWNER_URL") as link, link.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_epoch (epoch, place, reason)"
            " SELECT max(epoch) + 1, audit_place(), 'restored' FROM audit_epoch RETURNING epoch"
        )
        (epoch,) = cursor.fetchone() or (0,)
    return int(epoch)


def _set_checkpoints_aside(owner_url: str) -> Path | None:
    """Keep a checkpoint file that knows of later seals as evidence, and let the sealer begin a new one."""
    path: Path = settings.AUDIT_CHECKPOINTS
    last = CheckpointFile(path).last() if path.exists() else None
    if last is None:
        return None
    with connected(owner_url, "DATABASE_OWNER_URL") as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_seal WHERE n = %s AND signature = %s", [last.n, last.signature]
        )
        if (cursor.fetchone() or (0,))[0]:
            return None
    aside = path.with_name(f"{path.stem}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    path.rename(aside)
    return aside
