"""Every refusal of design/confidentiality.md 14, one by one.

| refusal | test |
| --- | --- |
| DEBUG, SECRET_KEY short, known, equal to another key, ALLOWED_HOSTS, cookies, core dumps | here |
| no TLS to a database or broker elsewhere, WeasyPrint, Redis without a password | here |
| database role superuser, owner, BYPASSRLS; row security not forced; contexts not taken | here |
| a key of a stored wrap missing; root key missing, readable by others, another one | here, tests/vault/test_ring.py |
| audit triggers missing | tests/audit/test_append_only.py |
| clock skew | tests/audit/test_clocks.py |
| invented people, their password | tests/accounts/test_keeping.py, here |
| sealer's checkpoint older than ten minutes (a warning) | here |
| every program that holds keys refuses: web, worker, timer | tests/ground/test_production.py |
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.checks import ERROR, WARNING, Error
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import ConnectionHandler

from audit import reading
from audit.checks import sealed_lately
from config import checks
from config.embedded import ports, postgres
from tests.cast import DEMONSTRATION_PASSWORD
from tests.plugin import RUN
from vault import checks as vault_checks
from vault.models import ScopeKey
from vault.row_checks import row_security

BASE = Path(__file__).resolve().parent.parent.parent

GOOD = {
    "PRODUCTION": True,
    "DEBUG": False,
    "DEMONSTRATION": False,
    "SECRET_KEY": "kq3-81Xz_pW0vLr7TnYb5GdHs2MfJcAe9UiOoQxZ4RtKwVaSlPgNhBm6",
    "SECRET_KEY_FALLBACKS": [],
    "ALLOWED_HOSTS": ["files.wayhome.test"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "REDIS_URL": "redis://:word@localhost:6379/0",
}


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    """Settings that refuse nothing."""
    for name, value in GOOD.items():
        setattr(settings, name, value)
    root = tmp_path / "root.key"
    root.write_text(secrets.token_hex(32))
    settings.VAULT_ROOT_KEY = f"file:{root}"
    settings.AUDIT_SIGNING_KEY = f"file:{tmp_path / 'none'}"
    settings.SAME_HOST = [settings.DATABASES["default"]["HOST"]]
    return settings


def found(function: Any = checks.safe_settings) -> set[str]:
    return {str(problem.id) for problem in function() if isinstance(problem, Error)}


def test_good_settings_start(production: Any) -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "house.E001"),
        ("DEMONSTRATION", True, "house.E002"),
        ("SECRET_KEY", "short", "house.E003"),
        ("SECRET_KEY", "ab" * 40, "house.E003"),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"], "house.E013"),  # type: ignore[operator]
        ("ALLOWED_HOSTS", ["*"], "house.E004"),
        ("ALLOWED_HOSTS", [], "house.E004"),
        ("SESSION_COOKIE_SECURE", False, "house.E005"),
        ("CSRF_COOKIE_SECURE", False, "house.E005"),
        ("VAULT_ROOT_KEY", "env:ROOT", "house.E006"),
        ("REDIS_URL", "redis://:word@broker.elsewhere.test:6379/0", "house.E015"),
    ],
)
def test_one_bad_setting_is_refused(production: Any, name: str, value: Any, code: str) -> None:
    setattr(production, name, value)
    assert found() == {code}


def test_one_secret_in_two_places_is_refused(production: Any) -> None:
    production.SECRET_KEY = Path(production.VAULT_ROOT_KEY.removeprefix("file:")).read_text()
    assert found() == {"house.E013"}
    production.SECRET_KEY = GOOD["SECRET_KEY"]
    production.SECRET_KEY_FALLBACKS = [GOOD["SECRET_KEY"]]
    assert found() == {"house.E013"}


def test_a_database_elsewhere_needs_checked_encryption(
    production: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = {"HOST": "db.elsewhere.test", "OPTIONS": {"sslmode": "require"}}
    monkeypatch.setitem(production.DATABASES, "default", far)
    assert found() == {"house.E014"}
    far["OPTIONS"] = {"sslmode": "verify-full"}
    assert found() == set()
    far["OPTIONS"], production.SAME_HOST = {}, ["db.elsewhere.test"]
    assert found() == set()


def test_core_dumps_are_refused(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.resource, "getrlimit", lambda what: (1, 1))
    monkeypatch.setattr(checks, "_hardened", lambda: False)
    assert found() == {"house.E007"}


def test_an_old_renderer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "version", lambda name: "69.0")
    assert found(checks.safe_renderer) == {"house.E008"}


def test_a_broker_without_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Open:
        def __init__(self, **kwargs: Any) -> None: ...
        def __enter__(self) -> Open:
            return self

        def __exit__(self, *problem: object) -> None: ...
        def ping(self) -> bool:
            return True

    monkeypatch.setattr(checks.redis, "Redis", Open)
    assert found(checks.safe_broker) == {"house.E012"}


def test_the_broker_of_this_house_asks_for_one() -> None:
    """The real server that tests run beside."""
    assert "REDIS_URL" in os.environ
    assert found(checks.safe_broker) == set()


# --- the database ------------------------------------------------------------------------------------------------


@pytest.fixture
def as_database_role(live_db: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`as_database_role("owner")`: the checks of config ask over a connection of that role."""
    settings.PRODUCTION = True
    with ExitStack() as open_ones:

        def connect(role: str) -> None:
            there = RUN.there
            user, password = f"wayhome_{role}", there.secrets.passwords.get(role, "")
            if role == "superuser":
                user, password = postgres.SUPERUSER, there.superuser_password
            place = {**connection.settings_dict, "USER": user, "PASSWORD": password}
            handler = ConnectionHandler({"default": {**place, "ENGINE": "django.db.backends.postgresql"}})
            open_ones.callback(handler["default"].close)
            monkeypatch.setattr(checks, "connection", handler["default"])

        yield connect


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("app", set()),
        ("owner", {"house.E011"}),
        ("backup", {"house.E010"}),  # it may go around row security
        ("superuser", {"house.E010", "house.E011"}),
    ],
)
def test_a_role_that_may_too_much_is_refused(as_database_role: Any, role: str, codes: set[str]) -> None:
    as_database_role(role)
    assert {str(one.id) for one in checks.safe_database(databases=["default"])} == codes


