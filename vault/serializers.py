"""The API's side of sealed models: `fields` may name sealed attributes like any other."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from vault import fields, partial
from vault.money import Money


class PartialDateSerializerField(serializers.Field):  # type: ignore[type-arg]  # the stubs' four parameters add nothing
    """A partial date as "2019", "2019-03" or "2019-03-07"."""

    def to_internal_value(self, data: Any) -> partial.PartialDate:
        try:
            return partial.PartialDate.parse(data)
        except (ValueError, TypeError, AttributeError):
            raise serializers.ValidationError("Write 2019, 2019-03 or 2019-03-07.") from None

    def to_representation(self, value: partial.PartialDate) -> str:
        return str(value)


class MoneySerializerField(serializers.Field):  # type: ignore[type-arg]
    """An amount as {"amount": "12.50", "currency": "EUR"}."""

    def to_internal_value(self, data: Any) -> Money | None:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            raise serializers.ValidationError("Give amount and currency.")
        return Money.read((data["amount"], data["currency"]))

    def to_representation(self, value: Money) -> dict[str, str]:
        return {"amount": str(value.amount), "currency": value.currency}


class CodesSerializerField(serializers.ListField):
    """Several codes of a list."""

    child = serializers.CharField()


class SealedModelSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """A ModelSerializer that knows sealed attributes by name, never shows an envelope and takes no other key.

    What somebody sends beside the fields that may be written is refused, not ignored: it is an attempt or a mistake.
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        fields.SealedPartialDate: PartialDateSerializerField,
        fields.SealedMoney: MoneySerializerField,
        fields.SealedCodes: CodesSerializerField,
    }

    def to_internal_value(self, data: Any) -> Any:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        if isinstance(data, Mapping) and (beside := sorted(set(data) - writable)):
            raise serializers.ValidationError({name: ["This cannot be set here."] for name in beside})
        return super().to_internal_value(data)

    def build_field(self, field_name: str, info: Any, model_class: Any, nested_depth: int) -> Any:
        for field in model_class.sealed_fields():
            if field.name == field_name:
                return self._build_sealed(field)
        return super().build_field(field_name, info, model_class, nested_depth)

    def _build_sealed(self, field: fields.SealedField) -> Any:
        if not isinstance(field, fields.SealedCodes):
            field_class, kwargs = self.build_standard_field(field.name, field)
            if isinstance(field, fields.SealedPartialDate | fields.SealedMoney):
                kwargs = {name: value for name, value in kwargs.items() if name in _COMMON}
            return field_class, kwargs
        kwargs = {"required": not field.blank, "allow_empty": field.blank, "label": field.verbose_name}
        if field.choices:
            kwargs["child"] = serializers.ChoiceField(choices=field.flatchoices)
        return CodesSerializerField, kwargs

    def get_field_names(self, declared_fields: Any, info: Any) -> Any:
        names = super().get_field_names(declared_fields, info)
        if "envelope" in (getattr(self.Meta, "fields", None) or ()):
            raise TypeError("An envelope is not shown.")
        return [name for name in names if name != "envelope"]


_COMMON = {"required", "allow_null", "label", "help_text", "read_only", "default", "validators"}

__all__ = [
    "CodesSerializerField",
    "MoneySerializerField",
    "PartialDateSerializerField",
    "SealedModelSerializer",
]
