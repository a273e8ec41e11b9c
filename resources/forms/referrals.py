"""Referring an item to a provider, asking without data, and what a provider says."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField, CodeField, CodesField, DayField
from cases.models import Case, Way
from resources import passing
from resources.models import Provider, Suitability

if TYPE_CHECKING:
    from accounts.models import User


class _ProviderForm(forms.Form):
    """One of the providers that help with what is needed; all that work where none says so."""

    provider = forms.ModelChoiceField(label=_("Provider"), queryset=Provider.objects.none(), empty_label="")

    def __init__(self, *args: Any, service: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Provider.objects.plain().working()
        fitting = working.filter(services__contains=[service])
        field: Any = self.fields["provider"]
        field.queryset = fitting if fitting.exists() else working


class ReferForm(_ProviderForm):
    """To whom, which answers, and how it was told."""

    keys = CodesField(
        label=_("What is passed on"),
        choices=[],
        help_text=_(
            "Nothing is ticked beforehand. Choose together with the person, and as little as possible."
        ),
    )
    message = AccountField(label=_("What is asked"), max_length=2000)
    how = CodeField(label=_("How?"), choices=Way.choices, short=True, required=True, initial=Way.MESSAGE)

    def __init__(self, *args: Any, user: "User", case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keys"]
        field.choices = passing.offered(user, case)


class EnquiryForm(_ProviderForm):
    """Whether there is room: codes only, so that nobody can be told from it."""

    wanted = CodesField(label=_("Should be suited to"), choices=Suitability.choices)


class ReportForm(forms.Form):
    """What a provider says."""

    state = CodeField(label=_("What happened"), choices=[], short=True, required=True)
    on = DayField(label=_("Day"), required=True)
    note = AccountField(
        label=_("Note"), max_length=2000, help_text=_("Sealed. Read by those who work on the case.")
    )

    def __init__(self, *args: Any, says: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = says
