"""A scratch installation for measuring: its own servers, folder and keys, gone when the measuring ends."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded import account as accounts
from config.embedded import postgres
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def installation() -> Iterator[None]:
    """Start durable servers, migrate as the owner and set this process's environment to the application's role."""
    folder = Path(tempfile.mkdtemp(prefix="wayhome-bench-"))
    folder.chmod(0o711)  # the servers' account has private folders inside
    account = accounts.current()
    servers = (Postgres(folder / "postgres", account), Valkey(folder / "valkey", account))
    try:
        for server in servers:
            server.start()
        _enter(folder, *servers)
        yield
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _enter(folder: Path, database: Postgres, broker: Valkey) -> None:
    passwords = {role: secrets.token_urlsafe(24) for role in postgres.ROLES}
    database.prepare(passwords)
    keys = {name: secrets.token_hex(32) for name in ("BENCH_ROOT", "BENCH_SIGNING")}
    os.environ.update(
        keys,
        DJANGO_SETTINGS_MODULE="config.settings",
        WAYHOME_MODE="local",
        WAYHOME_STATE=str(folder / "state"),
        SECRET_KEY=secrets.token_urlsafe(48),
        VAULT_ROOT_KEY="env:BENCH_ROOT",
        AUDIT_SIGNING_KEY="env:BENCH_SIGNING",
        SEALER_DATABASE_URL=database.url("wayhome_sealer", passwords["sealer"]),
        AUDIT_READER_DATABASE_URL=database.url("wayhome_audit", passwords["audit"]),
        REDIS_URL=broker.url(),
        EMAIL_URL="dummymail://",
        ALLOWED_HOSTS="localhost,testserver",
    )
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = database.url(
        "wayhome_owner", passwords["owner"]
    )
    _manage("migrate", "--verbosity=0")
    os.environ["DATABASE_URL"] = database.url("wayhome_app", passwords["app"])
    _manage("init_vault")


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
