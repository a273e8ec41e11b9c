"""Why the vault refuses a start: each reason in one clear line.

The root key itself is looked at by every command; what needs the database by `check --database default`,
by the supervisor before it starts the servers, and by config/checks.py.
"""

from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection, models

from vault import ring, root
from vault.envelope import VaultError


def _refusal(number: int, sentence: str, remedy: str) -> Error:
    return Error(sentence, hint=remedy, id=f"vault.E{number:03}")


@register(Tags.security)
def root_key(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The root key is there, well formed and its owner's alone. Before `init_vault` there may be none yet."""
    scheme, _, rest = settings.VAULT_ROOT_KEY.partition(":")
    if scheme == "file" and rest and not Path(rest).exists():
        return []  # a first start: init_vault makes the key. A lost one is seen by the database check below
    try:
        root.provider(settings.VAULT_ROOT_KEY)
    except VaultError as problem:
        return [_refusal(1, str(problem), "Restore the root key of this installation; see vault/README.md.")]
    return []


@register(Tags.database)
def keys_of_this_database(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """The root key is the one this database was made with, and opens every key of the ring."""
    if not databases:
        return []
    ring.forget()
    try:
        opened = ring.get()
    except ring.NotInitialised as problem:
        return [_refusal(2, str(problem), "Run manage.py init_vault.")]
    except VaultError as problem:
        return [_refusal(3, str(problem), "Restore the root key of this installation; see vault/README.md.")]
    except DatabaseError:
        return []  # config/checks.py says that the database cannot be reached
    missing = [name for name in ring.NAMES if name not in opened.active]
    if missing:
        return [_refusal(4, f"The ring has no key for {', '.join(missing)}.", "Run manage.py init_vault.")]
    return []


# Which versions of class keys wrap a key that is stored: a walk along the index, not over all rows.
WRAPPED_BY = """
WITH RECURSIVE used AS (
    (SELECT key_class, kek_version FROM vault_scopekey ORDER BY 1, 2 LIMIT 1)
    UNION ALL
    SELECT one.key_class, one.kek_version FROM used, LATERAL (
        SELECT key_class, kek_version FROM vault_scopekey
        WHERE (key_class, kek_version) > (used.key_class, used.kek_version) ORDER BY 1, 2 LIMIT 1
    ) one
)
SELECT key_class, kek_version FROM used
"""


@register(Tags.database)
def keys_of_stored_wraps(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every stored wrapped key was wrapped by a key that is on the ring: no record is unreadable for want of one."""
    if not databases:
        return []
    try:
        opened = ring.get()
        with connection.cursor() as cursor:
            cursor.execute(WRAPPED_BY)
            used = cursor.fetchall()
    except (DatabaseError, VaultError):
        return []  # the checks above and config/checks.py say so
    missing = [
        f"kek.{name} version {version}"
        for name, version in used
        if (f"kek.{name}", version) not in opened.keys
    ]
    if opened.locked or not missing:
        return []
    sentence = f"Records are sealed under keys that are not on the ring: {', '.join(missing)}."
    return [_refusal(9, sentence, "Restore the keys from their backup; see docs/operations.md, Keys.")]


@register(Tags.database)
def rehearsed_recovery(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Somebody has shown that the root key can be put together again from its officers' shares."""
    from vault import shares

    if not databases:
        return []
    try:
        sentence = shares.missing_rehearsal()
    except DatabaseError:
        return []
    return [Warning(sentence, hint="See docs/operations.md, Keys.", id="vault.W001")] if sentence else []


# An empty table that stands while a database is being restored (config/backup/restoring.py).
RESTORING: Final = "restore_under_way"


@register(Tags.database)
def not_being_restored(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A restore that has not come to its end has not erased again what was erased."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f"public.{RESTORING}"])
            (said,) = cursor.fetchone()
    except DatabaseError:
        return []  # config/checks.py says that the database cannot be reached
    if said:
        remedy = "Drop this database and restore again into a new one; see docs/operations.md."
        return [_refusal(8, "A restore of this database did not come to its end.", remedy)]
    return []


@register(Tags.models)
def sealed_declarations(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Each sealed model has its own section and place, and a queryset that knows how to seal."""
    from vault.queryset import SealedQuerySet
    from vault.sealed import SealedModel

    problems: list[CheckMessage] = []
    seen: dict[tuple[str, str], type[models.Model]] = {}
    for model in apps.get_models():
        if not issubclass(model, SealedModel):
            continue
        place = (model.sealed_place(), model.Sealed.section)
        if place in seen:
            problems.append(Error(f"{place} is sealed by two models.", obj=model, id="vault.E005"))
        seen[place] = model
        if not isinstance(model._default_manager.get_queryset(), SealedQuerySet):
            problems.append(Error("Its manager must come from SealedQuerySet.", obj=model, id="vault.E006"))
    return problems
