"""Trying a backup: both parts restored into a scratch cluster, every row opened, every count compared."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.embedded import account as accounts
from config.embedded import postgres
from config.embedded.postgres import Postgres
from config.launch.state import ROOT

Say = Callable[[str], None]


class Refused(RuntimeError):
    """The backup cannot be restored, or not everything in it opens."""


def try_out(arguments: Sequence[str], say: Say) -> None:
    """Run `restore` with these arguments, then `check_vault --open` and `verify_audit`, on a cluster of their own.

    Raises Trouble where no cluster can be started here, Refused with the first program's last line.
    """
    with scratch() as env:
        for command in (["restore", *arguments], ["check_vault", "--open"]):
            say(f"{command[0]} ...")
            done = subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), *command],
                env=env,
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
            if done.returncode:
                raise Refused(lines[-1] if lines else f"{command[0]} gave no reason.")
            for line in lines:
                say(f"  {line}")


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """An empty cluster and the environment of a program that works on it; gone with everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wayhome-verify-"))
    folder.chmod(0o711)  # the server's account has a private folder inside
    server = Postgres(folder / "postgres", accounts.current(), fast=True)
    try:
        server.start()
        passwords = {role: secrets.token_urlsafe(24) for role in postgres.ROLES}
        server.prepare(passwords)
        yield {**os.environ, **environment(server, passwords, folder)}
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(server.folder, ignore_errors=True)


def environment(server: Postgres, passwords: dict[str, str], folder: Path) -> dict[str, str]:
    """What differs from ours: other databases, no checkpoints and no ledger file of the real installation's."""
    return {
        "WAYHOME_STATE": str(folder / "state"),
        "DATABASE_URL": server.url("wayhome_app", passwords["app"]),
        "DATABASE_OWNER_URL": server.url("wayhome_owner", passwords["owner"]),
        "BACKUP_DATABASE_URL": server.url("wayhome_backup", passwords["backup"]),
        "AUDIT_READER_DATABASE_URL": server.url("wayhome_audit", passwords["audit"]),
        "SEALER_DATABASE_URL": server.url("wayhome_sealer", passwords["sealer"]),
        "AUDIT_CHECKPOINTS": str(folder / "checkpoints" / "seals.jsonl"),
        "ERASURE_LEDGER": str(folder / "ledger" / "erasures.jsonl"),
        "VAULT_ROOT_KEY": settings.VAULT_ROOT_KEY,
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
    }
