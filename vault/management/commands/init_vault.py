"""manage.py init_vault: the first keys of an installation. Changes nothing that is there."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vault import ring, root
from vault.envelope import VaultError
from vault.models import RingKey


class Command(BaseCommand):
    help = "Make the root key's file if this installation has no keys at all, and whatever keys are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._root_file()
            made = ring.initialise()
        except VaultError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Keys made: {', '.join(made)}." if made else "All keys are there.")

    def _root_file(self) -> None:
        """A lost root key is never replaced by a new one: what the old one sealed would be lost for good."""
        scheme, _, rest = settings.VAULT_ROOT_KEY.partition(":")
        if scheme != "file" or Path(rest).exists():
            return
        if RingKey.objects.exists():
            raise CommandError(f"The root key file is missing: {rest}. Restore it; a new one opens nothing.")
        root.generate_root_file(Path(rest))
        self.stdout.write(f"Root key made: {rest}. Keep a copy of it away from this machine.")
