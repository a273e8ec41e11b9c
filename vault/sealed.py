"""SealedModel: a model whose Sealed… attributes lie together in one envelope per row.

    class PersonBiodata(SealedModel):
        class Sealed:
            section = "biodata"       # unique per model; part of what the envelope is bound to
            key_class = "identity"    # which of the scope's keys seals it
        def vault_scope(self): return self.case_id
        first_name = SealedText(_("First name"), max_length=200, blank=True)

Saving seals, raises `version` and updates the scope's manifest; a row somebody else saved meanwhile
raises StaleVersion. Reading gives plaintext or raises a VaultError. Changing plain columns alone opens
nothing. Nothing here can be pickled or dumped, and SQL never sees a sealed value.
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from copy import copy, deepcopy
from functools import cache
from typing import Any, ClassVar, NoReturn, Self

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from django.db.models.signals import class_prepared, pre_delete
from django.db.models.sql import InsertQuery

from vault import cell, keys
from vault.envelope import VaultError
from vault.fields import (
    SealedBoolean,
    SealedCode,
    SealedCodes,
    SealedDate,
    SealedDecimal,
    SealedField,
    SealedInteger,
    SealedJSON,
    SealedLongText,
    SealedMoney,
    SealedPartialDate,
    SealedText,
)
from vault.made import Made
from vault.queryset import EnvelopeField, SealedManager, SealedQuerySet
from vault.ring import KEY_CLASSES
from vault.write import StaleVersion, Write, strike

__all__ = [
    "SealedBoolean",
    "SealedCode",
    "SealedCodes",
    "SealedDate",
    "SealedDecimal",
    "SealedField",
    "SealedInteger",
    "SealedJSON",
    "SealedLongText",
    "SealedManager",
    "SealedModel",
    "SealedMoney",
    "SealedPartialDate",
    "SealedQuerySet",
    "SealedText",
    "StaleVersion",
    "allow_plain_text",
    "open_many",
    "plain_text_columns",
    "sealed_models",
]


class SealedModel(Made, models.Model):
    """A row with an envelope. See the module."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    envelope = EnvelopeField(editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = SealedManager()

    class Meta:
        abstract = True

    class Sealed:
        """What every concrete model says: `section`, `key_class`, and `place` if the model was renamed."""

        section = ""
        key_class = ""

    def vault_scope(self) -> uuid.UUID:
        """Return whose keys seal this row: a case's id, a user's, a report run's."""
        raise NotImplementedError

    @classmethod
    @cache
    def sealed_fields(cls) -> tuple[SealedField, ...]:
        return tuple(field for field in cls._meta.private_fields if isinstance(field, SealedField))

    @classmethod
    @cache
    def sealed_names(cls) -> frozenset[str]:
        return frozenset(field.name for field in cls.sealed_fields())

    @classmethod
    @cache
    def sealed_as_they_are(cls) -> frozenset[str]:
        """Return the names of the attributes whose values JSON holds as they are: nothing to decode."""
        return frozenset(field.name for field in cls.sealed_fields() if not field.is_decoded())

    @classmethod
    @cache
    def sealed_place(cls) -> str:
        """Return the stable name of this model's table in envelopes and manifests."""
        return getattr(cls.Sealed, "place", "") or cls._meta.label_lower

    def sealed_key_class(self) -> str:
        """Return which of the scope's keys seals this row: the class's, unless a row says otherwise."""
        return self.Sealed.key_class

    def vault_renew(self) -> None:
        """Make anew what keys this row holds inside its envelope: called when its scope gets new keys."""

    def save(
        self,
        *args: Any,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write the row; seal it anew only where a sealed value changed.

        `update_fields` may name sealed attributes. Raises StaleVersion, or a VaultError where the present
        envelope cannot be read (it is then left as it is).
        """
        if args:
            raise TypeError("save() of a sealed model takes keyword arguments only.")
        named = None if update_fields is None else set(update_fields)
        if named is not None and not named:
            return
        using = using or router.db_for_write(type(self), instance=self)
        columns, sealed = self._divided(named)
        around = nullcontext() if connections[using].in_atomic_block else transaction.atomic(using=using)
        with keys.session(), around, Write(self, sealed, using) as write:
            if write.problem is None:
                super().save(
                    force_insert=force_insert,
                    force_update=force_update,
                    using=using,
                    update_fields=self._columns_to_write(columns, write.sealing),
                )
        if write.problem is not None:
            raise write.problem

    def _divided(self, named: set[str] | None) -> tuple[set[str] | None, set[str] | None]:
        """Return which columns and which sealed attributes `update_fields` names; None is all of them."""
        if named is None:
            return None, None
        return named - self.sealed_names(), named & self.sealed_names()

    def _columns_to_write(self, named: set[str] | None, sealing: bool) -> set[str] | None:
        if named is None:
            if sealing:
                return None
            held = self.__dict__.keys() - {"envelope", self._meta.pk.attname}
            return {field.name for field in self._meta.concrete_fields if field.attname in held}
        return named | ({"version", "envelope"} if sealing else {"version"})

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *args: Any) -> Any:  # type: ignore[override]  # as its arguments come
        """In the place of Django's UPDATE: one of the version that was read, together with the manifest."""
        write: Write = self.__dict__["_write"]
        write.update(values)
        return True

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: Any) -> Any:  # type: ignore[override]
        """Django's own INSERT, together with the manifest."""
        query = InsertQuery(type(self))
        query.insert_values(fields, [self], raw=raw)
        write: Write = self.__dict__["_write"]
        write.insert(query.get_compiler(using=using).as_sql())
        return []

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read again; naming a sealed attribute reads the envelope and drops every unsaved sealed value."""
        columns, sealed = self._divided(None if fields is None else set(fields))
        if columns is not None and sealed:
            columns |= {"envelope", "version"}
        super().refresh_from_db(using=using, fields=columns, from_queryset=from_queryset)
        if columns is None or sealed:
            cell.forget(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pk}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A sealed row is never pickled: pass its id.")

    def __copy__(self) -> Self:
        return self._twin(copy)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._twin(lambda value: deepcopy(value, memo))

    def _twin(self, duplicate: Callable[[Any], Any]) -> Self:
        twin = type(self).__new__(type(self))
        for name, value in self.__dict__.items():
            twin.__dict__[name] = duplicate(value) if name == "_state" else value
        return twin

    def __delattr__(self, name: str) -> None:
        if name in self.sealed_names():
            raise AttributeError(
                f"{name} is sealed: it is emptied by assigning, and read anew by refresh_from_db."
            )
        super().__delattr__(name)


def _declared(sender: type[models.Model], **kwargs: Any) -> None:
    """Every concrete sealed model says its section and key class, and strikes deleted rows off."""
    if not issubclass(sender, SealedModel) or sender._meta.abstract:
        return
    if not sender.Sealed.section or sender.Sealed.key_class not in KEY_CLASSES:
        raise ImproperlyConfigured(
            f"{sender.__name__}.Sealed needs a section and a key_class of {KEY_CLASSES}."
        )
    if sender._meta.parents or sender._meta.db_returning_fields:
        raise ImproperlyConfigured(
            f"{sender.__name__} is sealed: a row is written by one statement, into one table, and asks nothing back."
        )
    pre_delete.connect(_deleted, sender=sender, dispatch_uid=f"vault {sender._meta.label}")


def _deleted(sender: type[models.Model], instance: SealedModel, using: str, **kwargs: Any) -> None:
    strike(instance, using)


class_prepared.connect(_declared, dispatch_uid="vault declared")


def open_many(
    rows: Iterable[Any], *, unreadable: Callable[[Any, VaultError], None] | None = None
) -> list[Any]:
    """Open rows of many scopes with one query for their manifests and one for their keys.

    Returns the opened rows. A row that cannot be read raises, or is handed to `unreadable` and left out.
    """
    found = list(rows)
    opened: list[Any] = []
    with keys.session() as session:
        session.preload(
            [row.vault_scope() for row in found], found[0]._state.db or DEFAULT_DB_ALIAS if found else ""
        )
        for row in found:
            try:
                cell.open_row(row, session)
            except VaultError as problem:
                if unreadable is None:
                    raise
                unreadable(row, problem)
            else:
                opened.append(row)
    return opened


def sealed_models() -> list[type[SealedModel]]:
    """Return every concrete sealed model that is installed."""
    return [model for model in apps.get_models() if issubclass(model, SealedModel)]


_PLAIN_TEXT: dict[str, str] = {}


def allow_plain_text(column: str, why: str) -> None:
    """Note that `column` ("cases.Case.reference") may hold plain text, and why that says nothing of a person."""
    _PLAIN_TEXT[column] = why


def plain_text_columns(model: type[models.Model]) -> list[str]:
    """Return the columns of free text that nobody has given a reason for (rule P2).

    Columns with choices hold codes; keys, columns of fewer than four characters and columns named by
    `allow_plain_text` are no free text.
    """
    free = []
    for field in model._meta.local_concrete_fields:
        inner = getattr(field, "base_field", field)
        if not isinstance(inner, models.CharField | models.TextField | models.JSONField):
            continue
        short = inner.max_length is not None and inner.max_length < 4
        if field.primary_key or field.is_relation or inner.choices or field.choices or short:
            continue
        if f"{model._meta.label}.{field.name}" not in _PLAIN_TEXT:
            free.append(field.name)
    return free
