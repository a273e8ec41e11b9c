"""The inside of a locked child process. Started by vault/locked.py; only the standard library is imported.

A job is a module with `prepare()` (its slow imports) and `work(header, body)`, which gives a header and a
body back. It runs with no environment, no database, no keys and no privileges; without network and on a
read-only file system, from which process list and state folders are hidden, where the kernel lets it; within
bounds of time and memory. What it cannot or will not do it says in one word by raising Refused.

A job may run a program (`run`) where who started it gave it processes; the program has the same bounds, each for
itself, and dies with the child. Its files lie in /dev/shm, which is memory of the child's own.

Both directions of the pipe: eight bytes with the header's length, the header as JSON, then the body.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
SYS_MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = 442, -100, 0x8000, 1
CAPABILITY_VERSION_3 = 0x20080522
ROOM = 64 << 20
FILE_BYTES = 16 << 20
MEMORY_FOLDER = "/dev/shm"  # noqa: S108  # of the child's own

# Exit codes that vault/locked.py reads.
REFUSED, BROKEN = 3, 5
# What a job is refused with that must be locked in wholly, where this machine cannot.
UNCONFINED = "unconfined"


class Refused(Exception):
    """The job will not be done; the code is one word and says nothing of the content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A message as it goes through the pipe."""
    head = json.dumps(header).encode()
    return struct.pack(">Q", len(head)) + head + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """Undo `pack`. Raises ValueError for anything else."""
    if len(message) < 8:
        raise ValueError("no message")
    (length,) = struct.unpack(">Q", message[:8])
    header = json.loads(message[8 : 8 + length])
    if not isinstance(header, dict):
        raise ValueError("no header")
    return header, message[8 + length :]


def limit(cpu_seconds: int, memory_bytes: int, file_bytes: int = FILE_BYTES, processes: int = 0) -> None:
    """Bounds on time, memory, file size, processes (with their threads) and core dumps."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def run(command: list[str]) -> tuple[int, bytes]:
    """Run a program of this machine inside the child: its exit code and what it wrote. Nothing it says is kept."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_the_child,
        check=False,
    )
    return done.returncode, done.stdout


def _die_with_the_child() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(10)  # people wait for pages, nobody for this


def leave_network() -> bool:
    """A network of its own with nothing in it. True when the kernel allowed it."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Root may leave the network as it is; anybody else needs a user namespace first.
    extra = 0 if os.geteuid() == 0 else CLONE_NEWUSER
    return libc.unshare(CLONE_NEWNET | CLONE_NEWNS | extra) == 0 or (
        extra == 0 and libc.unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUSER) == 0
    )


def lock_files(hidden: list[str], room: int = ROOM) -> bool:
    """Everything read-only but a small /dev/shm of `room` bytes, and `hidden` folders empty. Needs a mount namespace.

    Not /tmp: the checkout and its packages may lie below it, and would disappear.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(
        source: bytes | None, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None
    ) -> bool:
        return bool(libc.mount(source, target, kind, flags, data) == 0)

    def empty(folder: str) -> bool:
        return mount(b"none", os.fsencode(folder), b"tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, b"size=4k")

    return (
        mount(None, b"/", None, MS_REC | MS_PRIVATE)
        and (_read_only_everywhere(libc) or _read_only_root(mount))
        and mount(b"none", os.fsencode(MEMORY_FOLDER), b"tmpfs", MS_NOSUID | MS_NODEV, b"size=%d" % room)
        and all(empty(folder) for folder in hidden if Path(folder).is_dir())
    )


def _read_only_everywhere(libc: Any) -> bool:
    """Every mount below the root at once (Linux 5.12 and newer)."""
    attributes = struct.pack("=4Q", MOUNT_ATTR_RDONLY, 0, 0, 0)
    path = ctypes.c_char_p(b"/")
    return bool(
        libc.syscall(
            SYS_MOUNT_SETATTR, AT_FDCWD, path, AT_RECURSIVE, ctypes.c_char_p(attributes), len(attributes)
        )
        == 0
    )


def _read_only_root(mount: Any) -> bool:
    """The root's own mount, for older kernels."""
    return bool(
        mount(b"/", b"/", None, MS_BIND | MS_REC)
        and mount(None, b"/", None, MS_REMOUNT | MS_BIND | MS_RDONLY)
    )


def drop_privileges() -> bool:
    """No capability left, and none to be gained."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    nothing = struct.pack("=6I", *(0,) * 6)
    return bool(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.capset(header, nothing) == 0)


def confine(hidden: list[str], room: int = ROOM) -> dict[str, bool]:
    """Leave the network and lock the files as far as this machine allows; says what it could."""
    network = leave_network()
    files = network and lock_files(hidden, room)
    return {"network": network, "files": files, "privileges": drop_privileges()}


def fail(code: int, reason: str) -> NoReturn:
    """End with a code and one word; never with a message that may hold text of the content."""
    sys.stderr.write(reason)
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Confine, load the job while the parent still prepares, read, work, answer. Arguments: job, limits as JSON."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker that is killed takes its child along
    name, limits = sys.argv[1], json.loads(sys.argv[2])
    room, processes = limits.get("room", 0), limits.get("processes", 0)
    confined = confine(limits["hidden"], room or ROOM)
    if name == "probe":
        sys.stdout.buffer.write(pack(confined))
        return
    if limits.get("strict") and not all(confined.values()):
        fail(REFUSED, UNCONFINED)
    limit(limits["seconds"], limits["memory"], room or FILE_BYTES, processes)
    out = os.dup(1)
    os.dup2(2, 1)  # nothing a library prints may get into the answer
    answer = _answer(name, sys.stdin.buffer)
    with os.fdopen(out, "wb") as pipe:
        pipe.write(answer)


def _answer(name: str, pipe: BinaryIO) -> bytes:
    try:
        job = importlib.import_module(name)
        job.prepare()
        return pack(*job.work(*unpack(pipe.read())))
    except Refused as refused:
        fail(REFUSED, refused.code)
    except MemoryError:
        fail(BROKEN, "memory")
    except Exception as problem:
        fail(BROKEN, type(problem).__name__)
