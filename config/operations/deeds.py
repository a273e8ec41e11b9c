"""Key operations: which there are, who decides them, and how each is done and recorded.

Two people who hold KEY_OPERATE decide: one asks on a page, another approves, and the approval begins it.
What has to be done at the machine's console (the root key) uses the approval up there. `alone` is the way
out when nobody can be asked because the application is down: it is recorded, everybody who holds
KEY_OPERATE is told, and the page of operations goes on saying so.
"""

import uuid
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import approvals
from accounts.permissions import Permission
from audit import events
from cases import tasks as record
from notifications import outbox
from vault import rekey, rekey_class, rotation
from vault.envelope import VaultError
from vault.models import Deployment, RotationJob

if TYPE_CHECKING:
    from accounts.models import Approval, User

ROTATE: Final = "keys.rotate"
CASE: Final = "keys.case"
CASES: Final = "keys.cases"
DESTROY: Final = "keys.destroy"
ROOT: Final = "keys.root"


class Reason(models.TextChoices):
    """Why keys are replaced or destroyed."""

    ROUTINE = "routine", _("Due by plan")
    LEAK = "leak_suspected", _("Somebody may have seen the key")
    OFFICER_LEFT = "officer_left", _("Somebody who could reach it has left")
    ERASURE = "erasure", _("After an erasure, so that old copies stay closed")
    REHEARSAL = "rehearsal", _("First set-up, or a rehearsal")


class AloneReason(models.TextChoices):
    """Why nobody else was asked."""

    APPLICATION_DOWN = "application_down", _("The application is down")
    NOBODY_REACHABLE = "nobody_reachable", _("No second person can be reached")
    IMMEDIATE_DANGER = "immediate_danger", _("Somebody is in danger now")
    FIRST_SETUP = "first_setup", _("First set-up: there are no accounts yet")


def register() -> None:
    """Name the deeds that take two people."""
    for kind, title, perform in (
        (ROTATE, _("Replace a key"), _rotate),
        (CASE, _("Replace the keys of one record"), _rotate_case),
        (CASES, _("Replace the keys of one class of all records"), _rotate_cases),
        (DESTROY, _("Destroy an old key now"), _destroy),
        (ROOT, _("Work on the root key"), None),
    ):
        approvals.register(
            kind,
            title=title,
            ask=Permission.KEY_OPERATE,
            approve=Permission.KEY_OPERATE,
            reasons=Reason,
            perform=perform,
            describe=_describe,
        )
    outbox.register("keys.alone", _("A key was replaced without a second person"), "operations")


def installation() -> tuple[str, uuid.UUID]:
    """The subject of approvals about keys of the whole installation."""
    return "vault.deployment", Deployment.objects.get().uuid


def _describe(approval: "Approval") -> approvals.Rows:
    facts = approval.facts
    rows: approvals.Rows = []
    if key := facts.get("key"):
        rows.append({"label": gettext("Key"), "value": key})
    if version := facts.get("version"):
        rows.append({"label": gettext("Version"), "value": version})
    if operation := facts.get("operation"):
        rows.append({"label": gettext("What"), "value": ROOT_WORK[operation]})
    if approval.kind == CASE:
        rows.append({"label": gettext("Record"), "value": approval.subject_id})
    rows.append({"label": gettext("What happens"), "value": CONSEQUENCES[approval.kind]})
    return rows


ROOT_WORK = {"change": _("Change the root key"), "split": _("Split the root key among officers")}
CONSEQUENCES = {
    ROTATE: _("New work uses a new key at once. Everything old is taken over while people go on working."),
    CASE: _("The record gets new keys and everything in it is sealed anew. Nobody notices."),
    CASES: _("Every record gets new keys of this class, one after the other, while people go on working."),
    DESTROY: _("The old key is destroyed. Backups of keys from before open nothing any more."),
    ROOT: _("Who asked may do it once at the machine, by a command."),
}


def _rotate(approval: "Approval", actor: "User") -> None:
    _refusing(begin_rotation, approval.facts["key"])


