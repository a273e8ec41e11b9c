"""Why a start failed, in one line a newcomer can act on."""

from __future__ import annotations

import errno
import os

NO_SPACE_WORDS = "No space left on device"


class Trouble(Exception):
    """A start that cannot go on: what happened and the remedy, both printed on one line."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(" ".join(f"{what} {remedy}".split()))


def disk_full(where: object) -> Trouble:
    """The line for a file system without room."""
    return Trouble(
        f"The disk that holds {where} is full.",
        "Free some space there, or set WAYHOME_STATE to a folder on another disk.",
    )


def from_os_error(problem: OSError, where: object) -> Trouble:
    """Translate a refused file operation on `where` into its line."""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return disk_full(where)
    return Trouble(
        f"The folder {where} cannot be used ({problem.strerror or problem}).",
        "Make it writable for your account, or set WAYHOME_STATE to a folder that is.",
    )


def from_server_words(words: str, where: object, server: str, log: object) -> Trouble:
    """Translate what a server said before it gave up."""
    if NO_SPACE_WORDS in words or "File too large" in words:
        return disk_full(where)
    last = next((line for line in reversed(words.splitlines()) if line.strip()), "it said nothing")
    return Trouble(f"{server} did not start ({last.strip()[:300]}).", f"The whole story is in {log}.")


def refuse_in_production() -> None:
    """The embedded servers are for local runs and tests. Raises Trouble where real people's files are."""
    if os.environ.get("WAYHOME_MODE") == "production":
        raise Trouble(
            "The embedded servers never run with WAYHOME_MODE=production.",
            "Set DATABASE_URL and REDIS_URL to servers of your own, or unset WAYHOME_MODE.",
        )
