"""The parts of the operations page. Each says what there is, and plainly what is not right.

Other apps add theirs at start-up: `panels.register("backup", title, look)`; `look()` returns a Panel's
rows and problems, without any key material or anything about a person.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.seals import Seal
from config import health
from config.backup import last_backup
from vault import rotation, shares
from vault.envelope import VaultError
from vault.models import RingKey, RotationJob

TAIL_BYTES: Final = 65_536
# An idle sealer signs every five minutes (decision 0032).
SEALER_SILENT: Final = timedelta(minutes=10)
BACKUP_LATE: Final = timedelta(days=1)
TRIED_LATE: Final = timedelta(days=31)


@dataclass
class Looked:
    """What a part of the page found: rows to read, and sentences about what is not right."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Panel:
    """One part as drawn."""

    code: str
    title: str | Promise
    rows: list[dict[str, Any]]
    problems: list[str]


_registered: dict[str, tuple[str | Promise, Callable[[], Looked]]] = {}


def register(code: str, title: str | Promise, look: Callable[[], Looked]) -> None:
    """Add a part to the page, or put another one in its place."""
    _registered[code] = (title, look)


def look_around() -> list[Panel]:
    """Every part, in the order of registration. One that cannot look says so and hides no other."""
    found = []
    for code, (title, look) in _registered.items():
        try:
            looked = look()
        except (VaultError, DatabaseError, OSError, ValueError):
            looked = Looked(problems=[gettext("This could not be looked at. See the log of the web server.")])
        found.append(Panel(code, title, looked.rows, looked.problems))
    return found


def said(moment: datetime) -> str:
    """A moment with its zone, to be read in any country."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M %Z}"


def keys() -> Looked:
    """Each key of the ring: the version in use, since when, and older ones that still read."""
    looked, now = Looked(), timezone.now()
    by_name: dict[str, list[RingKey]] = {}
    for row in RingKey.objects.order_by("name", "-version"):
        by_name.setdefault(row.name, []).append(row)
    for name, rows in by_name.items():
        looked.rows.append({"label": name, "many": [_state(row, now) for row in rows[:4]]})
        if rows[0].state != RingKey.State.ACTIVE:
            looked.problems.append(gettext("The key %(name)s has no version in use.") % {"name": name})
        elif (age := (now - rows[0].created_at).days) > settings.VAULT_KEY_AGE_DAYS:
            sentence = gettext("The key %(name)s is %(days)s days old. Replace it.")
            looked.problems.append(sentence % {"name": name, "days": age})
    return looked


def _state(row: RingKey, now: datetime) -> str:
    words = {
        RingKey.State.ACTIVE: gettext("version %(version)s: in use since %(moment)s"),
        RingKey.State.DECRYPT_ONLY: gettext(
            "version %(version)s: only opens what it sealed, since %(moment)s"
        ),
        RingKey.State.RETIRED: gettext("version %(version)s: destroyed on %(moment)s"),
    }
    return words[RingKey.State(row.state)] % {"version": row.version, "moment": said(row.state_since)}


def jobs() -> Looked:
    """Keys being replaced, and the last ones that were."""
    looked, now = Looked(), timezone.now()
    for job in RotationJob.objects.order_by("-started_at")[:10]:
        looked.rows.append({"label": job_name(job), "many": [*_progress(job)]})
        if job.state == RotationJob.State.STUCK:
            sentence = gettext(
                "Replacing %(name)s is stuck: %(count)s items cannot be opened. Run check_vault."
            )
            looked.problems.append(sentence % {"name": job_name(job), "count": job.problems})
        elif job.state == RotationJob.State.RUNNING and now - job.heartbeat > rotation.SILENT:
            sentence = gettext("Nobody works on replacing %(name)s since %(moment)s. Is the worker running?")
            looked.problems.append(sentence % {"name": job_name(job), "moment": said(job.heartbeat)})
        if job.alone:
            sentence = gettext("Replacing %(name)s was begun on %(moment)s by one person alone.")
            looked.problems.append(sentence % {"name": job_name(job), "moment": said(job.started_at)})
    return looked


def job_name(job: RotationJob) -> str:
    """What a job replaces. A record by the beginning of its identifier alone."""
    if job.kind == RotationJob.Kind.CLASS:
        return gettext("%(key_class)s keys of all records") % {"key_class": job.name.removeprefix("scopes.")}
    return gettext("record %(id)s…") % {"id": str(job.scope)[:8]} if job.scope else job.name


def _progress(job: RotationJob) -> list[str]:
    share = 100 if not job.total else min(100, 100 * job.done // job.total)
    lines = [
        gettext("%(state)s: %(done)s of %(total)s (%(share)s %%)")
        % {"state": job.get_state_display(), "done": job.done, "total": job.total, "share": share},
        gettext("begun %(moment)s") % {"moment": said(job.started_at)},
    ]
    if job.finished_at:
        lines.append(gettext("ended %(moment)s") % {"moment": said(job.finished_at)})
    return lines


def recovery() -> Looked:
    """Whether the root key can be put together from its officers' shares, and who showed it when."""
    found, looked = shares.last_rehearsal(), Looked()
    if shares.missing_rehearsal():
        looked.problems.append(
            gettext("Recovering the root key has not been rehearsed, or too long ago. See the guide.")
        )
    if found is not None and found.rehearsed_at is not None:
        text = gettext("%(moment)s, %(threshold)s of %(officers)s officers")
        values = {
            "moment": said(found.rehearsed_at),
            "threshold": found.threshold,
            "officers": found.officers,
        }
        looked.rows.append({"label": gettext("Last rehearsal"), "value": text % values})
    else:
        looked.rows.append({"label": gettext("Last rehearsal"), "value": gettext("never")})
    return looked


