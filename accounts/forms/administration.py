"""Forms of the administration pages."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.account import time_zones
from accounts.models import Office, OfficeHoliday
from accounts.models.organisations import WEEKDAYS, language_code
from accounts.permissions import DutyCode, Permission, Role
from accounts.settings_register import Kind, Setting
from accounts.two_people import GIVING

IMPORT_LIMIT = 256 * 1024


class DayField(forms.DateField):
    """A date by the browser's own control."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The calendar and languages of an office."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: time_zones()[1:])
    weekend_days = forms.TypedMultipleChoiceField(
        label=_("Weekly days off"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.CharField(
        label=_("Languages"), help_text=_("Codes with blanks between them, for example: en fr ro")
    )

    class Meta:
        model = Office
        fields = ["time_zone", "weekend_days", "languages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["languages"] = " ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        codes = str(self.cleaned_data["languages"]).split()
        for code in codes:
            language_code(code)
        return list(dict.fromkeys(codes))


class CodeNameField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Offices by their code names, which is what other organisations know."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.code_name)


class PartnerForm(forms.Form):
    """The office to ask."""

    partner = CodeNameField(label=_("Partner office"), queryset=Office.objects.none())

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["partner"] = office.partner_id
        others = Office.objects.filter(is_active=True).exclude(organisation=office.organisation_id)
        self.fields["partner"].queryset = others.order_by("code_name")  # type: ignore[attr-defined]  # a model choice field has one


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """One day on which the office is closed."""

    day = DayField(label=_("Date"))

    class Meta:
        model = OfficeHoliday
        fields = ["day", "name"]


class PeriodForm(forms.Form):
    """From a day to a day in the office's time zone; without days from now until ended."""

    valid_from = DayField(label=_("From"), required=False, help_text=_("Empty: from now on."))
    valid_to = DayField(
        label=_("Up to and including"), required=False, help_text=_("Empty: until it is ended.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if last and last < (first or timezone.localdate()):
            self.add_error("valid_to", ValidationError(_("The end lies before the beginning.")))
        return cleaned


class ReasonForm(PeriodForm):
    """Why it is given, as a code: the second person reads it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: list(GIVING.items()))


class RoleForm(ReasonForm):
    """A role to give."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["role", "reason", "valid_from", "valid_to"]


class DutyForm(ReasonForm):
    """A duty to give."""

    code = forms.ChoiceField(label=_("Duty"), choices=DutyCode.choices)
    field_order = ["code", "reason", "valid_from", "valid_to"]


class ExtendForm(forms.Form):
    """The last day of an account."""

    until = DayField(label=_("Last day"))


class InviteForm(forms.Form):
    """Somebody new at an office."""

    display_name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(pk__in=user.offices_with(Permission.STAFF_INVITE))
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a model choice field has one

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class SettingForm(forms.Form):
    """A new value of one setting."""

    effective_from = DayField(label=_("Effect from"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["value", "effective_from", "reason"]

    def __init__(self, *args: Any, setting: Setting, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["value"] = self._value_field(setting)
        self.initial.setdefault("value", " ".join(current) if setting.kind is Kind.CODES else current)
        self.initial.setdefault("effective_from", timezone.localdate())
        self.order_fields(self.field_order)

    @staticmethod
    def _value_field(setting: Setting) -> forms.Field:
        """The control that suits the kind; the register checks the value itself."""
        label = _("New value")
        if setting.kind is Kind.BOOLEAN:
            return forms.ChoiceField(label=label, choices=[("True", _("Yes")), ("False", _("No"))])
        if setting.kind is Kind.CHOICE:
            return forms.ChoiceField(
                label=label, choices=[(code, setting.label(code)) for code in setting.range]
            )
        return forms.CharField(label=label, max_length=500)

    def clean_value(self) -> Any:
        return self.setting.clean(self.cleaned_data["value"])


class SettingsFileForm(forms.Form):
    """A file of settings as the export writes it."""

    file = forms.FileField(label=_("File of settings"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def clean_file(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        if given.size > IMPORT_LIMIT:
            raise ValidationError(_("This file is too large for settings."))
        try:
            content = json.loads(given.read())
            values = content["settings"]
        except (ValueError, KeyError, TypeError):
            raise ValidationError(_("This is not a file of settings.")) from None
        if not isinstance(values, dict):
            raise ValidationError(_("This is not a file of settings."))
        return values
