"""manage.py sync_row_security: PostgreSQL's copy of the key that row contexts are signed with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from vault import row_keys
from vault.envelope import VaultError


class Command(BaseCommand):
    """Run as the owner's role, by `prepare`, after a restore, and with --rotate to replace the key."""

    help = "Copy the ring's keys for row contexts to PostgreSQL, as the owner's role; --rotate makes a new one first."
    # The checks look at what this command is about to make.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rotate", action="store_true", help="make a new version; the last one stays valid"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            versions = row_keys.rotate() if options["rotate"] else row_keys.synchronise()
        except VaultError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Row contexts are signed with version {versions[0]} of their key.")
