"""docker-compose.yml as data, and its services as processes on this machine: no engine needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from config.embedded import processes
from config.launch.programs import SECRETS
from tests.ground.running import ROOT

FILE = ROOT / "docker-compose.yml"
GIVEN = {"WAYHOME_URL": "https://wayhome.example", "ALLOWED_HOSTS": "wayhome.example"}
OURS = ("web", "worker", "beat", "sealer", "migrate")


def read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def interpolate(words: str) -> str:
    """`${NAME:-default}` and `${NAME:?why}`, as compose does it."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: GIVEN.get(found[1], found[2] or ""), words)


class Services:
    """Starts the services' own commands with their own environments; `places` says what stands for container paths."""

    def __init__(self, folder: Path, places: dict[str, str]) -> None:
        self.folder, self.places = folder, places
        self.services = read()["services"]

    def here(self, words: str) -> str:
        for there, place in self.places.items():
            words = words.replace(there, place)
        return words

    def environment(self, name: str, **more: str) -> dict[str, str]:
        """What the service sees: the image's and its own variables, and nothing of this test run."""
        own = {
            key: self.here(interpolate(str(value)))
            for key, value in self.services[name]["environment"].items()
        }
        inherited = {
            key: value
            for key, value in os.environ.items()
            if key.removesuffix("_FILE") not in SECRETS
            and not key.startswith(("WAYHOME_", "PYTEST", "DJANGO_"))
        }
        image = {"WAYHOME_STATE": self.here("/state"), "WAYHOME_STATIC_ROOT": self.here("/srv/static")}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {
            **inherited,
            **image,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **own,
            "PATH": path,
            **more,
        }

    def command(self, name: str) -> list[str]:
        return [self.here(part) for part in self.services[name]["command"]]

    def run(
        self, name: str, command: list[str] | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a service, or another command in its place, to its end."""
        return subprocess.run(
            command or self.command(name),
            env=self.environment(name, **more),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def start(self, name: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a service; its words go to a file named after it."""
        return processes.start(
            self.command(name), env=self.environment(name, **more), cwd=ROOT, log=self.folder / f"{name}.log"
        )

    def is_well(self, name: str, **more: str) -> bool:
        """The service's own health check."""
        return (
            self.run(
                name, [sys.executable, *self.services[name]["healthcheck"]["test"][2:]], **more
            ).returncode
            == 0
        )
