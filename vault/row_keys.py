"""The key that row contexts are signed with: on the ring for the application, beside the policies for PostgreSQL.

PostgreSQL's copy lies in a table of the owner that the application cannot read, so both functions run as the
owner's role. It protects against SQL that somebody smuggles into the application, not against the owner or a
stolen dump: it opens nothing that is sealed.
"""

import os

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from vault import ring, root
from vault.envelope import KEY_BYTES
from vault.rows import KEY


def synchronise(using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Make PostgreSQL accept exactly the ring's versions; return them, the newest first."""
    held = ring.load(using)
    versions = held.versions(KEY)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "DELETE FROM row_security_key WHERE purpose = 'application' AND version <> ALL(%s)", [versions]
        )
        for version in versions:
            key = held.key(KEY, version)
            cursor.execute("SELECT row_security_put_key('application', %s, %s)", [version, key])
    return versions


def rotate(using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Make a new version and keep the last one valid for processes that have not looked again; then synchronise."""
    from vault.models import RingKey

    with ring.changing(using) as described:
        now, rows = timezone.now(), RingKey.objects.using(using).filter(name=KEY)
        newest = rows.get(state=RingKey.State.ACTIVE).version
        rows.filter(state=RingKey.State.DECRYPT_ONLY).update(
            state=RingKey.State.RETIRED, state_since=now, wrapped=b""
        )
        rows.filter(version=newest).update(state=RingKey.State.DECRYPT_ONLY, state_since=now)
        fresh = os.urandom(KEY_BYTES)
        provider = root.of_check_value(bytes(described.root_check))
        RingKey.objects.using(using).create(
            name=KEY,
            version=newest + 1,
            wrapped=provider.wrap(fresh, ring.context_of(described.uuid.bytes, KEY, newest + 1)),
            check_value=root.check_value(fresh),
        )
        return synchronise(using)
