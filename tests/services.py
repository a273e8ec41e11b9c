"""The servers and databases of a test run.

Every test process has a private PostgreSQL and Valkey in a folder of its own, so they never meet. What costs time, a
migrated cluster, is kept cold under .state/test-cluster and copied: it is made anew when a migration or the vault changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg2

from config.embedded import account as accounts
from config.embedded import files, postgres
from config.embedded.postgres import Postgres
from config.embedded.trouble import Trouble
from config.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / ".state" / "test-cluster"
TEMPLATE = "wayhome_template"
# The named process of row security under which tests prepare their rows.
TESTS = "tests"
KEPT = 3
FOLDER_PREFIX = "wayhome-test-"
# What shapes the template: if one of these changes it is migrated anew.
SHAPES = (
    "*/migrations/**/*.py",
    "*/migrations/**/*.sql",
    "vault/**/*.py",
    "config/embedded/roles.sql",
    "requirements.txt",
    "tests/services.py",
)


@dataclass(frozen=True)
class Secrets:
    """What the template was made with. Test secrets: they protect invented people."""

    passwords: dict[str, str]
    secret_key: str
    root_key: str
    signing_key: str

    @classmethod
    def invent(cls) -> Secrets:
        def key() -> str:
            return secrets.token_hex(32)

        return cls(
            {name: secrets.token_urlsafe(24) for name in postgres.ROLES},
            secrets.token_urlsafe(48),
            key(),
            key(),
        )


@dataclass(frozen=True)
class Addresses:
    """All a test process needs to know of its servers."""

    folder: str
    postgres_port: int
    superuser_password: str
    valkey_port: int
    valkey_password: str
    secrets: Secrets
    trouble: str = ""

    def url(self, role: str, database: str) -> str:
        """The address of `database` for one of the five roles, by its short name."""
        password = self.secrets.passwords[role]
        return f"postgres://wayhome_{role}:{password}@127.0.0.1:{self.postgres_port}/{database}"

    def environment(self, database: str) -> dict[str, str]:
        """The environment of a program that works on `database` as the application's role."""
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WAYHOME_MODE": "test",
            "WAYHOME_STATE": f"{self.folder}/state-{database}",
            "SECRET_KEY": self.secrets.secret_key,
            "VAULT_ROOT_KEY": "env:WAYHOME_TEST_ROOT_KEY",
            "WAYHOME_TEST_ROOT_KEY": self.secrets.root_key,
            "AUDIT_SIGNING_KEY": "env:WAYHOME_TEST_SIGNING_KEY",
            "WAYHOME_TEST_SIGNING_KEY": self.secrets.signing_key,
            "DATABASE_URL": self.url("app", database),
            "SEALER_DATABASE_URL": self.url("sealer", database),
            "AUDIT_READER_DATABASE_URL": self.url("audit", database),
            "BACKUP_DATABASE_URL": self.url("backup", database),
            "DATABASE_OWNER_URL": self.url("owner", database),
            "REDIS_URL": f"redis://:{self.valkey_password}@127.0.0.1:{self.valkey_port}/0",
        }

    def clone(self, database: str) -> None:
        """Make `database` anew from the template, whoever is still connected to it. Raises Trouble without a template."""
        if self.trouble:
            raise Trouble(self.trouble, "")
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.postgres_port,
            user=postgres.SUPERUSER,
            password=self.superuser_password,
            dbname="postgres",
        )
        connection.autocommit = True  # a database is not made inside a transaction
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            cursor.execute(
                f'CREATE DATABASE "{database}" TEMPLATE {TEMPLATE} OWNER wayhome_owner STRATEGY FILE_COPY'
            )
            cursor.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
            cursor.execute(
                f'GRANT CONNECT ON DATABASE "{database}"'
                " TO wayhome_app, wayhome_sealer, wayhome_audit, wayhome_backup"
            )
        connection.close()


