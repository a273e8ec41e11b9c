"""`manage.py keys …`: the state of all keys, and what can be done with them. See docs/operations.md, Keys."""

import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import acting, approvals
from audit import events
from config.operations import deeds
from vault import formats, rekey_class, ring, rootchange, rotation
from vault.envelope import VaultError
from vault.models import RingKey, RotationJob
from vault.ring import KEY_CLASSES

ASK_FIRST = (
    "Two people decide this: ask on the page /operations/keys/; it begins when the second one approves. If that"
    " is impossible, add --alone with a reason ({reasons}); everybody who might have approved will be told."
)


class Command(BaseCommand):
    """Every part can be run again after a crash; `--dry-run` says what would happen and changes nothing."""

    help = "Show keys; replace, destroy and count what is under them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("status", help="versions, ages and states of all keys, and the work under way")
        parts.add_parser("formats", help="how many envelopes there are of each format")
        work = parts.add_parser(
            "work", aliases=["resume"], help="go on with the work under way, here and now"
        )
        work.add_argument("--seconds", type=float, help="stop after so many seconds; the rest is kept")
        rotate = _deed(parts, "rotate", "replace a key of the installation")
        rotate.add_argument("name", help=", ".join(rotation.REPLACEABLE))
        record = _deed(parts, "case", "replace the keys of one record")
        record.add_argument("scope", type=uuid.UUID)
        records = _deed(parts, "cases", "replace the keys of one class of all records")
        records.add_argument("key_class", choices=KEY_CLASSES)
        destroy = _deed(parts, "destroy", "destroy an old version now")
        destroy.add_argument("name")
        destroy.add_argument("version", type=int)
        root = _deed(parts, "root", "change the root key")
        root.add_argument("--to", default="", help="where the new one is (default: beside the present file)")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        ring.forget()
        try:
            with acting.as_system("keys", label=f"command:keys.{part}"):
                getattr(self, "work" if part == "resume" else part)(**options)
        except (VaultError, approvals.NotApproved) as problem:
            raise CommandError(_sentence(problem)) from None

    def status(self, **options: Any) -> None:
        for row in RingKey.objects.order_by("name", "-version"):
            self.stdout.write(
                f"{row.name:18} {row.version:4} {row.state:12} since {row.state_since:%Y-%m-%d %H:%M} UTC"
            )
        for job in RotationJob.objects.order_by("-started_at")[:10]:
            self.stdout.write(f"{job}: {job.state}, {progress(job)}")

    def formats(self, **options: Any) -> None:
        found = formats.count()
        for layout, count in sorted(found.items()):
            self.stdout.write(f"format {layout}: {count:,} envelopes")
        oldest = min(found, default=settings.VAULT_MINIMUM_FORMAT)
        if oldest > settings.VAULT_MINIMUM_FORMAT:
            self.stdout.write(f"Older ones are gone: set VAULT_MINIMUM_FORMAT={oldest}.")

    def work(self, seconds: float | None = None, **options: Any) -> None:
        RotationJob.objects.filter(state=RotationJob.State.STUCK).update(state=RotationJob.State.RUNNING)
        ended = deeds.work(seconds, Teller(self.stdout.write))
        for job in ended:
            self.stdout.write(f"{job}: {job.state}, {progress(job)}")
        if any(job.state == RotationJob.State.STUCK for job in ended):
            raise CommandError("Some items cannot be opened; the old key is kept. Run manage.py check_vault.")
        if not ended:
            self.stdout.write("There is no work under way.")

    def rotate(self, name: str, dry_run: bool, alone: str, **options: Any) -> None:
        job = rotation.preview(name)
        self.stdout.write(f"{job}: {job.total:,} items to take over.")
        if self._goes_on("rotate", dry_run, alone):
            deeds.begin_rotation(name, alone=True)
            self.work()

    def case(self, scope: uuid.UUID, dry_run: bool, alone: str, **options: Any) -> None:
        self.stdout.write("All keys of this record are replaced and everything in it is sealed anew.")
        if self._goes_on("case", dry_run, alone):
            deeds.begin_case(scope, alone=True)
            self.work()

    def cases(self, key_class: str, dry_run: bool, alone: str, **options: Any) -> None:
        job = rekey_class.preview(key_class)
        self.stdout.write(f"{job.total:,} records get a new {key_class} key; what it seals is sealed anew.")
        if self._goes_on("cases", dry_run, alone):
            deeds.begin_cases(key_class, alone=True)
            self.work()

    def destroy(self, name: str, version: int, dry_run: bool, alone: str, **options: Any) -> None:
        self.stdout.write(
            f"{name} {version} is destroyed: backups of keys from before open nothing any more."
        )
        if self._goes_on("destroy", dry_run, alone):
            done = deeds.destroy(name, version)
            self.stdout.write("Destroyed." if done else "It was destroyed before.")

    def _goes_on(self, operation: str, dry_run: bool, alone: str) -> bool:
        """Whether to do it. Raises CommandError where a second person has to be asked first."""
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return False
        if not alone:
            raise CommandError(ASK_FIRST.format(reasons=", ".join(deeds.AloneReason.values)))
        deeds.note_alone(operation, alone)
        return True

    def root(self, to: str, dry_run: bool, alone: str, **options: Any) -> None:
        address = rootchange.address_of(to)
        keys = RingKey.objects.exclude(state=RingKey.State.RETIRED).count()
        self.stdout.write(f"{keys} keys are wrapped anew with the root key at {address}.")
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        if not rootchange.is_done(address):
            # A crash in here leaves the approval unused; the written key is taken up again the next time.
            with transaction.atomic():
                deeds.authorise_root("change", alone)
                if rootchange.write_next(address):
                    self.stdout.write("A new root key was written.")
                count = rootchange.change(address)
                events.record("root.changed", facts={"count": count})
            self.stdout.write(f"{count} keys are wrapped with it.")
        self._settle(address)

    def _settle(self, address: str) -> None:
        if former := rootchange.settle():
            self.stdout.write(
                f"It is in its place. The former one is {former}: destroy it (shred -u) after the next steps."
            )
        elif address == settings.VAULT_ROOT_KEY_NEXT:
            self.stdout.write(
                "Now set VAULT_ROOT_KEY to this address everywhere, empty VAULT_ROOT_KEY_NEXT, restart."
            )
        self.stdout.write(
            "Next: manage.py backup, root_shares split, root_shares rehearse. Old shares open nothing."
        )


