"""`manage.py prove_event NUMBER`: a proof for a court that one event was sealed, and the program that checks it."""

from argparse import ArgumentParser
from pathlib import Path
from shutil import copyfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit import context, events
from audit.connect import connected
from audit.proof import NotProvable, as_json, prove

PROGRAM = Path(__file__).resolve().parent.parent.parent / "court" / "verify_event.py"


class Command(BaseCommand):
    """Writes event-NUMBER.json and verify_event.py into a folder. The public key is handed over by somebody else."""

    help = (
        "Write a self-contained proof that one audit event was sealed, and a stand-alone program to check it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", type=int, metavar="NUMBER", help="the event's number (id)")
        parser.add_argument("--to", type=Path, default=Path(), metavar="FOLDER")

    def handle(self, *args: Any, event: int, to: Path, **options: Any) -> None:
        with connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link:
            try:
                proof = prove(link, event)
            except NotProvable as problem:
                raise CommandError(str(problem)) from problem
        with context.acting(system="command:prove_event"):
            events.record("audit.proven", subject=("audit.event", event))
        to.mkdir(parents=True, exist_ok=True)
        path = to / f"event-{event}.json"
        path.write_text(as_json(proof), encoding="ascii")
        copyfile(PROGRAM, to / PROGRAM.name)
        self.stdout.write(
            f"Written: {path.name} and {PROGRAM.name}. Whoever checks runs\n"
            f"    python3 {PROGRAM.name} {path.name} sealer.pub\n"
            "with the public key (sealer.pub, beside the checkpoints) from somebody else than you."
        )
