"""Looks for typed words in everything an installation leaves behind: dump, broker, logs and files."""

import base64
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import redis

from config.embedded import account, homes


def spellings(word: str) -> dict[str, bytes]:
    """How `word` might stand in a file: as text, as wide text, encoded or escaped. All in lower case."""
    utf8 = word.encode()
    middle = base64.b64encode(utf8)[:-4] or base64.b64encode(utf8)
    return {
        "utf-8": utf8.lower(),
        "utf-16": word.encode("utf-16-le").lower(),
        "base64": middle.lower(),
        "hex": utf8.hex().encode(),
        "escaped": word.encode("unicode_escape").lower(),
    }


def dump(database_url: str) -> bytes:
    """`pg_dump` of the whole database as the backup role, which may read every row."""
    program = homes.postgres_programs(account.current()) / "pg_dump"
    done = subprocess.run([program, "--dbname", database_url], capture_output=True, check=True)
    return done.stdout


def broker(url: str) -> Iterator[tuple[str, bytes]]:
    """Every key of the broker with its serialised value."""
    with redis.Redis.from_url(url) as server:
        for key in server.scan_iter(count=1000):
            yield f"broker key {key!r}", key + (server.dump(key) or b"")


def files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Every regular file below the folders."""
    for folder in folders:
        for root, _folders, names in os.walk(folder):
            for name in names:
                path = Path(root, name)
                if path.is_file() and not path.is_symlink():
                    yield str(path), path.read_bytes()


def found(words: Iterable[str], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where one of `words` stands, one sentence each; empty when nothing leaked."""
    wanted = [(word, kind, text) for word in words for kind, text in spellings(word).items()]
    return [
        f"{word!r} as {kind} in {name}"
        for name, content in places
        for lowered in [content.lower()]
        for word, kind, text in wanted
        if text in lowered
    ]
