"""manage.py restore BULK KEYS --identity FILE: into the empty database of DATABASE_URL and DATABASE_OWNER_URL."""

from pathlib import Path
from typing import Any

import environ
import psycopg2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config.backup import making, restoring
from config.backup.parts import BULK, KEYS, Part
from config.backup.programs import ProgramFailed
from config.embedded.trouble import Trouble
from vault.backup_envelope import Identity
from vault.envelope import VaultError


class Command(BaseCommand):
    """Exit status: 0 restored; 1 it cannot run here; 2 the backup is not to be trusted; 3 the content differs."""

    help = "Restore a backup into an empty database, and erase again what was erased since it was made."
    # The database they look at is what this command makes.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bulk", type=Path)
        parser.add_argument("keys", type=Path, help="the newest key part, not necessarily the bulk's own")
        parser.add_argument("--identity", type=Path, required=True, help="the recipient's private key")
        parser.add_argument(
            "--ledger", type=Path, action="append", default=[], help="another copy of the ledger"
        )
        parser.add_argument(
            "--accept-old-keys", action="store_true", help="no newer key part exists any more"
        )
        parser.add_argument("--dry-run", action="store_true", help="check both files only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sources = restoring.Sources(
                Part.of(options["bulk"], BULK),
                Part.of(options["keys"], KEYS),
                Identity.from_file(options["identity"]),
                options["ledger"],
            )
            rules = {
                "accept_old_keys": options["accept_old_keys"],
                "keep_days": settings.BACKUP_KEY_DAYS_MOST,
            }
            if options["dry_run"]:
                restoring.check_files(sources.bulk, sources.keys, **rules)
                for part in (sources.bulk, sources.keys):
                    for _piece in part.content(sources.identity)[1]:
                        pass
                self.stdout.write(
                    "Both files are whole, and this installation wrote them. Nothing was restored."
                )
                return
            owner = environ.FileAwareEnv().str("DATABASE_OWNER_URL", default="")
            done = restoring.restore(sources, owner_url=owner, say=self.stdout.write, **rules)
        except VaultError as problem:
            raise CommandError(f"Not restored: {making.problem_words(problem)}", returncode=2) from None
        except restoring.Differs as problem:
            raise CommandError(f"Not what was backed up: {problem}", returncode=3) from None
        except (
            *(Trouble, ProgramFailed, OSError, restoring.NotEmpty),
            *(psycopg2.Error, DatabaseError, ImproperlyConfigured),
        ) as problem:
            raise CommandError(f"Not restored: {making.problem_words(problem)}") from None
        self._tell(done)

    def _tell(self, done: restoring.Restored) -> None:
        self.stdout.write(
            f"{done.rows} rows; {done.unused_keys} keys without a record dropped; epoch {done.epoch}."
        )
        if done.checkpoints_moved_to:
            self.stdout.write(
                f"The checkpoint file knew of later seals: it is {done.checkpoints_moved_to} now, keep it as evidence."
            )
        self.stdout.write("Restored. Start the programs; run check_vault --open when there is time.")
