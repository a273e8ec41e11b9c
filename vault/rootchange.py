"""Another root key: every key of the ring is wrapped with the new one, in one transaction.

Both roots can be reached while it happens (vault/root.py: candidates), and the check value in the database
says which of them counts, so a crash between any two steps is survived by doing the step again:

1. the new key is written to the disk        nothing uses it yet
2. the ring is wrapped with it, and committed    the next file opens it; running processes have the ring already
3. the new file takes the place of the old one, which stays beside it as `.old` until somebody destroys it
"""

import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from vault import ring, root
from vault.models import Deployment, RingKey, RotationJob
from vault.root import RootKeyError, next_file


def in_place() -> Path | None:
    """Return the file whose successor lies beside it, None where the root key lies elsewhere."""
    scheme, _, rest = settings.VAULT_ROOT_KEY.partition(":")
    return Path(rest) if scheme == "file" else None


def address_of(asked: str) -> str:
    """Return where the new root key is to be: as asked, else beside the present file.

    Raises RootKeyError where a process that starts during the change would not find it.
    """
    if asked:
        if asked != settings.VAULT_ROOT_KEY_NEXT:
            raise RootKeyError(
                "Set VAULT_ROOT_KEY_NEXT to this address for every program first: one that starts during the"
                " change must find the new key."
            )
        return asked
    path = in_place()
    if path is None:
        raise RootKeyError("The root key is no file: say with --to where the new one is.")
    return f"file:{next_file(path)}"


def write_next(address: str) -> bool:
    """Write a new root key where `address` is a file that is not there; return whether it was."""
    scheme, _, rest = address.partition(":")
    if scheme != "file" or Path(rest).exists():
        return False
    root.generate_root_file(Path(rest))
    _sync(Path(rest).parent)
    return True


def is_done(address: str) -> bool:
    """Whether the ring is wrapped with the root at `address` already (a crash came after it)."""
    try:
        return root.provider(address).check_value() == bytes(Deployment.objects.get().root_check)
    except RootKeyError:
        return False


def change(address: str) -> int:
    """Wrap the ring with the root at `address`; return how many keys. 0: it was done before. Raises VaultError."""
    new = root.provider(address)
    with ring.changing() as described:
        if bytes(described.root_check) == new.check_value():
            return 0
        old = root.of_check_value(bytes(described.root_check))
        count = _wrap_all(described, old, new)
        described.root_check = new.check_value()
        now = timezone.now()
        RotationJob.objects.create(
            kind=RotationJob.Kind.ROOT,
            name="root",
            state=RotationJob.State.DONE,
            done=count,
            total=count,
            finished_at=now,
        )
    return count


def _wrap_all(described: Deployment, old: root.RootProvider, new: root.RootProvider) -> int:
    deployment, count = described.uuid.bytes, 0
    for row in RingKey.objects.select_for_update().exclude(state=RingKey.State.RETIRED):
        key = ring.unwrapped(row, old, deployment)
        row.wrapped = new.wrap(key, ring.context_of(deployment, row.name, row.version))
        if ring.unwrapped(row, new, deployment) != key:
            raise RootKeyError("The new root key does not give back what it wrapped.")
        row.save(update_fields=["wrapped"])
        count += 1
    return count


def settle() -> Path | None:
    """Put the new file into the place of the old one, if the database is wrapped with it already.

    Returns where the old key lies now, None if there was nothing to do. Safe to do again after a crash.
    """
    path = in_place()
    if path is None or not next_file(path).exists():
        return None
    described = Deployment.objects.get()
    if root.provider(f"file:{next_file(path)}").check_value() != bytes(described.root_check):
        return None
    former = path.with_name(path.name + ".old")
    if path.exists():
        former.unlink(missing_ok=True)
        os.link(path, former)
    os.replace(next_file(path), path)
    _sync(path.parent)
    return former


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