def _deed(parts: Any, name: str, words: str) -> ArgumentParser:
    made: ArgumentParser = parts.add_parser(name, help=words)
    made.add_argument("--dry-run", action="store_true", help="say what would happen")
    made.add_argument(
        "--alone", choices=deeds.AloneReason.values, default="", help="nobody else can be asked"
    )
    return made


def _sentence(problem: Exception) -> str:
    if isinstance(problem, approvals.NotApproved):
        return ASK_FIRST.format(reasons=", ".join(deeds.AloneReason.values))
    return str(problem)


def progress(job: RotationJob) -> str:
    """How far a job is, in numbers."""
    share = f" ({100 * job.done // job.total} %)" if job.total else ""
    stuck = f", {job.problems:,} cannot be opened" if job.problems else ""
    return f"{job.done:,} of {job.total:,}{share}{stuck}"


class Teller:
    """Says how far a job is, about once a second: counts, share, speed, time to go."""

    def __init__(self, write: Any) -> None:
        self.write, self.job = write, uuid.UUID(int=0)
        self.began = self.said = 0.0
        self.at_first = 0

    def __call__(self, job: RotationJob) -> None:
        now = time.monotonic()
        if job.pk != self.job:
            self.job, self.began, self.said, self.at_first = job.pk, now, now, job.done
        if now - self.said < 1:
            return
        self.said = now
        speed = (job.done - self.at_first) / (now - self.began)
        left = f", {max(0, job.total - job.done) / speed:.0f} s to go" if speed else ""
        self.write(f"{job}: {progress(job)}, {speed:,.0f} a second{left}")
