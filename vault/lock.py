"""Lockdown of the vault: every key but those for signing in and for the audit stays wrapped.

The mark stands in the database, so it holds for every process and every start. A process that already
holds keys notices within a second (`watch`), forgets them and ends: memory that Python cannot be made to
overwrite goes back to the system, and what is started in its place reads the mark first.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.utils import timezone

from vault import ring
from vault.models import Deployment

log = logging.getLogger("wayhome.vault")
LOOK_EVERY = 1.0


def lock() -> None:
    """Lock from the end of this transaction on; every process looks at its ring anew."""
    with ring.changing() as described:
        if described.locked_at is None:
            Deployment.objects.update(locked_at=timezone.now())


def unlock() -> None:
    """Let keys be opened again. Who may is decided above (accounts/actions/lockdown.py)."""
    with ring.changing():
        Deployment.objects.update(locked_at=None)


def is_locked() -> bool:
    """True while the installation is locked down."""
    return Deployment.objects.filter(locked_at__isnull=False).exists()


def watch(end: Callable[[], None]) -> threading.Thread:
    """Look once a second, in a thread of its own, whether to lock; then forget all keys and call `end`."""

    def look() -> None:
        while True:
            time.sleep(LOOK_EVERY)
            try:
                wanted = ring.holds_more_than_locked() and is_locked()
            except DatabaseError:
                wanted = False  # nothing can be opened without the database either
            finally:
                connection.close_if_unusable_or_obsolete()
            if wanted:
                ring.forget()
                log.warning("vault.locked")
                end()
                return

    thread = threading.Thread(target=look, name="vault watch", daemon=True)
    thread.start()
    return thread
