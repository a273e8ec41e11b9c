"""Destroying keys: of a whole scope, or of some of its classes with what they sealed.

`keys.destroy_scope` ends everything. Here one class dies apart from the rest (identity, evidence): its rows
are either gone already, or go on empty under a key of a new generation.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from vault import cell, envelope, keys, manifest
from vault.envelope import Tampered
from vault.sealed import SealedModel, sealed_models


def rows_of_classes(
    scope: uuid.UUID, classes: Iterable[str], using: str = DEFAULT_DB_ALIAS
) -> list[SealedModel]:
    """The sealed rows of a scope that keys of `classes` seal, as its manifest lists them.

    Raises Tampered where the manifest is not what was written.
    """
    listed: dict[str, list[uuid.UUID]] = {}
    for place, row in keys.current().manifest_of(scope, using).parse().rows:
        listed.setdefault(place, []).append(row)
    wanted = frozenset(classes)
    found = []
    for model in sealed_models():
        ids = listed.get(model.sealed_place(), [])
        found += [
            row
            for row in (model._base_manager.using(using).filter(pk__in=ids) if ids else ())
            if row.sealed_key_class() in wanted
        ]
    return found


@transaction.atomic
def destroy_classes(
    scope: uuid.UUID,
    classes: Iterable[str],
    emptied: Sequence[SealedModel] = (),
    using: str = DEFAULT_DB_ALIAS,
) -> int:
    """Delete the scope's keys of `classes` and return how many; `emptied` rows go on without content.

    Rows of these classes that are not in `emptied` must be gone: Tampered is raised where the manifest
    still lists one. Nothing is opened, so it works where keys are missing already (a restore's replay).
    """
    wanted = sorted(set(classes))
    with keys.session():
        locked = keys.lock(scope, using)
        keys.must_live(locked)
        going_on = {(row.sealed_place(), row.pk) for row in emptied}
        if any((row.sealed_place(), row.pk) not in going_on for row in rows_of_classes(scope, wanted, using)):
            # Nothing that the destroyed keys sealed may stay listed: it would be unreadable for ever.
            raise Tampered("Rows of a key class that is to be destroyed are still there.")
        newest, destroyed = _delete_keys(locked, wanted, using)
        for row in emptied:
            _empty(row, locked, newest, using)
        keys.store(locked, using)
    return destroyed


def _delete_keys(locked: manifest.Manifest, wanted: list[str], using: str) -> tuple[dict[str, int], int]:
    """Delete keys from table and manifest; the newest generation each class has had, and how many went."""
    scope = locked.scope
    newest = {name: locked.newest_generation(name) for name in wanted}
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT key_class, max(generation) FROM vault_scopekey WHERE scope = %s AND key_class = ANY(%s)"
            " GROUP BY key_class",
            [scope, wanted],
        )
        for name, generation in cursor.fetchall():
            newest[name] = max(newest[name], int(generation))
        cursor.execute("DELETE FROM vault_scopekey WHERE scope = %s AND key_class = ANY(%s)", [scope, wanted])
        destroyed = int(cursor.rowcount)
    for known in [known for known in locked.keys if known[0] in wanted]:
        del locked.keys[known]
    keys.current().forget(scope)
    return newest, destroyed


def _empty(row: SealedModel, locked: manifest.Manifest, newest: dict[str, int], using: str) -> None:
    """Seal a row anew with nothing in it, under the next generation of its class."""
    opened = keys.current()
    place = opened.place_of(row, using)
    key_class = row.sealed_key_class()
    generation = locked.newest_generation(key_class) or keys.add_generation(
        locked, key_class, newest[key_class] + 1, opened, using
    )
    key = opened.section_key(locked, key_class, generation, place.section, using)
    version = row.version + 1
    content = cell.encode(type(row)())
    sealed = envelope.seal(key, content, place, version=version, generation=generation)
    locked.rows[place.table, place.row] = manifest.line_of(version, sealed)
    models.QuerySet(type(row), using=using).filter(pk=row.pk).update(envelope=sealed, version=version)
