"""Is this container's program well? `python docker/healthy.py web|worker|beat|sealer`, exit status 0 or 1."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SILENCE_SECONDS = 600
STATE = Path(os.environ["WAYHOME_STATE"])


def web() -> bool:
    """The health page answers; the proxy's header says that the outside is encrypted."""
    port = os.environ["WAYHOME_BIND"].rpartition(":")[2]
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - our own address
        return bool(response.status == 200)


def worker() -> bool:
    """The worker answers a ping over the broker."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "inspect", "ping", "--timeout", "5"]
    node = f"celery@{os.uname().nodename}"
    return subprocess.run([*command, "--destination", node], capture_output=True, check=False).returncode == 0


def beat() -> bool:
    """beat writes down what it has sent every few minutes."""
    return _written_lately(STATE, "beat-schedule*")


def sealer() -> bool:
    """An idle sealer signs a heartbeat every five minutes and notes it in the checkpoint file."""
    return _written_lately(STATE / "checkpoints", "*.jsonl")


def _written_lately(folder: Path, names: str) -> bool:
    written = [path.stat().st_mtime for path in folder.glob(names)]
    return bool(written) and time.time() - max(written) < SILENCE_SECONDS


if __name__ == "__main__":
    program = {"web": web, "worker": worker, "beat": beat, "sealer": sealer}[sys.argv[1]]
    try:
        sys.exit(0 if program() else 1)
    except OSError:
        sys.exit(1)
