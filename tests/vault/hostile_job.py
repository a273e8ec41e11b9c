"""A job that misbehaves in a locked child; what it was able to do is its answer."""

import ctypes
import os
import socket
import time
from pathlib import Path
from typing import Any

from vault.locked_child import Refused, run


def prepare() -> None:
    """Nothing to load."""


def work(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one mischief; the answer says whether it went through."""
    return {"did": bool(globals()[header["do"]](header.get("with", "")))}, body


def echo(_what: str) -> bool:
    return True


def environment(_what: str) -> bool:
    return bool({"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "VAULT_ROOT_KEY"} & set(os.environ))


def connect(port: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(port)), timeout=2).close()
    except OSError:
        return False
    return True


def write(path: str) -> bool:
    try:
        Path(path).write_bytes(b"was here")
    except OSError:
        return False
    return True


def read(path: str) -> bool:
    try:
        return bool(Path(path).read_bytes())
    except OSError:
        return False


def processes(_what: str) -> bool:
    return any(Path("/proc").iterdir())


def remount(_what: str) -> bool:
    writable_bind = 32 | 4096  # MS_REMOUNT | MS_BIND, without MS_RDONLY
    return ctypes.CDLL(None).mount(None, b"/", None, writable_bind, None) == 0


def memory(_what: str) -> bool:
    return bool(bytearray(2 << 30))


def idle(_what: str) -> bool:
    time.sleep(60)
    return True


def spin(_what: str) -> bool:
    while True:
        pass


def refuse(_what: str) -> bool:
    raise Refused("because")


def shout(what: str) -> bool:
    raise ValueError(what)


def program(words: str) -> bool:
    """Run a program of the machine; whether it could, and wrote what was asked."""
    try:
        code, said = run(words.split())
    except OSError:
        return False
    return code == 0 and bool(said)


def program_of(words: list[str]) -> bool:
    """The same of words that hold blanks."""
    code, said = run(words)
    return code == 0 and bool(said)


def large_file(megabytes: str) -> bool:
    try:
        Path("/dev/shm/large").write_bytes(bytes(int(megabytes) << 20))  # noqa: S108  # the child's own
    except OSError:
        return False
    return True
