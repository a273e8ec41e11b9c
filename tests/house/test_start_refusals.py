"""Every refusal of design/confidentiality.md 14 that a setting can cause, one by one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error

from config import checks

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
