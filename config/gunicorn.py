"""How gunicorn serves the pages, here and in production (`gunicorn --config python:config.gunicorn config.wsgi`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gunicorn import glogging

bind = os.environ.get("WAYHOME_BIND", "127.0.0.1:8000").split(",")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# One import of the application for all workers: less memory, and a start that fails does so once.
preload_app = True
graceful_timeout = 5
timeout = 60
control_socket_disable = True
# The heartbeat file: never on a disk, and there when the root file system is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes a file of its own
# Paths and addresses are nobody's business: config/logs.py writes the request log by allow-list.
accesslog = None


class HouseLogger(glogging.Logger):
    """Leaves gunicorn's own lines to the handlers of config/logs.py."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """What could not be read as HTTP is told without its words and without the caller's address."""
        if msg.startswith("Invalid request from"):
            msg, args = "A request that is not HTTP, or too long, was refused.", ()
        super().warning(msg, *args, **kwargs)


logger_class = HouseLogger


def on_starting(server: Any) -> None:
    """Refuse to serve when a check fails. Raises RuntimeError, which gunicorn prints before it ends."""
    from config.refusing import refuse_unsafe

    refuse_unsafe(server.log.warning)


def post_worker_init(worker: Any) -> None:
    """A process that holds keys ends in a lockdown; gunicorn starts another one in its place, which gets none."""
    import signal

    from vault import lock

    lock.watch(lambda: os.kill(os.getpid(), signal.SIGTERM))
