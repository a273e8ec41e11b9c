"""Which blank form somebody takes along."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases.section import Phase

CORE, ALL = "core", "all"
INLINE = {"class": "govuk-radios--inline"}


class BlankFormForm(forms.Form):
    """Phase, length and language; the office is asked only of somebody who works at several."""

    phase = forms.ChoiceField(
        label=_("Which form"),
        choices=[(phase.value, phase.title) for phase in Phase],
        widget=forms.RadioSelect,
    )
    extent = forms.ChoiceField(
        label=_("Which questions"),
        choices=[(CORE, _("Core questions")), (ALL, _("All questions"))],
        widget=forms.RadioSelect(attrs=INLINE),
    )
    language = forms.ChoiceField(label=_("In which language"), widget=forms.RadioSelect(attrs=INLINE))
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Office.objects.none(),
        empty_label=None,
        help_text=_("What the law of its country obliges you to report is read out first."),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Office.objects.filter(pk__in=offices).order_by("name"))
        field: Any = self.fields["language"]
        field.choices = _languages_of(rows)
        if len(rows) > 1:
            office: Any = self.fields["office"]
            office.queryset = Office.objects.filter(pk__in=offices).order_by("name")
        else:
            del self.fields["office"]
        self._only = rows[0] if len(rows) == 1 else None
        self.initial = {
            "phase": Phase.SCREENING.value,
            "extent": CORE,
            "language": get_language(),
            "office": rows[0].pk if rows else None,
        }

    def values(self) -> dict[str, Any]:
        """For take_blank_form."""
        given = self.cleaned_data
        return {
            "office": self._only or given["office"],
            "phase": Phase(given["phase"]),
            "extended": given["extent"] == ALL,
            "language": given["language"],
        }


def _languages_of(offices: list[Office]) -> list[tuple[str, Any]]:
    """Every language there is, those of the offices first."""
    own = {code for office in offices for code in office.languages}
    return sorted(settings.LANGUAGES, key=lambda pair: pair[0] not in own)
