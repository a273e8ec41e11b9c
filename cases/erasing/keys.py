"""Replacing the keys that wrapped erased ones, so that no copy of the disk opens them (confidentiality.md 5, step 4)."""

from audit import events
from cases.models import ErasureRequest, ErasureState
from vault import rotation
from vault.models import RingKey
from vault.rotation import RotationRefused


def wanted() -> set[tuple[str, int]]:
    """The wrapping keys (name, version) that erasures wait to see destroyed."""
    rows = ErasureRequest.objects.filter(state=ErasureState.DONE, rewrapped_at__isnull=True)
    return {
        (f"kek.{key_class}", int(version))
        for certificate in rows.values_list("certificate", flat=True)
        for key_class, version in certificate.get("wrapped_by", [])
    }


def replace() -> tuple[int, int]:
    """Begin to replace those still in use, destroy those that nothing needs any more; how many of each.

    The work itself is done by the jobs of vault/rotation.py. What falls into a rotation under way waits for
    its end, which asks again (config/operations/deeds.py): one more rotation then serves all of them.
    """
    begun = destroyed = 0
    for name, version in sorted(wanted()):
        row = RingKey.objects.filter(name=name, version=version).first()
        try:
            if row is not None and row.state == RingKey.State.ACTIVE:
                job = rotation.begin(name)
                facts = {"key": name, "version": job.to_version, "count": job.total}
                events.record("key.rotation_begun", facts=facts)
                begun += 1
            elif row is not None and rotation.retire(name, version, at_once=True):
                events.record("key.destroyed", facts={"key": name, "version": version})
                destroyed += 1
        except RotationRefused:
            continue
    return begun, destroyed
