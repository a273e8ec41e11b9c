"""Consent as it is asked: the points read out, the person's decision, who gave it and how."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Organisation
from cases import dictionary
from cases.actions.files import Upload
from cases.actions.signing import LARGEST_DRAWING, drawing, written
from cases.attachments.kinds import accepted
from cases.forms.conditions import NOT_THE_PERSON
from cases.forms.fields import AccountField, CodeField, CodesField, DayField, LineField, TickField
from cases.forms.interview import typed_field
from cases.forms.questions import field_for
from cases.forms.readout import points_for
from cases.forms.wording import upload_of

FIRST = ("screening_interview", "data_processing")
# What a person can decide today; "withdrawn" and "expired" come about otherwise (domain/consent.md 1).
DECISIONS = ("granted", "granted_limited", "refused", "not_able")
SHARING = ("share_mission", "share_provider", "share_authority", "medical_sharing")
HOW = ("consent_language", "consent_form", "consent_giver", "consent_giver_name", "child_assent")
LIMITS = ("consent_limits", "consent_data_categories", "consent_valid_until")
CIRCUMSTANCES = (
    "interpreter_used",
    "interpreter_name",
    "read_aloud",
    "witness_name",
    "by_telephone",
    "pressure_present",
    "in_detention",
    "giver_suspected",
)
DECIDED_HINT = {
    "screening_interview": _("If the person refuses, we stop here. Help does not depend on it."),
    "data_processing": _("If the person refuses, we go on with a code name and do not ask who they are."),
}


class ConsentForm(forms.Form):
    """One decision for each kind of consent asked together, and what is said once for all of them.

    `types` are codes of the list consent_type. The answers come out of `rows()`, one set of arguments for
    `cases.actions.record_consent` per decision made; a kind without a decision is left for another day.
    """

    def __init__(
        self, *args: Any, types: Sequence[str], office: Office, on_paper: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.types = tuple(types)
        if on_paper:
            self.fields["said_at"] = forms.TimeField(
                label=_("Time of the decision, if the sheet says it"),
                required=False,
                help_text=_(
                    "Without it a yes on paper does not overrule a no of the same day: the person is asked again."
                ),
                widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}),
                error_messages={"invalid": _("Enter a time, for example 14:30.")},
            )
        self.points = points_for(self.types)
        self.fields["points"] = CodesField(
            label=_("Explained to the person"),
            help_text=_("Tick what you have read out or explained. What is missing can follow later."),
            choices=lambda: [(point, dictionary.label(point)) for point in self.points],
        )
        for kind in self.types:
            self.fields[f"status_{kind}"] = _decision(kind)
        self._add_limits()
        for key in HOW:
            self.fields[key] = field_for(key)
        self._add_circumstances()
        self._add_signature()
        self.fields["consent_language"].choices = lambda: languages_of(office)  # type: ignore[attr-defined]  # a choice field
        self.fields["consent_giver"].initial = "beneficiary"

    def _add_signature(self) -> None:
        """A paper to keep, or a signature on the screen: drawn, or a name typed and confirmed."""
        self.fields["paper"] = forms.FileField(
            label=_("The signed paper"),
            help_text=_("A picture or a PDF of it, if you have one. It is kept sealed with the files."),
            required=False,
            widget=forms.FileInput(attrs={"accept": accepted(recordings=False)}),
        )
        self.fields["paper"].show_when = "consent_form=written|thumbprint"  # type: ignore[attr-defined]  # house field mark
        self.fields["signature"] = forms.CharField(
            required=False, max_length=LARGEST_DRAWING, widget=forms.HiddenInput()
        )
        self.fields["signed_name"] = LineField(
            label=_("Or the name, typed by the person"),
            max_length=200,
            help_text=_("For who cannot or does not want to draw. The code name is enough."),
        )
        self.fields["signed_agreed"] = TickField(
            label=_("I have heard or read the text, and this is my signature")
        )
        for name in ("signed_name", "signed_agreed"):
            self.fields[name].show_when = "consent_form=electronic"  # type: ignore[attr-defined]  # house field mark
        self.fields["read_at"] = forms.DateTimeField(
            required=False, initial=lambda: timezone.now().isoformat(), widget=forms.HiddenInput()
        )

    def signed(self) -> Upload | None:
        """What was signed, as actions keep it; None without a signature. Raises FileRefused for a broken drawing."""
        given = self.cleaned_data
        if given.get("consent_form") != "electronic":
            return upload_of(given.get("paper"))
        if given.get("signature"):
            return drawing(given["signature"])
        return written(given["signed_name"]) if given.get("signed_name") else None

    def _add_limits(self) -> None:
        """What the person does not want recorded or shared, and with whom sharing is allowed."""
        status = "status_data_processing" if "data_processing" in self.types else f"status_{self.types[0]}"
        self.fields["consent_limits"] = AccountField(label=dictionary.label("consent_limits"))
        self.fields["consent_limits"].show_when = f"{status}=granted_limited"  # type: ignore[attr-defined]  # house field mark
        self.fields["consent_valid_until"] = field_for("consent_valid_until")
        self.fields["consent_valid_until"].help_text = _(
            "Only if the person sets an end. Shortly before, who works on the case is told to ask again."
        )
        if any(kind in SHARING for kind in self.types):
            self.fields["consent_data_categories"] = field_for("consent_data_categories")
            self.fields["consent_data_categories"].show_when = f"{status}=granted|granted_limited"  # type: ignore[attr-defined]  # house field mark
            self._add_recipients(f"{status}=granted|granted_limited")

    def _add_recipients(self, when: str) -> None:
        """With whom sharing is allowed: organisations we know, and any other by its name."""
        self.fields["recipients"] = CodesField(
            label=dictionary.label("consent_recipients"),
            help_text=_("Only those the person names. Nobody else may receive anything."),
            choices=lambda: [(str(one.pk), one.name) for one in Organisation.objects.order_by("name")],
        )
        self.fields["other_recipients"] = AccountField(
            label=_("Others, one on each line"), max_length=2000, help_text=_("As they are called.")
        )
        for name in ("recipients", "other_recipients"):
            self.fields[name].show_when = when  # type: ignore[attr-defined]  # house field mark

    def agreed_recipients(self) -> list[str]:
        """Numbers and names of those the person agreed to: an organisation we know stands with both."""
        chosen = self.cleaned_data.get("recipients") or []
        known = Organisation.objects.in_bulk(chosen)
        named = [str(one.name) for one in known.values()]
        lines = (self.cleaned_data.get("other_recipients") or "").splitlines()
        return [*chosen, *named, *(line.strip() for line in lines if line.strip())]

    def _add_circumstances(self) -> None:
        """What the validity test asks for beside the dictionary (domain/consent.md 3, 5 and 6)."""
        self.fields["interpreter_used"] = TickField(label=_("Explained through an interpreter"))
        self.fields["interpreter_name"] = field_for("interpreter_name")
        self.fields["interpreter_name"].show_when = "interpreter_used=on"  # type: ignore[attr-defined]  # house field mark
        self.fields["read_aloud"] = TickField(label=_("Read aloud"))
        self.fields["witness_name"] = LineField(label=_("Witness"), max_length=200)
        self.fields["witness_name"].show_when = "consent_form=verbal_witnessed"  # type: ignore[attr-defined]  # house field mark
        self.fields["by_telephone"] = TickField(
            label=_("Given by telephone"),
            help_text=_("The witness listened. It is confirmed in writing when that is safe."),
        )
        self.fields["by_telephone"].show_when = "consent_form=verbal_witnessed"  # type: ignore[attr-defined]  # house field mark
        self.fields["pressure_present"] = TickField(
            label=_("Police or an employer is in the room"),
            help_text=_("Then this consent counts as weak and is asked again later."),
        )
        self.fields["in_detention"] = TickField(
            label=_("The person is detained, or is to be expelled or prosecuted"),
            help_text=_("What is agreed to in detention counts as weak, too."),
        )
        self.fields["giver_suspected"] = TickField(
            label=_("The one who consents may be involved"),
            help_text=_(
                "Then they cannot consent for the child: an authority or an appointed guardian does."
            ),
        )
        self.fields["giver_suspected"].show_when = f"consent_giver={'|'.join(NOT_THE_PERSON)}"  # type: ignore[attr-defined]  # house field mark

    def offer_interpreters(self, chosen: Iterable[tuple[str, str]]) -> None:
        """Set whom the person chose, by code; any other can be named in words."""
        self.fields["interpreter_name"].offer(chosen)  # type: ignore[attr-defined]  # a SuggestedField

    def tell_what_a_no_does(self, effects: Mapping[str, object]) -> None:
        """Say beside each kind that was agreed to what follows from a no now: it is a withdrawal."""
        for kind, effect in effects.items():
            told = _("Agreed to until now. A no takes that back: %(effect)s") % {"effect": effect}
            self.fields[f"status_{kind}"].help_text = told

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(f"status_{kind}") for kind in self.types):
            raise forms.ValidationError(_("Choose what the person decided."))
        typed = cleaned.get("consent_form") == "electronic" and cleaned.get("signed_name")
        if typed and not cleaned.get("signed_agreed") and not cleaned.get("signature"):
            self.add_error("signed_agreed", _("Tick that it is a signature, or leave the name empty."))
        return cleaned

    def rows(self) -> Iterator[dict[str, Any]]:
        """Arguments of record_consent for each decision made."""
        answers = self.cleaned_data
        shared = {key: answers[key] for key in (*HOW, *CIRCUMSTANCES, *LIMITS) if key in answers}
        if "recipients" in self.fields:
            shared["consent_recipients"] = self.agreed_recipients()
        if answers.get("consent_form") == "electronic":
            shared["signed_name"] = answers.get("signed_name", "")
        for kind in self.types:
            if answers[f"status_{kind}"]:
                told = {point: point in answers["points"] for point in points_for((kind,))}
                yield {"consent_type": kind, "consent_status": answers[f"status_{kind}"], **told, **shared}

    @property
    def decisions(self) -> list[forms.BoundField]:
        """The decision questions, for the template."""
        return [self[f"status_{kind}"] for kind in self.types]


class ErrorForm(forms.Form):
    """Why a consent was entered in error."""

    reason = LineField(
        label=_("What was wrong?"), max_length=500, help_text=_("For example: another person's paper.")
    )


class UseForm(forms.Form):
    """What a consent to one use was used for, and when."""

    used_for = LineField(
        label=_("What was it used for?"),
        required=True,
        max_length=200,
        help_text=_("The one use the person agreed to, as it was explained. The next needs a new consent."),
        error_messages={"required": _("Say what it was used for.")},
    )
    used_on = DayField(label=_("When?"), required=True)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["used_on"].initial = today

    def clean_used_on(self) -> date:
        """The day, which has come."""
        day: date = self.cleaned_data["used_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet: note the use when it has happened."))
        return day


class WithdrawForm(forms.Form):
    """A withdrawal needs no reason; one may be written down if the person gave it."""

    reason = LineField(
        label=dictionary.label("consent_withdrawal_reason"),
        help_text=_("Only if the person wants it noted. Nobody has to give a reason."),
        max_length=500,
    )

    def __init__(self, *args: Any, at_an_interview: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at_an_interview:
            self.fields["typed"] = typed_field()
            self.order_fields(["typed", "reason"])

    @property
    def erases(self) -> bool:
        """Whether what was said at the interview goes; nothing chosen keeps it."""
        return bool(self.cleaned_data.get("typed") == "erase")


def _decision(kind: str) -> CodeField:
    labels = {code: dictionary.code_label("consent_status", code) for code in DECISIONS}
    return CodeField(
        label=dictionary.code_label("consent_type", kind),
        help_text=DECIDED_HINT.get(kind, ""),
        choices=list(labels.items()),
        short=True,
    )


def languages_of(office: Office) -> list[tuple[Any, Any]]:
    """Every language, those of the office first."""
    everything = dictionary.languages()
    near = [(code, name) for code, name in everything if code in (office.languages or [])]
    return (
        [("", ""), (_("Languages of this office"), near), (_("All languages"), everything)]
        if near
        else [("", ""), *everything]
    )
