"""Beginning and ending an interview. Checking only."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.forms.fields import CodesField, TickField
from cases.forms.questions import field_for
from cases.section import Phase

if TYPE_CHECKING:
    from cases.actions import SectionConflict

# What is asked before the first question, and at the end; the rest stands on the page of the interview.
AT_THE_START = (
    "interview_location",
    "interview_language",
    "interpreter_used",
    "interpreter_name",
    "interpreter_oath",
    "people_present",
    "urgent_needs_met_first",
    "same_sex_interviewer_offered",
)
AT_THE_END = ("interview_outcome", "observed_reactions", "supportive_responses", "interviewer_remarks")
PHASES = (Phase.SCREENING, Phase.ASSISTANCE)


class _OfTheSection(forms.Form):
    """Asks those of `keys` that the person may write, as the section of interviews does."""

    def __init__(self, *args: Any, keys: Collection[str], wanted: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [key for key in wanted if key in keys]
        for key in self.keys:
            self.fields[key] = field_for(key)

    def values(self) -> dict[str, Any]:
        """The answers for the section of interviews."""
        return {key: self.cleaned_data.get(key) for key in self.keys}


class StartForm(_OfTheSection):
    """Which kind of interview, where, in which language, who is in the room. Everything may follow later."""

    phase = forms.ChoiceField(
        label=_("Kind of interview"),
        required=False,
        choices=lambda: [(one.value, one.title) for one in PHASES],
        help_text=_("Screening first. The assistance interview follows when the person is ready."),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )

    def __init__(self, *args: Any, keys: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, keys=keys, wanted=AT_THE_START, **kwargs)
        before = AT_THE_START.index("people_present") + 1
        self.fields["feared_present"] = TickField(
            label=_("An employer, or somebody the person may fear, is in the room"),
            help_text=_("Ask them to leave. A consent given now counts as weak and is asked again later."),
        )
        self.order_fields(["phase", *AT_THE_START[:before], "feared_present", *AT_THE_START[before:]])

    def offer_interpreters(self, chosen: Iterable[tuple[str, str]]) -> None:
        """Set whom the person chose, by code; any other can be named in words."""
        if "interpreter_name" in self.fields:
            self.fields["interpreter_name"].offer(chosen)  # type: ignore[attr-defined]  # a SuggestedField


class ReactionsForm(forms.Form):
    """What was observed during the interview, and what was done about it: cases/interview/reactions.py."""

    interview = forms.UUIDField(required=False)
    reactions = CodesField(choices=dictionary.choices_of("observed_reaction"))
    responses = CodesField(choices=dictionary.choices_of("supportive_response"))


def typed_field() -> forms.ChoiceField:
    """Whether what was said at an interview that stops is kept or erased."""
    return forms.ChoiceField(
        label=_("What was written down at this interview"),
        required=False,
        choices=[
            ("keep", _("Keep it")),
            ("erase", _("Erase it, typed and not saved as well: it cannot be brought back")),
        ],
        help_text=_("Ask the person. Nobody has to give a reason."),
        widget=forms.RadioSelect,
    )


class StopForm(forms.Form):
    """What the person decides when she, he or they stop. Nothing chosen keeps everything and takes nothing back."""

    typed = typed_field()
    again = forms.ChoiceField(
        label=_("May somebody ask again another day?"),
        required=False,
        choices=[
            ("yes", _("Yes, when the person is ready")),
            ("no", _("No: the consent to be interviewed is taken back")),
        ],
        help_text=_("Help goes on either way."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, may_withdraw: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_withdraw:
            del self.fields["again"]

    def decided(self) -> dict[str, bool]:
        """For cases.actions.stop_interview."""
        given = self.cleaned_data
        return {"erase": given["typed"] == "erase", "for_good": given.get("again") == "no"}


class EndForm(_OfTheSection):
    """How it ended, what was seen, what helped; of which interview, and of which version of it."""

    interview = forms.UUIDField(required=False, widget=forms.HiddenInput)
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keys: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, keys=keys, wanted=AT_THE_END, **kwargs)

    def meant(self) -> dict[str, Any]:
        """Which interview and version, for cases.actions.end_interview."""
        return {name: self.cleaned_data[name] for name in ("interview", "base_version")}

    @classmethod
    def after(cls, conflict: "SectionConflict", sent: "EndForm", *, keys: Collection[str]) -> "EndForm":
        """The form again, with what a colleague noted meanwhile beside what was typed: nothing of either is lost."""
        data = cast(QueryDict, sent.data).copy()
        data["base_version"] = str(conflict.version)
        for key, theirs in conflict.theirs.items():
            typed = data.getlist(key)
            if isinstance(theirs, list):
                data.setlist(key, [*typed, *(code for code in theirs if code not in typed)])
            elif key == "interviewer_remarks" and theirs and theirs not in typed[0]:
                data[key] = "\n\n".join(one for one in (theirs, typed[0]) if one)
        form = cls(data, keys=keys)
        form.add_error(None, _("A colleague noted something meanwhile. It stands below: look it through."))
        outcome = conflict.theirs.get("interview_outcome")
        if outcome and "interview_outcome" in conflict.fields:
            said = dict(dictionary.choices_of("interview_outcome")()).get(outcome, outcome)
            words = _("A colleague answered meanwhile: %(answer)s") % {"answer": said}
            form.add_error("interview_outcome", words)
        return form
