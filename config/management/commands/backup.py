"""manage.py backup: both parts into BACKUP_FOLDER, encrypted to BACKUP_RECIPIENT."""

from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts import acting
from config.backup import making
from config.backup.programs import ProgramFailed
from config.embedded.trouble import Trouble
from vault.backup_envelope import Recipient
from vault.envelope import VaultError


class Command(BaseCommand):
    """Exit status: 0 a backup was made; 1 it could not be made, and nothing was left half-written."""

    help = "Back up the database in two parts (data, keys), from one snapshot, encrypted to a key kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BACKUP_FOLDER)
        parser.add_argument("--recipient", default=settings.BACKUP_RECIPIENT, help="64 hexadecimal digits")
        parser.add_argument("--keep-days", type=int, default=settings.BACKUP_KEY_DAYS)
        parser.add_argument("--keep-newest", type=int, default=settings.BACKUP_KEY_NEWEST)
        parser.add_argument("--dry-run", action="store_true", help="say what would be written and removed")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["recipient"]:
            raise CommandError("BACKUP_RECIPIENT is not set: make a key with manage.py make_backup_key.")
        if not 1 <= options["keep_days"] <= settings.BACKUP_KEY_DAYS_MOST:
            raise CommandError(
                f"Key parts are kept 1 to {settings.BACKUP_KEY_DAYS_MOST} days: erasing relies on it."
            )
        try:
            with acting.as_system("", label="backup"):
                made = making.make(
                    options["folder"],
                    Recipient.from_text(options["recipient"]),
                    keep_days=options["keep_days"],
                    keep_newest=options["keep_newest"],
                    dry_run=options["dry_run"],
                    say=self.stdout.write,
                )
        except (
            *(Trouble, VaultError, ProgramFailed, OSError),
            *(psycopg2.Error, DatabaseError, ImproperlyConfigured),
        ) as problem:
            raise CommandError(f"No backup was made: {making.problem_words(problem)}") from None
        verb = "would be " if options["dry_run"] else ""
        for path in made.removed:
            self.stdout.write(f"Key part {path.name} {verb}removed.")
        self.stdout.write(f"Backup {verb}made: {made.bulk} and {made.keys}.")
