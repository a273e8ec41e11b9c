"""Forms of one's own account."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import MAX_LENGTH


def time_zones() -> list[tuple[str, str]]:
    """Every IANA zone of a place, to choose from."""
    places = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    return [("", str(_("The office's time zone"))), ("UTC", "UTC"), *((name, name) for name in places)]


class OwnAccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Name, language and time zone."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: [("", _("The browser's language")), *settings.LANGUAGES],
        required=False,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False)

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]


def password_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A field for a new password."""
    return forms.CharField(
        label=label,
        max_length=MAX_LENGTH,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(_("New password"), password_validators_help_text_html)
    again = password_field(_("New password again"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", ValidationError(_("The two passwords differ.")))
        return cleaned


class EnrolmentForm(forms.Form):
    """The first code of an app that was just set up."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        help_text=_("The six digits your app shows now."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )
    code.narrow = True  # type: ignore[attr-defined]  # read by config/forms.py
