"""A process that holds keys loses them in a lockdown, by ending; the next one is not given them."""

from __future__ import annotations

import subprocess
import sys

from vault import lock, ring

HOLDS_KEYS = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from vault import lock, ring
print("identity" if ring.get().active.get("kek.identity") else "none", flush=True)
lock.watch(lambda: os._exit(7))
time.sleep(30)
"""


def start() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", HOLDS_KEYS], stdout=subprocess.PIPE, text=True)


def test_a_process_with_keys_ends_and_the_next_gets_none(live_db: str) -> None:
    first = start()
    assert first.stdout is not None and first.stdout.readline().strip() == "identity"
    lock.lock()
    assert first.wait(20) == 7
    second = start()
    try:
        assert second.stdout is not None and second.stdout.readline().strip() == "none"
    finally:
        second.kill()
        second.wait()
    lock.unlock()
    ring.forget()
    assert ring.get().active["kek.identity"]
