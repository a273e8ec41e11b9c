"""Querysets of sealed models: lists without envelopes, and no way around sealing."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import F

from vault.fields import SealedField

_Row = TypeVar("_Row", bound=models.Model)
_WRITTEN_BY_SAVE = ("envelope", "version")


class EnvelopeField(models.BinaryField):  # type: ignore[type-arg]  # the stubs' parameters are not ours to choose
    """The column of the envelope. Its bytes are for vault/cell.py; nothing else has a use for them."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def from_db_value(self, value: Any, *args: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(
            f"{obj._meta.label} is sealed and is not dumped. Use the retention export of its app."
        )


class SealedQuerySet(models.QuerySet[_Row]):
    """Rows of a sealed model. Models with their own queryset derive it from this one."""

    def plain(self) -> Self:
        """Leave the envelopes where they are: for lists of plain columns."""
        return self.defer("envelope")

    def bulk_create(
        self, objs: Iterable[Any], batch_size: int | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Seal and insert `objs` together with their keys and manifests (vault.bulk)."""
        from vault import bulk

        if args or any(kwargs.values()):
            raise TypeError("Sealed rows are inserted or refused; conflicts are not merged.")
        return bulk.create(objs, batch=batch_size or bulk.BATCH, using=self.db)

    def _values(self, *fields: Any, **expressions: Any) -> Self:
        """Under values() and values_list(): name the reason, where Django would say "cannot resolve"."""
        for field in self.model._meta.private_fields:
            if field.name in fields and isinstance(field, SealedField):
                raise field.refusal()
        return super()._values(*fields, **expressions)  # type: ignore[misc,no-any-return]  # not in the stubs

    def update(self, **kwargs: Any) -> int:
        """Change plain columns. The rows' versions rise, so that an edit in progress is noticed."""
        if refused := [name for name in kwargs if name in _WRITTEN_BY_SAVE]:
            raise FieldError(f"{', '.join(refused)} of a sealed model is written by save() alone.")
        return super().update(**kwargs, version=F("version") + 1)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise TypeError("Sealed rows are saved one by one: each has its version and its line in a manifest.")


SealedManager = models.Manager.from_queryset(SealedQuerySet)
