"""New keys of one class for every scope that has one, because many old ones may have leaked.

`begin` notes which scopes have a key of the class (vault_rotationscope); each is a piece of work of its own:
a key of the next generation, every row of the class sealed anew, the old generations struck off, in one
transaction under the manifest's lock. What is noted is what is left: killed anywhere, a job goes on with it.
A scope in which a row cannot be opened keeps its old keys and stays noted; the job is then stuck.
"""

import uuid

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction

from vault import keys, rekey
from vault.envelope import KeyMissing, Tampered, VaultError
from vault.models import RotationJob, RotationScope
from vault.ring import KEY_CLASSES
from vault.takeover import NOWHERE, Batch, Position, Work

# Whoever saves into one of these waits for all of them. Files may be large: one record's at a time.
SCOPES = 10
SCOPES_OF = {"evidence": 1}
USING = DEFAULT_DB_ALIAS
UNDER_WAY = "The {} keys of all records are being replaced already."


def preview(key_class: str) -> RotationJob:
    """The job that `begin` would make, unsaved. Raises KeyMissing for an unknown class, or one under way."""
    if key_class not in KEY_CLASSES:
        raise KeyMissing(f"There is no key class {key_class}. There are: {', '.join(KEY_CLASSES)}.")
    job = RotationJob(kind=RotationJob.Kind.CLASS, name=f"scopes.{key_class}")
    if RotationJob.objects.filter(name=job.name).exclude(state=RotationJob.State.DONE).exists():
        raise KeyMissing(UNDER_WAY.format(key_class))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT scope) FROM vault_scopekey WHERE key_class = %s", [key_class])
        job.total = int(cursor.fetchone()[0])
    return job


@transaction.atomic
def begin(key_class: str) -> RotationJob:
    """Note every scope that has a key of the class now; later ones have fresh keys anyway. Raises KeyMissing."""
    job = preview(key_class)
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:  # somebody else began at the same moment
        raise KeyMissing(UNDER_WAY.format(key_class)) from None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_rotationscope (job_id, scope)"
            " SELECT DISTINCT %s::uuid, scope FROM vault_scopekey WHERE key_class = %s",
            [job.pk, key_class],
        )
        job.total = int(cursor.rowcount)
    job.save(update_fields=["total"])
    return job


class Scopes(Work):
    """The noted scopes of one job, in the order of their ids."""

    def remaining(self, job: RotationJob) -> int:
        return RotationScope.objects.filter(job=job).count()

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        noted = RotationScope.objects.filter(job=job, scope__gt=after.scope if after else NOWHERE)
        locked = noted.select_for_update(skip_locked=not wait).order_by("scope")
        key_class = job.name.removeprefix("scopes.")
        scopes = list(locked.values_list("scope", flat=True)[: min(limit, SCOPES_OF.get(key_class, SCOPES))])
        done = [scope for scope in scopes if _try(scope, key_class)]
        RotationScope.objects.filter(job=job, scope__in=done).delete()
        return Batch(len(done), Position(0, scopes[-1]) if scopes else None)


def _try(scope: uuid.UUID, key_class: str) -> bool:
    """Whether it went; where it did not, nothing of the scope has changed."""
    try:
        with transaction.atomic(using=USING):
            renew(scope, key_class)
    except VaultError:
        return False
    return True


def renew(scope: uuid.UUID, key_class: str) -> None:
    """Replace the keys of one class of a scope, in the transaction under way. An erased scope needs none.

    Raises Tampered or KeyMissing where a row is lost or cannot be opened: a lost one may be of any class, and
    may come back from a backup.
    """
    with keys.session() as opened:
        locked = keys.lock(scope, USING)
        held = locked.newest_generation(key_class)
        if locked.destroyed or not held:
            return
        stored = list(rekey.stored(locked.rows))
        rows = [row for row in stored if row.sealed_key_class() == key_class]
        newest = {key_class: keys.add_generation(locked, key_class, held + 1, opened, USING)}
        renewed = sum(rekey.seal_anew(row, locked, newest) for row in rows)
        if len(stored) != len(locked.rows) or renewed != len(rows):
            raise Tampered("A row of a scope cannot be sealed anew.")
        rekey.strike_off(locked, newest, opened)
        keys.store(locked, USING)
