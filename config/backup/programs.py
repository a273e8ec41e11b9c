"""pg_dump and pg_restore: found, new enough for the server, and run without a password in sight."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import environ

from config.embedded import homes
from config.embedded.account import Account
from config.embedded.trouble import Trouble

PIECE = 1024 * 1024
REMEDY = "Install the client programs of PostgreSQL (apt-get install postgresql-client), or set POSTGRES_BIN."


class ProgramFailed(RuntimeError):
    """pg_dump or pg_restore gave up; its last words, which hold no values."""


def find(name: str, server_version: int) -> Path:
    """The program of at least the server's major version: POSTGRES_BIN, the embedded wheel, the machine's.

    Raises Trouble in one line.
    """
    seen: list[str] = []
    for path in _candidates(name):
        major = _major(path)
        if major >= server_version:
            return path
        seen.append(f"{path} is version {major}")
    if seen:
        raise Trouble(f"{name} is older than the server ({server_version}): {'; '.join(seen)}.", REMEDY)
    raise Trouble(f"{name} is missing on this machine.", REMEDY)


def _candidates(name: str) -> Iterator[Path]:
    if given := os.environ.get("POSTGRES_BIN"):
        yield Path(given) / name
        return
    try:
        ourselves = Account(os.geteuid(), os.getegid(), switched=False)
        yield homes.postgres_programs(ourselves) / name
    except Trouble:
        pass
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    yield from versions
    if found := shutil.which(name):
        yield Path(found)


def _major(path: Path) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def address(url: str) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for a database's address; the password stands in neither a list nor a log."""
    parts: dict[str, Any] = environ.Env.db_url_config(url)
    arguments = ["--dbname", parts["NAME"], "--username", parts["USER"]]
    if parts["HOST"]:
        arguments += ["--host", parts["HOST"]]
    if parts["PORT"]:
        arguments += ["--port", str(parts["PORT"])]
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": parts["PASSWORD"]}
    return [*arguments, "--no-password"], env


def output_of(program: Path, url: str, arguments: Iterable[str]) -> Iterator[bytes]:
    """What a program writes, in pieces. Raises ProgramFailed after the last piece when it ended badly."""
    where, env = address(url)
    with subprocess.Popen(
        [program, *where, *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        reading, complaints = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stderr)
        while piece := reading.read(PIECE):
            yield piece
        words = complaints.read().decode(errors="replace")
        if process.wait():
            raise ProgramFailed(f"{program.name}: {_last(words)}")


def feed(program: Path, url: str, arguments: Iterable[str], pieces: Iterable[bytes]) -> None:
    """Write `pieces` into a program. Raises ProgramFailed; what `pieces` raises ends the program."""
    where, env = address(url)
    with subprocess.Popen(
        [program, *where, *arguments],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        writing, complaints = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stderr)
        try:
            for piece in pieces:
                writing.write(piece)
            writing.close()
        except BrokenPipeError:
            pass
        except BaseException:
            process.kill()
            raise
        words = complaints.read().decode(errors="replace")
        if process.wait():
            raise ProgramFailed(f"{program.name}: {_last(words)}")


def _last(words: str) -> str:
    return next(
        (line.strip()[:300] for line in reversed(words.splitlines()) if line.strip()), "no reason given"
    )
