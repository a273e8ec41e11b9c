"""What a report may be asked about. Checking only."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.permissions import Permission
from cases.dictionary import label
from reports.figures import CATALOGUE
from reports.figures.scope import Request

if TYPE_CHECKING:
    from accounts.models import User

BETWEEN = "between"
YEARS_OFFERED = 6
# One title per report; a report may consist of several figures.
REPORT_TITLES = {
    "R33": _("Head-line numbers"),
    "R1": _("Persons by year of assistance"),
    "R3": _("Sex and gender"),
    "R4": _("Age"),
    "R6": _("Nationality"),
    "R7": _("Country of exploitation"),
    "R12": _("Education"),
    "R16": _("Types of exploitation"),
}


def periods(today: date) -> list[tuple[str, Any]]:
    """The quick choices: the last years, newest first, and two days of one's own."""
    years = [(str(year), str(year)) for year in range(today.year, today.year - YEARS_OFFERED, -1)]
    return [*years, (BETWEEN, _("Between two days"))]


class ReportForm(forms.Form):
    """Period, offices, tables and language. `user` bounds the offices."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.RadioSelect)
    period_from = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period_to = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    basis = forms.ChoiceField(label=_("The period is that of"), widget=forms.RadioSelect)
    offices = forms.TypedMultipleChoiceField(label=_("Offices"), widget=forms.CheckboxSelectMultiple)
    figures = forms.MultipleChoiceField(label=_("Tables and charts"), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES)

    def __init__(
        self, *args: Any, user: "User", permission: Permission = Permission.REPORT_VIEW, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered: dict[str, list[str]] = {}
        ids = user.offices_with(permission)
        offices = {office.pk: office.name for office in Office.objects.filter(pk__in=ids)}
        reports = [figure.report for figure in CATALOGUE]
        self._offer("period", periods(timezone.localdate()))
        self._offer(
            "basis",
            [("registration", label("registration_date")), ("assistance", label("assistance_start_date"))],
        )
        self._offer("offices", [(str(pk), name) for pk, name in offices.items()])
        self._offer("figures", [(report, REPORT_TITLES[report]) for report in dict.fromkeys(reports)])
        for name in ("period_from", "period_to"):
            setattr(self.fields[name], "show_when", f"period={BETWEEN}")  # noqa: B010  # read by config.forms
        for name, value in self.defaults(user).items():
            self.fields[name].initial = value

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type checker what the class body says
        field.choices = choices
        self.offered[name] = [value for value, _label in choices]

    def defaults(self, user: "User") -> dict[str, Any]:
        """This year, everything, in one's own language."""
        return {
            "period": str(timezone.localdate().year),
            "basis": "registration",
            "offices": self.offered["offices"],
            "figures": self.offered["figures"],
            "language": user.language or settings.LANGUAGE_CODE,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("period") == BETWEEN:
            first, last = cleaned.get("period_from"), cleaned.get("period_to")
            if not first and "period_from" not in self.errors:
                self.add_error("period_from", _("Give the first day."))
            if not last and "period_to" not in self.errors:
                self.add_error("period_to", _("Give the last day."))
            if first and last and last < first:
                self.add_error("period_to", _("The last day is before the first."))
        return cleaned

    def request(self) -> Request:
        """What was asked for, of a valid form."""
        chosen = self.cleaned_data
        if chosen["period"] == BETWEEN:
            first, last = chosen["period_from"], chosen["period_to"]
        else:
            first, last = date(int(chosen["period"]), 1, 1), date(int(chosen["period"]), 12, 31)
        params = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "offices": chosen["offices"],
            "figures": chosen["figures"],
            "basis": chosen["basis"],
        }
        return Request.from_params(params)