def sealer() -> Looked:
    """The last checkpoint of the audit, as it stands outside the database."""
    newest = _newest_seal(Path(settings.AUDIT_CHECKPOINTS))
    if newest is None:
        return Looked(problems=[gettext("The sealer has written no checkpoint that can be read here.")])
    sealed_at = datetime.fromtimestamp(newest.at / 1_000_000, UTC)
    looked = Looked(
        [
            {"label": gettext("Last checkpoint"), "value": said(sealed_at)},
            {"label": gettext("Number"), "value": newest.n},
        ]
    )
    if timezone.now() - sealed_at > SEALER_SILENT:
        looked.problems.append(gettext("The sealer is silent: the audit is not being sealed."))
    return looked


def _newest_seal(path: Path) -> Seal | None:
    """The last whole line of the checkpoint file, of which only the end is read."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES))
        for line in reversed(file.read().decode("utf-8", "replace").splitlines()):
            try:
                return Seal.from_line(line)
            except ValueError:
                continue
    return None


def servers() -> Looked:
    """The database and the broker."""
    looked = Looked()
    for label, answers in (
        (gettext("Database"), health.database_answers()),
        (gettext("Broker"), health.broker_answers()),
    ):
        looked.rows.append(
            {"label": label, "value": gettext("answers") if answers else gettext("does not answer")}
        )
        if not answers:
            looked.problems.append(gettext("%(server)s: does not answer.") % {"server": label})
    return looked


def backups() -> Looked:
    """The last backup, the last one that was tried, and erasures whose wrapping keys are still to be replaced."""
    last, looked = last_backup(), Looked()
    never = gettext("never")
    looked.rows += [
        {"label": gettext("Last backup"), "value": said(last.made_at) if last.made_at else never},
        {"label": gettext("Last one tried"), "value": said(last.verified_at) if last.verified_at else never},
        {
            "label": gettext("Erasures waiting for keys to be replaced"),
            "value": last.erasures_waiting_for_rotation,
        },
    ]
    if last.made_at is None or timezone.now() - last.made_at > BACKUP_LATE:
        looked.problems.append(gettext("No backup was made within a day."))
    if last.verified_at is None or timezone.now() - last.verified_at > TRIED_LATE:
        looked.problems.append(gettext("No backup was tried within a month. See the guide."))
    return looked


def register_ours() -> None:
    """The parts of this floor, in the order of the page."""
    register("servers", _("Servers"), servers)
    register("recovery", _("Recovery of the root key"), recovery)
    register("jobs", _("Keys being replaced"), jobs)
    register("keys", _("Keys"), keys)
    register("backups", _("Backups"), backups)
    register("sealer", _("Seals of the audit"), sealer)
