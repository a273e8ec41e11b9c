"""`manage.py drop_audit`: let the events of old seals go; their roots stay and go on being checked."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.connect import open_connection
from audit.drops import Dropper, NothingToDrop, digest
from vault import signing


class Command(BaseCommand):
    """Runs where the sealer runs: with its database role and its key. Without --approval it only counts."""

    help = "Drop the events of seals older than AUDIT_KEEP_DAYS, seal by seal, under a signed record."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--approval", type=uuid.UUID, help="the agreement of two persons this is done under"
        )
        parser.add_argument("--keep-days", type=int, default=settings.AUDIT_KEEP_DAYS)

    def handle(self, *args: Any, approval: uuid.UUID | None, keep_days: int, **options: Any) -> None:
        if keep_days < settings.AUDIT_KEEP_DAYS:
            raise CommandError(f"Events are kept for {settings.AUDIT_KEEP_DAYS} days (AUDIT_KEEP_DAYS).")
        self.verbosity = int(options["verbosity"])
        link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
        try:
            self._drop(Dropper(link, keep_days), approval)
        finally:
            link.close()

    def _drop(self, dropper: Dropper, approval: uuid.UUID | None) -> None:
        old = dropper.due()
        self.stdout.write(f"{len(old)} seals over {sum(seal.count for seal in old)} events are old enough.")
        if approval is None:
            self.stdout.write("Nothing was dropped: give --approval with the agreement this is done under.")
            return
        try:
            record = dropper.record(
                old, approval, signing.load(settings.AUDIT_SIGNING_KEY), settings.AUDIT_CHECKPOINTS
            )
        except NothingToDrop:
            self.stdout.write("Nothing new is recorded; what an earlier record names is finished.")
        else:
            self.stdout.write(f"Recorded as {record.n} ({digest(record)}) under {approval}.")
        total = 0
        for number, gone in dropper.carry_out():
            total += gone
            if self.verbosity > 1:
                self.stdout.write(f"Seal {number}: {gone} events dropped.")
        self.stdout.write(
            f"{total} events were dropped. Their seals stay; verify_audit goes on checking them."
        )
