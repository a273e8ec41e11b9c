"""An amount and its currency, with the currency of the office's country chosen already."""

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.forms.widgets import LongSelect
from vault.money import Money
from vault.money import MoneyField as VaultMoneyField


class AmountWidget(forms.MultiWidget):
    """A box for the amount beside a drop-down of the currencies in use."""

    use_fieldset = True

    def __init__(self, preferred: str = "") -> None:
        self.preferred = preferred
        amount = forms.TextInput(
            attrs={
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "govuk-input--width-10",
                "part_label": _("Amount"),
            }
        )
        currency = LongSelect(attrs={"part_label": _("Currency")}, choices=())
        super().__init__({"amount": amount, "currency": currency})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        for part in self.widgets:
            if isinstance(part, LongSelect):
                part.choices = [("", ""), *currencies()]
        return super().get_context(name, value, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.amount, value.currency] if isinstance(value, Money) else ["", self.preferred]


class MoneyField(VaultMoneyField):
    """Money as it is asked: an amount alone is enough to be told what is missing, a currency alone is no answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=AmountWidget(), **kwargs)

    def prefer(self, country: str) -> None:
        """Choose the currency of this country until somebody chooses another."""
        if isinstance(self.widget, AmountWidget):
            self.widget.preferred = currency_of(country)

    def clean(self, value: Any) -> Any:
        amount, currency = (*(value or ()), "", "")[:2]
        amount = str(amount or "").strip().replace(",", ".")
        return super().clean([amount, currency] if amount else [])


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    """Codes that are legal tender somewhere today, by CLDR."""
    periods = get_global("territory_currencies").values()
    return frozenset(code for rows in periods for code, _start, end, tender in rows if tender and not end)


def currency_of(country: str) -> str:
    """The first currency in use in a country, empty for an unknown one."""
    rows = get_global("territory_currencies").get(country, [])
    return next((code for code, _start, end, tender in rows if tender and not end), "")


def currencies() -> list[tuple[str, str]]:
    """Code and name of every currency in use, in the reader's language."""
    return list(_currencies_in((get_language() or "en").split("-")[0]))


@lru_cache(maxsize=8)
def _currencies_in(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale(language).currencies
    return tuple((code, f"{code} – {names.get(code, code)}") for code in sorted(_in_use()))