class Services:
    """The servers of one run, for the process that owns them."""

    def __init__(self) -> None:
        sweep()
        self.trouble = ""
        self.folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        self.folder.chmod(0o711)  # root's servers run as another account, whose folders inside are 0700
        self.lock = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.account = accounts.current()
        self.valkey = Valkey(self.folder / "valkey", self.account, fast=True).start()
        # A test's rows lie in an open transaction: autovacuum would count none of them, and then plan for empty tables.
        self.postgres = Postgres(
            self.folder / "postgres", self.account, fast=True, settings={"autovacuum": "off"}
        )
        with _building():
            mark = shape()
            kept = STORE / mark
            if kept.exists():
                self.secrets = self._fetch(kept)
                self.postgres.start()
            else:
                self.secrets = self._build(kept, mark)

    def addresses(self) -> Addresses:
        return Addresses(
            folder=str(self.folder),
            postgres_port=self.postgres.port,
            superuser_password=self.postgres.password,
            valkey_port=self.valkey.port,
            valkey_password=self.valkey.password,
            secrets=self.secrets,
            trouble=self.trouble,
        )

    def stop(self) -> None:
        """Stop both servers and remove the folder."""
        self.valkey.stop()
        self.postgres.stop()
        os.close(self.lock)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _fetch(self, kept: Path) -> Secrets:
        os.utime(kept)
        subprocess.run(
            ["cp", "-a", "--reflink=auto", kept / "data", kept / "password", self.postgres.folder], check=True
        )
        return Secrets(**json.loads((kept / "secrets.json").read_text()))

    def _build(self, kept: Path, mark: str) -> Secrets:
        made = self.secrets = Secrets.invent()
        self.postgres.start()
        self.postgres.prepare(made.passwords, TEMPLATE)
        self.trouble = self._migrate()
        self.postgres.stop()
        if not self.trouble and shape() == mark:  # a file that changed meanwhile makes the name a lie
            self._keep(kept, made)
        self.postgres.start()
        return made

    def _migrate(self) -> str:
        there = self.addresses()
        env = {**os.environ, **there.environment(TEMPLATE)}
        owner = {**env, "DATABASE_URL": there.url("owner", TEMPLATE)}
        done = _manage("migrate", "--verbosity=0", env=owner)
        for command, role in (("init_vault", env), ("sync_row_security", owner)):
            if done.returncode == 0:
                done = _manage(command, env=role)
        if done.returncode == 0:
            self._let_tests_make_rows()
        if done.returncode == 0:
            return ""
        log = STORE / "migrate.log"
        log.write_text(f"{done.stdout}\n{done.stderr}\n")
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "no reason given")
        return f"The test database could not be made: {last.strip()} (all of it: {log.relative_to(ROOT)})"

    def _let_tests_make_rows(self) -> None:
        """A process of row security that exists in no other database: tests prepare what they test under it."""
        address = self.addresses().url("owner", TEMPLATE)
        with closing(psycopg2.connect(address)) as owner, owner, owner.cursor() as cursor:
            cursor.execute("INSERT INTO row_security_system VALUES (%s, '*', true)", [TESTS])

    def _keep(self, kept: Path, made: Secrets) -> None:
        draft = kept.with_name(f".{kept.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        files.private_folder(draft)
        subprocess.run(
            ["cp", "-a", "--reflink=auto", self.postgres.data, self.postgres.folder / "password", draft],
            check=True,
        )
        files.write_private(draft / "secrets.json", json.dumps(asdict(made)))
        draft.rename(kept)
        older = sorted(
            (path for path in STORE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
        )
        for path in older[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def shape() -> str:
    """A mark of everything that shapes the template."""
    digest = hashlib.sha256()
    for pattern in SHAPES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def sweep() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        try:
            lock = os.open(folder / "lock", os.O_RDWR)
        except OSError:
            continue  # another account's, or just being made
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


@contextmanager
def _building() -> Iterator[None]:
    """One run at a time looks for the template or makes it; the others then find it ready."""
    files.private_folder(STORE)
    with open(STORE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
