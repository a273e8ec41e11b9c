"""The services of docker-compose.yml, started as processes with production settings on separately started servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from config.embedded import account as accounts
from config.embedded import ports, processes
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from tests.ground import compose
from tests.ground.running import ROOT, wait_until

REDIS_PROGRAM = "redis-server"
# What the image does once; without brotli it takes two seconds instead of twenty.
COLLECT = """
import runpy, sys
sys.modules["brotli"] = None
sys.argv = ["manage.py", "collectstatic", "--noinput", "--verbosity", "0", "--skip-checks"]
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("production")
    subprocess.run([ROOT / "docker" / "make-secrets", folder / "secrets"], check=True, capture_output=True)
    for path in (folder / "secrets").iterdir():
        os.chown(path, os.geteuid(), os.getegid())
    return folder


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[int]:
    """PostgreSQL with the roles that the init script of the compose file makes. Gives the port."""
    server = Postgres(folder / "postgres", accounts.current(), fast=True).start()
    env = {
        "PATH": f"{server.bin}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGPASSWORD": server.password,
        "POSTGRES_USER": compose.read()["services"]["postgres"]["environment"]["POSTGRES_USER"],
        "WAYHOME_SECRETS": str(folder / "secrets"),
        "WAYHOME_ROLES_SQL": str(ROOT / "config" / "embedded" / "roles.sql"),
    }
    subprocess.run([ROOT / "docker" / "postgres-init.sh"], env=env, check=True)
    yield server.port
    server.stop()


@pytest.fixture(scope="module")
def broker(folder: Path) -> Iterator[int]:
    """The server of the compose file's `redis`, with its command and its access list. Gives the port."""
    port = ports.free()
    words = compose.read()["services"]["redis"]["command"]
    assert words[0] == REDIS_PROGRAM
    rest = [
        str(folder / "secrets" / "redis_acl") if word == "/run/secrets/redis_acl" else word
        for word in words[1:]
    ]
    (folder / "broker").mkdir()
    command = [
        Valkey(folder / "valkey", accounts.current()).program,
        *rest,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
    ]
    server = processes.start(
        [*command, "--dir", folder / "broker"], env={}, cwd=folder, log=folder / "redis.log"
    )
    wait_until(lambda: ports.answers(port), 10)
    yield port
    processes.stop(server, patience=10)


@pytest.fixture(scope="module")
def services(folder: Path, database: int, broker: int) -> compose.Services:
    for path in (folder / "secrets").glob("url_*"):
        address = path.read_text().replace("@postgres:5432", f"@127.0.0.1:{database}")
        path.write_text(address.replace("@redis:6379", f"@127.0.0.1:{broker}"))
    (folder / "state").mkdir(mode=0o700)
    places = {"/run/secrets": "secrets", "/state": "state", "/srv/static": "static"}
    found = compose.Services(folder, {there: str(folder / here) for there, here in places.items()})
    done = found.run("web", [sys.executable, "-c", COLLECT])
    assert done.returncode == 0, done.stderr
    migrated = found.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    return found


@pytest.fixture(scope="module")
def running(services: compose.Services) -> Iterator[int]:
    """web, worker, beat and sealer. Gives the port of the pages."""
    port = ports.free()
    children = {
        name: services.start(name, WAYHOME_BIND=f"127.0.0.1:{port}")
        for name in ("web", "worker", "beat", "sealer")
    }
    try:
        deadline = time.monotonic() + 60
        while not ports.answers(port):
            assert children["web"].poll() is None, (services.folder / "web.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield port
        assert all(child.poll() is None for child in children.values())
    finally:
        stopped = [
            processes.stop(child, patience=20, with_signal=signal.SIGTERM) for child in children.values()
        ]
    assert all(stopped)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *parts: object) -> None:
        return None


def _get(port: int, path: str, **headers: str) -> tuple[int, Message[str, str], str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=named)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, ""


def test_the_sign_in_page_comes_through_the_proxy(running: int) -> None:
    status, headers, page = _get(
        running, "/account/login/", Host="wayhome.example", X_Forwarded_Proto="https"
    )
    assert status == 200
    assert "<form" in page
    assert "demonstration" not in page.lower()
    assert "max-age=63072000" in headers["Strict-Transport-Security"]
    cookies = headers.get_all("Set-Cookie") or []
    assert all("Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies)


def test_style_sheets_come_with_a_name_that_changes_with_them(running: int) -> None:
    _, _, page = _get(running, "/account/login/", Host="wayhome.example", X_Forwarded_Proto="https")
    sheet = page.split('rel="stylesheet"')[0].rsplit("<link", 1)[1] + page.split('rel="stylesheet"')[1]
    address = sheet.split('href="')[1].split('"')[0]
    status, headers, _ = _get(running, address, Host="wayhome.example", X_Forwarded_Proto="https")
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_unencrypted_and_strange_requests_are_turned_away(running: int) -> None:
    status, headers, _ = _get(running, "/account/login/", Host="wayhome.example")
    assert status == 301
    assert headers["Location"] == "https://wayhome.example/account/login/"
    assert _get(running, "/account/login/", Host="elsewhere.example", X_Forwarded_Proto="https")[0] == 400


@pytest.mark.parametrize("name", ["web", "worker", "beat", "sealer"])
def test_each_service_is_well_by_its_own_check(running: int, services: compose.Services, name: str) -> None:
    deadline = time.monotonic() + 45
    while not services.is_well(name, WAYHOME_BIND=f"127.0.0.1:{running}"):
        assert time.monotonic() < deadline, (services.folder / f"{name}.log").read_text()
        time.sleep(0.5)


def test_a_second_migration_changes_nothing(services: compose.Services) -> None:
    assert services.run("migrate").returncode == 0


def _refusal(services: compose.Services, **more: str) -> str:
    done = services.run("web", None, WAYHOME_BIND=f"127.0.0.1:{ports.free()}", **more)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_demonstration_world_is_refused(services: compose.Services) -> None:
    assert "The demonstration world is on." in _refusal(services, WAYHOME_DEMONSTRATION="1")


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_worker_and_the_timer_refuse_as_well(services: compose.Services, name: str) -> None:
    """They hold the same keys as the pages; Celery itself runs checks and goes on."""
    for more, sentence in (
        ({"WAYHOME_DEMONSTRATION": "1"}, "The demonstration world is on."),
        ({"DATABASE_URL_FILE": str(services.folder / "secrets" / "url_owner")}, "owns tables"),
    ):
        done = services.run(name, None, **more)
        assert done.returncode == 1, done.stderr
        assert sentence in done.stderr


def test_a_role_that_may_too_much_is_refused(services: compose.Services) -> None:
    owner = str(services.folder / "secrets" / "url_owner")
    assert "owns tables" in _refusal(services, DATABASE_URL_FILE=owner)


def test_a_key_that_others_may_read_is_refused(services: compose.Services, tmp_path: Path) -> None:
    key = tmp_path / "root_key"
    key.write_bytes((services.folder / "secrets" / "root_key").read_bytes())
    key.chmod(0o644)
    assert "readable by others" in _refusal(services, VAULT_ROOT_KEY=f"file:{key}")


def test_a_wrong_and_a_missing_key_are_refused(services: compose.Services, tmp_path: Path) -> None:
    key = tmp_path / "root_key"
    assert "missing" in _refusal(services, VAULT_ROOT_KEY=f"file:{key}")
    key.touch(0o600)
    key.write_text("0123456789abcdef" * 4)
    assert "key" in _refusal(services, VAULT_ROOT_KEY=f"file:{key}")
