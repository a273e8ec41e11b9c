"""Amounts with their currency, and the form's field for them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency, named by its ISO 4217 code."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @classmethod
    def read(cls, value: Any) -> "Money | None":
        """Return `value` (Money, or a pair of amount and code) as Money; raise ValidationError otherwise."""
        if value is None or isinstance(value, Money):
            return value
        try:
            amount, currency = value
            known = cls(Decimal(str(amount)), str(currency).upper())
        except (TypeError, ValueError, InvalidOperation):
            known = None
        if known is None or not known.amount.is_finite() or not _is_code(known.currency):
            raise ValidationError(_("Enter an amount and its currency."), code="invalid")
        return known


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha()


class MoneyWidget(forms.MultiWidget):
    """An amount beside a currency code."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(
            {
                "amount": forms.NumberInput(attrs={"step": "0.01"}),
                "currency": forms.TextInput(attrs={"size": "3"}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.amount, value.currency] if isinstance(value, Money) else [None, None]


class MoneyField(forms.MultiValueField):
    """The form's field of an amount and its currency."""

    widget = MoneyWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.DecimalField(label=_("Amount")), forms.CharField(label=_("Currency"), max_length=3))
        super().__init__(fields=fields, **kwargs)

    def compress(self, data_list: Any) -> Money | None:
        return Money.read(data_list) if data_list else None
