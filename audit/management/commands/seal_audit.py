"""`manage.py seal_audit`: the sealer's process."""

import logging
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.checkpoints import CheckpointFile
from audit.connect import open_connection
from audit.sealer import AlreadySealing, ClockWentBack, Sealer
from vault import signing

log = logging.getLogger("wayhome.audit")

INTERVAL_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


class Command(BaseCommand):
    """Seals finished events every second until it is told to stop; with --once, one time."""

    help = "Seal finished audit events with signed Merkle roots."
    # Its database role may see the audit and nothing else: Django's own checks would ask for more.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="seal what is finished, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self.key = signing.load(settings.AUDIT_SIGNING_KEY)
        if once:
            self._once()
        else:
            self._loop()

    def _sealer(self) -> Sealer:
        link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
        sealer = Sealer(link, self.key, CheckpointFile(settings.AUDIT_CHECKPOINTS))
        try:
            sealer.start()
        except BaseException:
            link.close()
            raise
        return sealer

    def _once(self) -> None:
        try:
            sealer = self._sealer()
            try:
                sealer.once()
            finally:
                sealer.link.close()
        except (AlreadySealing, ClockWentBack) as problem:
            raise CommandError(str(problem)) from problem

    def _loop(self) -> None:
        """Until SIGTERM or SIGINT. A lost database is waited for; a second sealer is refused."""
        stop = threading.Event()

        def on_signal(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        pause = INTERVAL_SECONDS
        while not stop.is_set():
            try:
                self._seal_until(stop)
            except AlreadySealing as problem:
                raise CommandError(str(problem)) from problem
            except (psycopg2.Error, ClockWentBack, OSError) as problem:
                log.error("sealing stopped and will be tried again", extra={"code": type(problem).__name__})
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                pause = INTERVAL_SECONDS

    def _seal_until(self, stop: threading.Event) -> None:
        sealer = self._sealer()
        try:
            while not stop.is_set():
                sealer.once()
                stop.wait(INTERVAL_SECONDS)
        finally:
            sealer.link.close()
