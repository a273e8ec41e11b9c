"""A scratch installation for measuring: its own servers, folder and keys, gone when the measuring ends.

Where a folder is given it stays, with its passwords and keys: a world of a million cases is made once.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from config.embedded import account as accounts
from config.embedded import postgres
from config.embedded.files import write_private
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

# As an office of a million cases would have it (docs/operations.md): with less log, every write lands in a page that is
# new to it since the last checkpoint, and it grows several times as fast as the data.
LARGE = {"max_wal_size": "8GB", "checkpoint_timeout": "30min", "wal_compression": "on"}
# Seconds; ten thousand cases take one minute.
SETTLES_WITHIN = 600
ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def installation(kept: Path | None = None) -> Iterator[None]:
    """Start durable servers, migrate as the owner and set this process's environment to the application's role."""
    folder = kept or Path(tempfile.mkdtemp(prefix="wayhome-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the servers' account has private folders inside
    account = accounts.current()
    settings = {**LARGE, "shared_buffers": f"{_quarter_of_memory()}MB"} if kept else {}
    servers = (Postgres(folder / "postgres", account, settings=settings), Valkey(folder / "valkey", account))
    try:
        for server in servers:
            server.start()
        _enter(folder, *servers)
        yield
    finally:
        for server in servers:
            server.stop()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _quarter_of_memory() -> int:
    """In megabytes, and no more than four gigabytes."""
    return min(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20, 4096)


def _secrets(folder: Path) -> dict[str, str]:
    """Passwords and keys of the installation; made once, for a kept folder must open again."""
    path = folder / "secrets.json"
    if not path.exists():
        made = {f"password_{role}": secrets.token_urlsafe(24) for role in postgres.ROLES}
        made |= {name: secrets.token_hex(32) for name in ("BENCH_ROOT", "BENCH_SIGNING", "BENCH_SECRET")}
        write_private(path, json.dumps(made))
    known: dict[str, str] = json.loads(path.read_text())
    return known


def _enter(folder: Path, database: Postgres, broker: Valkey) -> None:
    known = _secrets(folder)
    passwords = {role: known[f"password_{role}"] for role in postgres.ROLES}
    database.prepare(passwords)
    os.environ.update(
        BENCH_ROOT=known["BENCH_ROOT"],
        BENCH_SIGNING=known["BENCH_SIGNING"],
        DJANGO_SETTINGS_MODULE="config.settings",
        WAYHOME_MODE="local",
        WAYHOME_STATE=str(folder / "state"),
        SECRET_KEY=known["BENCH_SECRET"],
        VAULT_ROOT_KEY="env:BENCH_ROOT",
        AUDIT_SIGNING_KEY="env:BENCH_SIGNING",
        SEALER_DATABASE_URL=database.url("wayhome_sealer", passwords["sealer"]),
        AUDIT_READER_DATABASE_URL=database.url("wayhome_audit", passwords["audit"]),
        BACKUP_DATABASE_URL=database.url("wayhome_backup", passwords["backup"]),
        REDIS_URL=broker.url(),
        EMAIL_URL="dummymail://",
        ALLOWED_HOSTS="localhost,testserver",
    )
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = database.url(
        "wayhome_owner", passwords["owner"]
    )
    # A kept folder may be of an older version: what the checks ask for comes with the migrations.
    _manage("migrate", "--verbosity=0", "--skip-checks")
    os.environ["DATABASE_URL"] = database.url("wayhome_app", passwords["app"])
    _manage("init_vault")
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    _manage("sync_row_security")
    os.environ["DATABASE_URL"] = database.url("wayhome_app", passwords["app"])


def _manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


@contextmanager
def worker() -> Iterator[None]:
    """A real Celery worker on the scratch installation."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config.celery",
        "worker",
        "-c",
        "2",
        "--loglevel",
        "ERROR",
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def settle() -> None:
    """Wait until the worker has done what was left to it: a new world keeps both cores busy after it is written.

    Raises TimeoutError after SETTLES_WITHIN seconds.
    """
    until = time.monotonic() + SETTLES_WITHIN
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        while broker.llen("celery") or broker.hlen("unacked"):
            if time.monotonic() > until:
                raise TimeoutError("the worker does not get to the end of its queue")
            time.sleep(0.5)
