"""The programs of an installation: their commands, and which secrets each of them gets.

The sealer alone has the signing key and its database role; the web server and the workers have neither. Nobody here
has the superuser's password.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from config.embedded import ports
from config.embedded.trouble import Trouble
from config.launch.state import ROOT, State

# Named here so that a variable of the caller's shell never slips into a program that may not have it.
SECRETS = (
    "SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "SEALER_DATABASE_URL", "AUDIT_READER_DATABASE_URL",
    "BACKUP_DATABASE_URL", "REDIS_URL", "VAULT_ROOT_KEY", "AUDIT_SIGNING_KEY",
)  # fmt: skip


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, for each role that a local run needs."""

    app: str
    owner: str
    sealer: str
    audit: str
    redis: str


@dataclass(frozen=True)
class Program:
    """A long-running process: its name, command, environment, and how to end it gently and when its parent is gone."""

    name: str
    command: list[str]
    env: dict[str, str]
    on_parent_death: int = signal.SIGTERM


def given_addresses() -> dict[str, str]:
    """The servers named in the environment. Raises Trouble if only some of the database roles are given."""
    names = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "sealer": "SEALER_DATABASE_URL"}
    found = {role: value for role, name in names.items() if (value := _from_environment(name))}
    if "app" in found:
        for role, name in names.items():
            if role not in found:
                raise Trouble(
                    f"DATABASE_URL is set, {name} is not.",
                    f"Set {name} to the address of the role wayhome_{role}, or unset DATABASE_URL.",
                )
        found["audit"] = _from_environment("AUDIT_READER_DATABASE_URL")
    else:
        found = {}
    if redis := _from_environment("REDIS_URL"):
        found["redis"] = redis
    return found


def _from_environment(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else os.environ.get(name, "")


def environment(state: State, there: Addresses, port: int) -> dict[str, str]:
    """What the web server and the workers see."""
    hidden = {*SECRETS, *(f"{name}_FILE" for name in SECRETS)}
    rest = {key: value for key, value in os.environ.items() if key not in hidden}
    defaults = {
        "WAYHOME_MODE": "local",
        "WAYHOME_DEMONSTRATION": "1",
        "WAYHOME_URL": f"http://localhost:{port}",
    }
    return {
        **defaults,
        **rest,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WAYHOME_STATE": str(state.folder),
        "SECRET_KEY": _from_environment("SECRET_KEY") or state.secrets()["SECRET_KEY"],
        "VAULT_ROOT_KEY": _from_environment("VAULT_ROOT_KEY") or f"file:{state.folder / 'keys' / 'root.key'}",
        "DATABASE_URL": there.app,
        "AUDIT_READER_DATABASE_URL": there.audit,
        "REDIS_URL": there.redis,
    }


def is_demonstration(env: dict[str, str]) -> bool:
    """Is the invented world wanted? (The same words as the settings understand.)"""
    return env["WAYHOME_DEMONSTRATION"].lower() in {"1", "true", "yes", "y", "ok", "on"}


def sealer_environment(state: State, there: Addresses, shared: dict[str, str]) -> dict[str, str]:
    """The sealer's own: its role and its key, and no broker, no reader's role."""
    key = _from_environment("AUDIT_SIGNING_KEY") or f"file:{state.signing_key()}"
    own = {
        **shared,
        "DATABASE_URL": there.sealer,
        "SEALER_DATABASE_URL": there.sealer,
        "AUDIT_SIGNING_KEY": key,
    }
    return {**own, "AUDIT_READER_DATABASE_URL": "", "REDIS_URL": "redis://not-for-the-sealer.invalid"}


def programs(state: State, there: Addresses, port: int) -> list[Program]:
    """What runs, in the order of starting: the pages first, because people wait for them."""
    shared = environment(state, there, port)
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "config.celery"]
    bind = ",".join(
        f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for _, host in ports.addresses(port)
    )
    gunicorn = [python, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
    beat_schedule = state.folder / "beat-schedule"
    return [
        Program("web", gunicorn, {**shared, "WAYHOME_BIND": bind}),
        # A cold end when the supervisor is killed: unfinished tasks are acknowledged late and come back.
        Program("worker", [*celery, "worker", "-c", "2", "--without-gossip"], shared, signal.SIGQUIT),
        Program("beat", [*celery, "beat", "-s", str(beat_schedule), "--pidfile="], shared),
        Program(
            "sealer",
            [python, str(ROOT / "manage.py"), "seal_audit"],
            sealer_environment(state, there, shared),
        ),
    ]
