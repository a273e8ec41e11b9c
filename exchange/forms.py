"""Asking for an export. Checking only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from cases import dictionary
from cases.forms.fields import PRIVATE_INPUT, CodesField, DayField
from cases.sections import SECTIONS
from exchange import columns
from exchange.models import Export, Purpose, Recipient


class ExportForm(forms.Form):
    """Who gets it, what for, which cases, which columns. `office` bounds the columns to what the person may read there."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices, widget=forms.RadioSelect)
    recipient = forms.ChoiceField(
        label=_("Who will have the file"), choices=Recipient.choices, widget=forms.RadioSelect
    )
    recipient_name = forms.CharField(
        label=_("Name of the recipient"),
        help_text=_(
            "As it stands in the consent of each person. Cases whose consent does not name it are left out."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=dict(PRIVATE_INPUT)),
    )
    statuses = CodesField(
        label=_("Only cases with this status"), choices=dictionary.choices_of("case_status"), required=False
    )
    registered_from = DayField(label=_("Registered from"))
    registered_to = DayField(label=_("Registered until"))
    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=Export.Format.choices,
        widget=forms.RadioSelect,
        initial=Export.Format.XLSX,
    )

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient_name"].show_when = "recipient=" + "|".join(  # type: ignore[attr-defined]  # house field mark
            code for code in Recipient.values if code != Recipient.INTERNAL
        )
        for group, offered in columns.offered(user, office).items():
            title = SECTIONS[group].title if group in SECTIONS else _("Where the person is")
            self.fields[f"columns_{group}"] = CodesField(
                label=_("Columns: %(section)s") % {"section": title}, choices=offered, required=False
            )
        if "columns_location" in self.fields:
            self.fields["columns_location"].help_text = _(
                "Only if the purpose cannot be reached without: whoever finds the file finds the person."
            )

    def chosen(self) -> list[str]:
        """The columns, of all groups."""
        return list(self._chosen())

    def _chosen(self) -> Iterator[str]:
        for name in self.fields:
            if name.startswith("columns_"):
                yield from self.cleaned_data.get(name, [])

    def clean(self) -> dict[str, Any]:
        """One column at least; a name where it leaves the office; days in order."""
        found = super().clean() or {}
        if not self.chosen():
            self.add_error(None, _("Choose at least one column."))
        if (
            found.get("recipient") not in (None, Recipient.INTERNAL)
            and not found.get("recipient_name", "").strip()
        ):
            self.add_error("recipient_name", _("Say who will have the file."))
        first, last = found.get("registered_from"), found.get("registered_to")
        if first and last and first > last:
            self.add_error("registered_to", _("The last day is before the first."))
        return found
