"""Asking for an erasure, confirming it as the first person, legal holds, and what recipients said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.erasing.page import LOST
from cases.forms.fields import CodeField, CodesField, DayField, LineField, TickField
from cases.models import CheckedHow, ErasureReason, Extent, HoldReason, NoticeAnswer

REASONS = [choice for choice in ErasureReason.choices if choice[0] != ErasureReason.WITHDRAWN]


class AskErasureForm(forms.Form):
    """How much, and why."""

    extent = CodeField(label=_("What is to be erased?"), choices=Extent.choices, short=True, required=True)
    reason = CodeField(label=_("Why?"), choices=REASONS, short=True, required=True)


class CheckErasureForm(forms.Form):
    """That the wish was checked by a safe channel, and that what is lost was said."""

    checked_how = CodeField(
        label=_("How did you check that the person wants this?"),
        help_text=_("Alone and in safety: nobody else may be listening or writing in the person's name."),
        choices=CheckedHow.choices,
        short=True,
        required=True,
    )
    told = CodesField(
        label=_("What is lost for ever was said"),
        choices=list(LOST.items()),
        required=False,
    )
    at_once = TickField(
        label=_("The person insists that it takes effect at once"),
        help_text=_("Then it cannot be taken back once the second person has confirmed."),
        required=False,
    )

    def clean(self) -> dict[str, object]:
        """Every loss has to be told, unless there is no person to tell."""
        given = super().clean() or {}
        if given.get("checked_how") not in (None, "", CheckedHow.NO_PERSON) and set(
            given.get("told") or ()
        ) != set(LOST):
            self.add_error("told", _("Say each of these to the person before you confirm."))
        return given


class HoldForm(forms.Form):
    """Who wants the file kept, why, and for how long."""

    reason = CodeField(label=_("Reason"), choices=HoldReason.choices, short=True, required=True)
    authority = LineField(label=_("Court or authority"), max_length=200, required=True)
    held_from = DayField(label=_("From"), required=True)
    held_until = DayField(
        label=_("Until"), help_text=_("Leave it empty when nobody knows yet."), required=False
    )


class AnswerForm(forms.Form):
    """What a recipient said."""

    answer = CodeField(label=_("Answer"), choices=NoticeAnswer.choices, short=True, required=True)
