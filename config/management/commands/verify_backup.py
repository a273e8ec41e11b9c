"""manage.py verify_backup BULK KEYS --identity FILE: restore into a scratch cluster and open everything."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from accounts import acting
from audit import events
from config.backup import restoring, verifying
from config.backup.parts import BULK, KEYS, Part
from config.embedded.trouble import Trouble
from vault.backup_envelope import Identity, file_hash
from vault.envelope import VaultError
from vault.models import BackupRun


class Command(BaseCommand):
    """Exit status: 0 everything opens; 1 it cannot be tried here; 2 the backup is not to be trusted."""

    help = "Check both parts, restore them into a scratch cluster, open every row and compare every count."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bulk", type=Path)
        parser.add_argument("keys", type=Path)
        parser.add_argument("--identity", type=Path, help="the recipient's private key; not for a dry run")
        parser.add_argument("--accept-old-keys", action="store_true")
        parser.add_argument(
            "--dry-run", action="store_true", help="check by the root key that both files are ours"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"] and options["identity"] is None:
            raise CommandError("--identity is missing: only a dry run does without the recipient's key.")
        try:
            bulk, key_part = Part.of(options["bulk"], BULK), Part.of(options["keys"], KEYS)
            if not options["dry_run"]:
                Identity.from_file(options["identity"])
            restoring.check_files(
                bulk,
                key_part,
                accept_old_keys=options["accept_old_keys"],
                keep_days=settings.BACKUP_KEY_DAYS_MOST,
            )
            self.stdout.write("Both files are whole, and this installation wrote them.")
            if not options["dry_run"]:
                verifying.try_out(self._arguments(options), self.stdout.write)
        except (VaultError, verifying.Refused) as problem:
            raise CommandError(f"This backup is not to be trusted: {problem}", returncode=2) from None
        except (Trouble, OSError) as problem:
            raise CommandError(f"It cannot be tried here: {problem}") from None
        if not options["dry_run"]:
            self._note(options["bulk"])
            self.stdout.write("Everything in this backup opens.")

    @staticmethod
    def _arguments(options: dict[str, Any]) -> list[str]:
        files = [str(options[name].absolute()) for name in ("bulk", "keys")]
        more = ["--accept-old-keys"] if options["accept_old_keys"] else []
        return [*files, "--identity", str(options["identity"].absolute()), *more]

    def _note(self, bulk: Path) -> None:
        """Let the operations page say so, where this machine reaches the installation's database."""
        digest = file_hash(bulk)
        try:
            with acting.as_system("", label="verify_backup"):
                BackupRun.objects.filter(bulk_sha256=digest).update(verified_at=timezone.now())
                events.record("backup.verified", facts={"file_hash": digest})
        except DatabaseError:
            self.stderr.write("The installation's database is not reached from here: note the date by hand.")