def test_a_database_that_does_not_answer_is_refused(as_database_role: Any) -> None:
    as_database_role("nobody")
    assert [one.id for one in checks.safe_database(databases=["default"])] == ["house.E009"]


def as_owner(database: str, statement: str) -> None:
    with closing(psycopg2.connect(RUN.there.url("owner", database))) as link, link, link.cursor() as cursor:
        cursor.execute(statement)


def test_row_security_that_is_not_forced_is_refused(live_db: str) -> None:
    assert row_security(databases=["default"]) == []
    for statement in (
        "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE cases_case FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
    ):
        as_owner(live_db, statement)
        (problem,) = row_security(databases=["default"])
        assert problem.id == "vault.E020" and "cases_case" in problem.msg
    as_owner(live_db, "ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY")
    assert row_security(databases=["default"]) == []


def test_contexts_that_the_database_does_not_take_are_refused(live_db: str) -> None:
    as_owner(live_db, "UPDATE row_security_key SET inner_pad = decode(repeat('ab', 64), 'hex')")
    assert [one.id for one in row_security(databases=["default"])] == ["vault.E021"]


def test_a_key_of_a_stored_wrap_that_is_missing_is_refused(db: None) -> None:
    assert vault_checks.keys_of_stored_wraps(databases=["default"]) == []
    ScopeKey.objects.create(scope=uuid4(), key_class="identity", kek_version=1, wrapped=b"x")
    assert vault_checks.keys_of_stored_wraps(databases=["default"]) == []
    for version in (7, 8):
        ScopeKey.objects.create(scope=uuid4(), key_class="evidence", kek_version=version, wrapped=b"x")
    (problem,) = vault_checks.keys_of_stored_wraps(databases=["default"])
    assert problem.id == "vault.E009" and problem.level == ERROR
    assert "kek.evidence version 7, kek.evidence version 8" in problem.msg


@pytest.mark.parametrize(("minutes", "codes"), [(9, []), (11, ["audit.W004"])])
def test_an_audit_that_was_not_sealed_lately_is_said(
    live_db: str, monkeypatch: pytest.MonkeyPatch, minutes: int, codes: list[str]
) -> None:
    assert sealed_lately(databases=["default"]) == [], "before the first seal"
    old = SimpleNamespace(at=(time.time() - minutes * 60) * 1_000_000)
    monkeypatch.setattr(reading, "last_seal", lambda: old)
    found = sealed_lately(databases=["default"])
    assert [one.id for one in found] == codes and all(one.level == WARNING for one in found)


def test_the_demonstrations_password_cannot_be_chosen() -> None:
    assert (
        validators_of(DEMONSTRATION_PASSWORD) == validators_of("Walk slowly past the HARBOUR 1") == {"common"}
    )
    assert validators_of("a lantern beside nine willows") == set()


def validators_of(password: str) -> set[str | None]:
    try:
        validate_password(password)
    except ValidationError as problem:
        return {one.code for one in problem.error_list}
    return set()


# --- health --------------------------------------------------------------------------------------------------------

ASK = """
import django; django.setup()
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/healthz")
print(answer.status_code, answer.json()["state"] if "json" in answer.headers["Content-Type"] else "a page")
"""


def health(**changed: str) -> str:
    env = {**os.environ, **RUN.there.environment(connection.settings_dict["NAME"]), **changed}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=BASE, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_health_degrades_without_the_broker_and_fails_without_the_database(live_db: str) -> None:
    nobody = ports.free()
    assert health() == "200 ok"
    assert health(REDIS_URL=f"redis://:word@127.0.0.1:{nobody}/0") == "200 degraded"
    closed = os.environ["DATABASE_URL"].replace(str(RUN.there.postgres_port), str(nobody))
    assert health(DATABASE_URL=closed) == "503 a page"
