"""Lock everything, or one office, from the server's console (domain/practice.md P34)."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import acting, actions
from accounts.models import LockdownReason, Office
from vault import shares


class Command(BaseCommand):
    """`manage.py lock_down [--office CODE] --reason raid [--remove-root]`."""

    help = "Freeze the installation, or one office; people reopen it on the page Lockdown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", default="", help="The office's code name; without it, everything.")
        parser.add_argument("--reason", required=True, choices=LockdownReason.values)
        parser.add_argument(
            "--remove-root",
            action="store_true",
            help="Also overwrite and delete the root key's file: only the officers' shares bring it back.",
        )
        parser.add_argument(
            "--without-rehearsal",
            action="store_true",
            help="Remove the root key although nobody has rehearsed to bring it back: every file may be lost.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(code_name=options["office"]).first() if options["office"] else None
        if options["office"] and office is None:
            raise CommandError("There is no office of this code name.")
        root = self._root(options) if options["remove_root"] else None
        try:
            with acting.as_system("", label="command:lock_down"):
                actions.lock_down(actor=None, office=office, reason=options["reason"])
        except actions.AlreadyLocked:
            self.stdout.write("This is locked down already.")
        else:
            self.stdout.write("Locked down. Everybody concerned is signed out; processes that held keys end.")
        if root is not None:
            _overwrite(root)
            self.stdout.write("The root key is gone from this machine. root_shares recover brings it back.")

    @staticmethod
    def _root(options: dict[str, Any]) -> Path:
        """The file to remove. Raises CommandError before anything is locked."""
        scheme, _, place = settings.VAULT_ROOT_KEY.partition(":")
        if scheme != "file" or not Path(place).is_file():
            raise CommandError("The root key is not in a file here: remove it where VAULT_ROOT_KEY points.")
        if options["office"]:
            raise CommandError("The root key opens every office: remove it in a lockdown of everything only.")
        if shares.missing_rehearsal() and not options["without_rehearsal"]:
            raise CommandError(
                "Nobody has rehearsed to bring the root key back (manage.py root_shares rehearse). "
                "Add --without-rehearsal if losing every file is the smaller harm."
            )
        return Path(place)


def _overwrite(path: Path) -> None:
    """Write over a file's bytes and delete it. A copying or flash file system may keep older bytes."""
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        file.write(os.urandom(size))
        os.fsync(file.fileno())
    path.unlink()
