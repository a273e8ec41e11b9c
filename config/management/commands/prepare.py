"""Bring the database up to date in one process: migrations as the owner, the rest as the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from vault.row_checks import loose_tables


class Command(BaseCommand):
    """`manage.py prepare`: migrate (DATABASE_OWNER_URL), make the vault's first keys, seed the cast and 20 cases."""

    help = "Migrate as the owner's role, make the vault's first keys and seed the beginning of the demonstration world."
    # The checks look at what this command is about to make.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-world", action="store_true", help="Leave the demonstration world out.")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("init_vault")
        with as_owner():
            call_command("sync_row_security")
        if loose := loose_tables():
            raise CommandError(f"Row security is not forced on {', '.join(loose)}.")
        if settings.DEMONSTRATION and not options["no_world"] and "seed" in get_commands():
            call_command("seed", "--first")


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the database's owner (DATABASE_OWNER_URL) for the time of the block."""
    ordinary = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(environ.FileAwareEnv().db("DATABASE_OWNER_URL"))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(ordinary)
