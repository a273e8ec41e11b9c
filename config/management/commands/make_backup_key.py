"""manage.py make_backup_key FILE: the key that backups are encrypted to. Run it on a machine that is not connected."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vault import backup_envelope


class Command(BaseCommand):
    help = "Write a new recipient key to FILE (0600) and print its public half, which BACKUP_RECIPIENT wants."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            recipient = backup_envelope.make_identity(options["file"])
        except FileExistsError:
            raise CommandError(f"{options['file']} exists already: a key is never overwritten.") from None
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be written: {problem.strerror}.") from None
        self.stdout.write(f"BACKUP_RECIPIENT={recipient.raw.hex()}")
        self.stderr.write(
            f"Keep {options['file']} away from this machine, twice. Without it no backup can be read."
        )