def _rotate_case(approval: "Approval", actor: "User") -> None:
    _refusing(begin_case, approval.subject_id)


def _rotate_cases(approval: "Approval", actor: "User") -> None:
    _refusing(begin_cases, approval.facts["key"])


def _destroy(approval: "Approval", actor: "User") -> None:
    _refusing(destroy, approval.facts["key"], approval.facts["version"])


def _refusing(deed: Any, *given: Any) -> None:
    """Do it; what the vault refuses undoes the approval, too, and is said to who approved."""
    try:
        deed(*given)
    except VaultError as problem:
        raise ValidationError(gettext("It cannot be done now: %(why)s") % {"why": problem}) from None


@transaction.atomic
def begin_rotation(name: str, *, alone: bool = False) -> RotationJob:
    """Begin to replace a key of the ring. Raises VaultError."""
    job = rotation.begin(name)
    _mark(job, alone)
    events.record("key.rotation_begun", facts={"key": name, "version": job.to_version, "count": job.total})
    return job


@transaction.atomic
def begin_case(scope: uuid.UUID, *, alone: bool = False) -> RotationJob:
    """Begin to replace the keys of one record. Raises VaultError."""
    job = rekey.begin(scope)
    _mark(job, alone)
    facts = {"key": "scope", "version": job.to_version, "count": job.total}
    events.record("key.rotation_begun", subject=("cases.case", scope), scope=scope, facts=facts)
    return job


@transaction.atomic
def begin_cases(key_class: str, *, alone: bool = False) -> RotationJob:
    """Begin to replace the keys of one class of every record. Raises VaultError."""
    job = rekey_class.begin(key_class)
    _mark(job, alone)
    events.record("key.rotation_begun", facts={"key": job.name, "count": job.total})
    return job


@transaction.atomic
def destroy(name: str, version: int, *, at_once: bool = True) -> bool:
    """Destroy an old version; return whether it was still there. Raises VaultError."""
    if not rotation.retire(name, version, at_once=at_once):
        return False
    events.record("key.destroyed", facts={"key": name, "version": version})
    return True


def _mark(job: RotationJob, alone: bool) -> None:
    if alone:
        RotationJob.objects.filter(pk=job.pk).update(alone=True)


@transaction.atomic
def note_alone(operation: str, reason: str) -> None:
    """Record that a key operation is done without a second person, and tell everybody who might have been one."""
    number = events.record("key.operated_alone", facts={"step": operation, "reason": reason})
    outbox.enqueue("keys.alone", to=approvals.holders(Permission.KEY_OPERATE), occurrence=str(number))


@transaction.atomic
def authorise_root(operation: str, alone: str) -> None:
    """Use up the approval of work on the root key, or note that there is none. Raises NotApproved."""
    if alone:
        note_alone(f"root.{operation}", alone)
    else:
        approvals.require_approved(ROOT, installation(), facts={"operation": operation})


def work(seconds: float | None = None, tell: Any = None) -> list[RotationJob]:
    """Go on with every job under way, and destroy what is due; return the jobs as they are then."""
    found = []
    for job in rotation.unfinished():
        ended = rotation.run(job.pk, seconds=seconds, **({"tell": tell} if tell else {}))
        found.append(ended)
        if ended.state != RotationJob.State.RUNNING:
            _ended(ended)
    if any(job.kind == RotationJob.Kind.KEK and job.state == RotationJob.State.DONE for job in found):
        record.replace_soon()  # an erasure may have waited for just this
    for named in rotation.retire_due():
        name, _space, version = named.partition(" ")
        events.record("key.destroyed", facts={"key": name, "version": int(version)})
    return found


def _ended(job: RotationJob) -> None:
    done = job.state == RotationJob.State.DONE
    events.record(
        "key.rotation_ended" if done else "key.rotation_stuck",
        subject=("cases.case", job.scope) if job.scope else None,
        scope=job.scope,
        facts={"key": job.name, "version": job.to_version, "count": job.done, "problems": job.problems},
        result="done" if done else "failed",
    )
