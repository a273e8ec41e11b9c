"""How instances of sealed models are made: by somebody, or of what a statement brought."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

if TYPE_CHECKING:
    from django.db.models import Model as _Model
else:
    _Model = object


class Made(_Model):
    """The part of a sealed model that its instances are made by; it stands before Django's."""

    if TYPE_CHECKING:

        @classmethod
        def sealed_names(cls) -> frozenset[str]: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Django's. Sealed values need none of what it does for each field that has no column."""
        given = {name: kwargs.pop(name) for name in self.sealed_names() & kwargs.keys()} if kwargs else {}
        super().__init__(*args, **kwargs)
        self.__dict__.update(given)

    @classmethod
    def from_db(  # type: ignore[override]  # as its arguments come
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any
    ) -> Self:
        """As Django's, without what it does for instances that are no rows yet: a list makes many.

        What is not among `field_names` is fetched when it is asked for, as ever. Where somebody listens to instances
        being made, or a model does something of its own then, Django's way is taken.
        """
        if cls.__init__ is not Made.__init__ or pre_init.has_listeners(cls) or post_init.has_listeners(cls):
            return super().from_db(db, field_names, values, **kwargs)
        row = cls.__new__(cls)
        held = row.__dict__
        held["_state"] = state = ModelState()
        state.adding, state.db = False, db
        held.update(zip(field_names, values, strict=True))
        return row
