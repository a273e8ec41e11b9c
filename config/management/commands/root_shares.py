"""`manage.py root_shares …`: the root key among officers. See docs/operations.md, Keys.

Shares are shown on a screen and typed in; nothing here writes one into a file, a log or the database.
"""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from accounts import acting, approvals
from audit import events
from config.operations import deeds
from vault import root, shares
from vault.envelope import VaultError
from vault.models import Deployment

# Clears the screen and what could be scrolled back to.
CLEAR = "\033[3J\033[2J\033[H"


class Command(BaseCommand):
    """split: a share for each officer. rehearse: do they fit? recover: write the root key's file from them."""

    help = "Split the root key among officers, rehearse putting it together, recover it."
    # The root key may be what is missing.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        split = parts.add_parser("split", help="show each officer a share, once")
        split.add_argument("--threshold", type=int, required=True, help="how many officers are needed")
        split.add_argument("--officers", type=int, required=True, help="how many there are")
        split.add_argument("--dry-run", action="store_true", help="say what would happen")
        split.add_argument("--alone", choices=deeds.AloneReason.values, default="")
        split.add_argument(
            "--not-a-screen", action="store_true", help="show shares although the output is no terminal"
        )
        parts.add_parser("rehearse", help="put the key together, compare, record; change nothing")
        recover = parts.add_parser("recover", help="write a root key file from shares")
        recover.add_argument("path", type=Path, help="the file to write; it must not exist")
        recover.add_argument(
            "--unchecked", action="store_true", help="the database cannot be asked: trust the shares"
        )

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        try:
            with acting.as_system("keys", label=f"command:root_shares.{part}"):
                getattr(self, part)(**options)
        except approvals.NotApproved:
            raise CommandError(
                "Two people decide this: ask on the page /operations/keys/ first, or give --alone with a reason."
            ) from None
        except (VaultError, FileExistsError) as problem:
            raise CommandError(str(problem)) from None

    def split(
        self, threshold: int, officers: int, dry_run: bool, alone: str, not_a_screen: bool, **options: Any
    ) -> None:
        made = shares.split(self._root().disclose(), threshold, officers)
        if dry_run:
            self.stdout.write(
                f"{officers} shares would be shown, one officer at a time; {threshold} of them open everything."
                " Nothing was shown or changed."
            )
            return
        if not (not_a_screen or sys.stdout.isatty()):
            raise CommandError("Shares are shown on a screen and nowhere else: run this in a terminal.")
        with transaction.atomic():
            deeds.authorise_root("split", alone)
            shares.note_split(threshold, officers, made[0])
            events.record("root.split", facts={"number": threshold, "count": officers})
        for number, share in enumerate(made, 1):
            self._show(number, officers, share)
        self.stdout.write("Done. Now: manage.py root_shares rehearse, with the officers and their papers.")

    def _show(self, number: int, officers: int, share: str) -> None:
        """One officer's share, alone on the screen."""
        input(f"Officer {number} of {officers}: everybody else looks away. Press Enter. ")
        words = share.split()
        for start in range(0, len(words), 4):
            self.stdout.write(
                "  ".join(f"{n:2} {word:10}" for n, word in enumerate(words[start : start + 4], start + 1))
            )
        input("Write all words down in their order, compare, then press Enter: the screen is cleared. ")
        self.stdout.write(CLEAR)

    def rehearse(self, **options: Any) -> None:
        given = self._ask()
        if not shares.is_root(shares.combine(given)):
            raise CommandError(
                "These shares fit together, but what they make is not the root key of this installation."
            )
        with transaction.atomic():
            quorum = shares.note_rehearsal(given[0])
            events.record("root.rehearsed", facts={"number": quorum.threshold})
        self.stdout.write("These shares make the root key of this installation. The rehearsal is recorded.")

    def recover(self, path: Path, unchecked: bool, **options: Any) -> None:
        secret = shares.combine(self._ask())
        if not unchecked and not self._asking_the_database(lambda: shares.is_root(secret)):
            raise CommandError("What these shares make is not the root key of this installation's database.")
        root.generate_root_file(path, secret)
        self.stdout.write(f"Written: {path}. VAULT_ROOT_KEY=file:{path} opens this installation.")
        if not unchecked:
            # The audit's own key hangs on the root that was lost: it is read from the new file.
            settings.VAULT_ROOT_KEY = f"file:{path}"
            events.record("root.recovered", facts={"number": shares.described(self.first).threshold})

    @staticmethod
    def _asking_the_database(question: Callable[[], bool]) -> bool:
        try:
            return question()
        except (DatabaseError, Deployment.DoesNotExist):
            raise CommandError(
                "The database cannot be asked whether this is its root key: add --unchecked."
            ) from None

    def _ask(self) -> list[str]:
        """Let officers type their shares, unseen, until there are enough; a mistyped one is asked for again."""
        given: list[str] = []
        needed = 1
        while len(given) < needed:
            typed = " ".join(getpass.getpass(f"Share {len(given) + 1}: ").split()).lower()
            if not typed:
                raise CommandError("Nothing was typed. Nothing was changed.")
            try:
                told = shares.described(typed)
            except root.RootKeyError as problem:
                self.stdout.write(f"{problem} Type it again, or nothing to stop.")
                continue
            given.append(typed)
            needed = shares.described(given[0]).threshold
            self.stdout.write(f"Share {told.number} is whole; {max(0, needed - len(given))} more.")
        self.first = given[0]
        return given

    @staticmethod
    def _root() -> root.RootProvider:
        return root.of_check_value(bytes(Deployment.objects.get().root_check))
