"""Asking to tell something without consent, and noting that it was told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField, CodeField, CodesField, LineField
from cases.models import ExceptionGround, RecipientKind, Way
from cases.models.disclosures import categories
from cases.models.laws import Duty


class ExceptionForm(forms.Form):
    """The ground, to whom, the least that has to be told, why, and what it could do to the person."""

    ground = CodeField(
        label=_("On which ground?"), choices=ExceptionGround.choices, short=True, required=True
    )
    recipient = LineField(
        label=_("Who is told?"), help_text=_("It is kept sealed."), max_length=200, required=True
    )
    recipient_kind = CodeField(
        label=_("What kind of recipient is that?"), choices=RecipientKind.choices, short=True, required=True
    )
    categories = CodesField(
        label=_("The least that has to be told"),
        help_text=_("Nothing else may be told by it."),
        choices=categories,
        required=True,
    )
    reason = AccountField(label=_("Why it cannot wait for consent"), max_length=4000, required=True)
    safety = AccountField(
        label=_("What could happen to the person through it, and what was done about that"),
        help_text=_("Look at this first. Speak with the person beforehand wherever that is safe."),
        max_length=4000,
        required=True,
    )

    def __init__(self, *args: Any, duties: dict[str, dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = duties
        grounds = [
            choice for choice in ExceptionGround.choices if duties or choice[0] != ExceptionGround.LEGAL_DUTY
        ]
        self.fields["ground"] = CodeField(
            label=self.fields["ground"].label, choices=grounds, short=True, required=True
        )
        if duties:
            labels = dict(Duty.choices)
            self.fields["duty"] = CodeField(
                label=_("What must be reported"),
                choices=[(code, f"{labels[code]} ({one['to']})") for code, one in duties.items()],
                short=True,
            )
            self.fields["duty"].show_when = "ground=legal_duty"  # type: ignore[attr-defined]  # house field mark
            self.order_fields(["ground", "duty"])

    def clean(self) -> dict[str, Any]:
        """A duty is named where it is the ground."""
        given = super().clean() or {}
        if given.get("ground") == ExceptionGround.LEGAL_DUTY and not given.get("duty"):
            self.add_error("duty", _("Say what must be reported."))
        return given


class UsedForm(forms.Form):
    """How it was told."""

    how = CodeField(label=_("How was it told?"), choices=Way.choices, short=True, required=True)


class ToldForm(forms.Form):
    """Whether the person has been told, or why not yet."""

    is_safe = CodeField(
        label=_("Has the person been told?"),
        choices=[("yes", _("Yes, in safety")), ("no", _("No, it is not safe yet: remind me again"))],
        short=True,
        required=True,
    )
