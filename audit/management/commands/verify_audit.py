"""`manage.py verify_audit`: is the audit what was written?"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit import case_states, context, events
from audit.checkpoints import public_keys
from audit.connect import connected
from audit.seals import Seal
from audit.verification import Report, Verifier
from vault import keys, manifest, rows
from vault.envelope import VaultError
from vault.models import Manifest


class Command(BaseCommand):
    """Checks every event and seal; the exit status is 0 if all is well, 1 if something is wrong."""

    help = "Check every audit event against its code and every range of events against its signed seal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", type=Path, metavar="FILE", help="a checkpoint file kept elsewhere")
        parser.add_argument(
            "--cases", action="store_true", help="look for cases put back to an earlier state, too"
        )

    def handle(self, *args: Any, against: Path | None, cases: bool, **options: Any) -> None:
        outside: Path = against or settings.AUDIT_CHECKPOINTS
        witness = _read(outside) if against or outside.exists() else []
        known = public_keys(outside) | public_keys(settings.AUDIT_CHECKPOINTS)
        with (
            keys.session(),
            connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        ):
            report = Verifier(link, self._code(), known, witness).run()
            if cases:
                report.problems += case_states.problems(case_states.noted(link), _present())
        self._tell(report)
        with context.acting(system="command:verify_audit"):
            events.record(
                "audit.verified",
                facts={"count": report.events, "seals": report.seals, "problems": len(report.problems)},
                result="failed" if report.problems else "done",
            )
        if report.problems:
            sys.exit(1)

    def _code(self) -> Callable[[bytes, int], bytes] | None:
        try:
            keys.audit_mac(b"")
        except VaultError:
            self.stdout.write(
                "The vault is closed here: the codes of the events are not checked, only their seals."
            )
            return None
        return keys.audit_codes()

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.events} events and {report.seals} seals were checked; {report.unsealed} events are not sealed yet."
        )
        if report.dropped:
            self.stdout.write(f"{report.dropped} events were dropped by whole seals under a signed record.")
        for sentence in (*report.warnings, *report.problems):
            self.stdout.write(sentence)
        self.stdout.write(
            "Nothing was changed, added or removed."
            if not report.problems
            else f"Problems: {len(report.problems)}."
        )


def _present() -> dict[str, tuple[int, str]]:
    """Serial and digest of every case as its manifest has them now; check_vault says which are to be believed."""
    found = {}
    with rows.entered(rows.system("verify_audit")), transaction.atomic():
        for scope, payload in Manifest.objects.values_list("scope", "payload").iterator(chunk_size=5000):
            serial, digest = manifest.state_of(bytes(payload))
            found[str(scope)] = serial, digest.hex()
    return found


def _read(path: Path) -> list[Seal]:
    """The seals of a checkpoint file; its last line may be cut off, no other."""
    try:
        lines = path.read_text().splitlines()
    except OSError as problem:
        raise CommandError(f"The checkpoint file cannot be read: {problem.strerror}.") from problem
    found = []
    for position, line in enumerate(lines, 1):
        try:
            found.append(Seal.from_line(line))
        except ValueError as problem:
            if position < len(lines):
                raise CommandError(f"Line {position} of the checkpoint file is not a seal.") from problem
    return found
