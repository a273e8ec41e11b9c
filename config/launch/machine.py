"""What the machine itself must bring: libraries and fonts for PDF, a browser for the tests, a free port.

Root gets missing Debian packages installed; everybody else one line that says how. Run as a program
(`python -m config.launch.machine tests`) it prepares a machine for the test run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config.embedded import ports
from config.embedded.trouble import Trouble

# Debian package -> is it there already?
Wanted = dict[str, Callable[[], bool]]
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def library(name: str) -> Callable[[], bool]:
    """A question: can programs load this library?"""

    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _fonts() -> bool:
    return any(next(folder.rglob("*.[ot]tf"), None) for folder in FONT_FOLDERS)


FOR_PDF: Wanted = {
    "libpango-1.0-0": library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": library("libharfbuzz-subset.so.0"),
    "fonts-dejavu-core": _fonts,
}
# An office may take sound and film (cases.sound_and_film): not by default, so nobody waits for it at a start.
FOR_RECORDINGS: Wanted = {"ffmpeg": _program("ffmpeg")}
FOR_TESTS: Wanted = {
    **FOR_PDF,
    **FOR_RECORDINGS,
    "chromium": _program("chromium", "chromium-browser", "google-chrome"),
    "poppler-utils": _program("pdftotext"),
    "gettext": _program("msgfmt"),
}


def bring(wanted: Wanted, purpose: str) -> str:
    """Install what is missing if we are root. Returns one line about what is still missing, or nothing."""
    missing = [package for package, present in wanted.items() if not present()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(missing)} ...", flush=True)
        if not _install(missing):
            _apt("update")
            _install(missing)
    return named(wanted, purpose)


def named(wanted: Wanted, purpose: str) -> str:
    """One line about what is missing, or nothing."""
    names = " ".join(package for package, present in wanted.items() if not present())
    if not names:
        return ""
    return f"Missing on this machine, needed for {purpose}: {names}. Remedy: sudo apt-get install {names}"


def _install(packages: list[str]) -> bool:
    return _apt("install", "--yes", "--no-install-recommends", *packages)


def _apt(*arguments: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *arguments], env=env, capture_output=True, check=False)
    return done.returncode == 0


def require_python() -> None:
    """Raises Trouble on another Python than the one the lock files were made for."""
    if sys.version_info[:2] != (3, 11):
        raise Trouble(
            f"This is Python {sys.version_info[0]}.{sys.version_info[1]}; Wayhome needs Python 3.11.",
            "Install python3.11 and run `make run PYTHON=python3.11`.",
        )


def port_from_environment() -> int:
    """PORT, 8000 by default. Raises Trouble if it is no port or somebody uses it."""
    words = os.environ.get("PORT") or "8000"
    if not words.isdigit() or not 0 < int(words) < 65536:
        raise Trouble(f"PORT is {words!r}, which is no port.", "Choose a number between 1024 and 65535.")
    port = int(words)
    if ports.taken(port):
        raise Trouble(
            f"Port {port} is used by another program.",
            f"Stop it, or choose another: PORT={port + 1} make run",
        )
    return port


if __name__ == "__main__":
    line = bring(FOR_TESTS, "the tests") if sys.argv[1:] == ["tests"] else bring(FOR_PDF, "PDF reports")
    if line:
        sys.exit(line)
