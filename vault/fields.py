"""The Sealed… attributes: declared like fields, without a column, kept in their row's envelope.

Django's forms, `full_clean` and templates treat them as the fields they are; SQL cannot see them. A
query that names one is refused before it is sent: what was typed must never become an SQL parameter.

The classes say `type: ignore[misc,type-arg]` because the stubs make fields generic, which the fields
themselves are not, and because SealedField and Django's field name the two parameters differently.
"""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vault import cell, partial
from vault.money import Money, MoneyField


class SealedAttribute:
    """Where a sealed attribute is read for the first time: opens the row (see vault/cell.py).

    From then on, or once it was assigned, the value lies in the instance's dictionary, where Python looks
    first: this has no `__set__` so that it does.
    """

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else cell.read(instance, self.field)


class SealedField(models.Field):  # type: ignore[type-arg]  # each subclass has its own types
    """What all sealed attributes have in common. Usual keywords of a field; no index, no uniqueness."""

    empty: Any = None
    # The type whose values JSON holds as they are, so that `to_content` has nothing to do.
    as_it_is: type | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["serialize"] = False
        # Where nothing is None, an empty answer is refused by `blank`, with the words that forms use for it.
        kwargs["null"] = self.empty is None
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=True)
        setattr(cls, name, SealedAttribute(self))

    def get_attname_column(self) -> tuple[str, Any]:
        return self.get_attname(), None

    def db_type(self, connection: Any) -> None:
        return None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        problems = list(super().check(**kwargs))
        if self.unique or getattr(self, "db_index", False) or self.primary_key:
            problems.append(
                checks.Error("A sealed attribute has no column to index.", obj=self, id="vault.E010")
            )
        return problems

    def get_default(self) -> Any:
        if self.has_default():
            return super().get_default()
        return self.empty.copy() if isinstance(self.empty, list) else self.empty

    def is_empty(self, value: Any) -> bool:
        """Whether `value` needs no place in the envelope: nothing said, and nothing is what it starts as."""
        return not self.has_default() and (value is None or value == self.empty)

    def to_content(self, value: Any) -> Any:
        """Return `value` as JSON can hold it. Raises ValidationError for what the field cannot be."""
        return self.to_python(value)

    def from_content(self, stored: Any) -> Any:
        """Undo `to_content`."""
        return stored

    @classmethod
    def is_decoded(cls) -> bool:
        """Whether what the envelope holds differs from the attribute's value."""
        return cls.from_content is not SealedField.from_content

    def refusal(self) -> FieldError:
        """The error that says why SQL does not get this attribute."""
        return FieldError(
            f"{self.model._meta.label}.{self.name} is sealed: SQL cannot filter, order, list or update by it. "
            "Open the row, or search through vault.indexes."
        )

    def get_col(self, *args: Any, **kwargs: Any) -> Any:
        raise self.refusal()

    def get_db_prep_save(self, *args: Any, **kwargs: Any) -> Any:
        raise self.refusal()

    def get_lookup(self, lookup_name: str) -> Any:
        raise self.refusal()

    def get_transform(self, lookup_name: str) -> Any:
        raise self.refusal()


class SealedText(SealedField, models.CharField):  # type: ignore[misc,type-arg]
    """One line of text. `max_length` is kept by forms and `full_clean`."""

    empty = ""
    as_it_is = str


class SealedLongText(SealedField, models.TextField):  # type: ignore[misc,type-arg]
    """Text of several lines."""

    empty = ""
    as_it_is = str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))


class SealedCode(SealedField, models.CharField):  # type: ignore[misc,type-arg]
    """One code of a list (`choices`)."""

    empty = ""
    as_it_is = str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)


class SealedCodes(SealedField):
    """Several codes of a list (`choices`): a list of strings in the order given, without repetition."""

    empty: Any = []

    def to_python(self, value: Any) -> list[str] | None:
        if value is None:
            return None
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            raise ValidationError(_("Choose from the list."), code="invalid")
        return list(dict.fromkeys(str(code) for code in value))

    def validate(self, value: Any, model_instance: Any) -> None:
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")
        if self.choices is not None:
            known = {str(code) for code, _label in self.flatchoices}
            for code in value or []:
                if code not in known:
                    raise ValidationError(
                        self.error_messages["invalid_choice"], code="invalid_choice", params={"value": code}
                    )

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]  # gives a list, where Field gives one value
        form_class = kwargs.pop("form_class", None) or kwargs.pop("choices_form_class", None)
        kwargs.pop("choices_form_class", None)
        defaults: dict[str, Any] = {
            "required": not self.blank,
            "label": self.verbose_name and str(self.verbose_name)[:1].upper() + str(self.verbose_name)[1:],
            "help_text": self.help_text,
            "choices": self.flatchoices,
        }
        if self.has_default():
            defaults["initial"] = self.get_default
        return (form_class or forms.MultipleChoiceField)(**{**defaults, **kwargs})


class SealedDate(SealedField, models.DateField):  # type: ignore[misc,type-arg]
    """A whole date."""

    def to_content(self, value: Any) -> str | None:
        known = self.to_python(value)
        return None if known is None else known.isoformat()

    def from_content(self, stored: Any) -> datetime.date | None:
        return None if stored is None else datetime.date.fromisoformat(stored)


class SealedPartialDate(SealedField):
    """A date of which the day or the month may be unknown (vault.partial.PartialDate)."""

    def to_python(self, value: Any) -> partial.PartialDate | None:
        return partial.read(value)

    def to_content(self, value: Any) -> str | None:
        known = self.to_python(value)
        return None if known is None else str(known)

    def from_content(self, stored: Any) -> partial.PartialDate | None:
        return None if stored is None else partial.PartialDate.parse(stored)

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]  # see SealedCodes
        return super().formfield(**{"form_class": partial.PartialDateField, **kwargs})


class SealedInteger(SealedField, models.IntegerField):  # type: ignore[misc,type-arg]
    """A whole number."""

    as_it_is = int


class SealedDecimal(SealedField, models.DecimalField):  # type: ignore[misc,type-arg]
    """A decimal number of `max_digits` and `decimal_places`."""

    def to_content(self, value: Any) -> str | None:
        known = self.to_python(value)
        return None if known is None else str(known)

    def from_content(self, stored: Any) -> Decimal | None:
        return None if stored is None else Decimal(stored)


class SealedBoolean(SealedField, models.BooleanField):  # type: ignore[misc,type-arg]
    """Yes, no, or not answered (None)."""

    as_it_is = bool

    def to_python(self, value: Any) -> Any:
        return None if value is None else super().to_python(value)


class SealedMoney(SealedField):
    """An amount with its currency (vault.money.Money)."""

    def to_python(self, value: Any) -> Money | None:
        return Money.read(value)

    def to_content(self, value: Any) -> list[str] | None:
        known = self.to_python(value)
        return None if known is None else [str(known.amount), known.currency]

    def from_content(self, stored: Any) -> Money | None:
        return None if stored is None else Money(Decimal(stored[0]), stored[1])

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]  # see SealedCodes
        return super().formfield(**{"form_class": MoneyField, **kwargs})


class SealedJSON(SealedField, models.JSONField):  # type: ignore[misc]
    """Anything JSON can hold. A change inside the value is noticed when the row is saved."""
