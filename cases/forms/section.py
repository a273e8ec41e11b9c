"""A section of the record as a form: its questions, in the order of the dictionary, core ones first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import links
from cases.attachments import reach
from cases.forms.fields import FileOfCaseField, RegionField, SuggestedField
from cases.forms.hints import HEADINGS
from cases.forms.money import MoneyField
from cases.forms.questions import can_be_asked, field_for
from cases.forms.widgets import LongSelect
from cases.interview import interpreters
from cases.interview.not_again import QUESTION_OPTION, is_told
from cases.links import LINK_FIELDS
from cases.models import VersionKind
from cases.models.scoped import EMPTY, AnswerState, states_offered
from cases.record import regions, upkeep
from cases.sections import SECTIONS

STATE = "state-"
KEEP = "keep-"
BASE = "base_version"
CHANGE = "change_kind"
NO_ANSWER = (AnswerState.UNKNOWN, AnswerState.DECLINED, AnswerState.NOT_ASKED)


@dataclass(frozen=True)
class Question:
    """A question as the template draws it: the answer, and the control for why there is none."""

    field: forms.BoundField
    state: forms.BoundField | None
    show_when: str
    # The heading of the group that begins with this question on this page, or empty.
    heading: str | Promise = ""
    # Why the answer on record should be looked at again, or empty.
    remark: str | Promise = ""
    # What answers of other sections point to (cases/record/pointers.py).
    pointers: Sequence[str] = ()


class SectionForm(forms.Form):
    """Asks the fields `keys` of `row` (a section row, stored or new); those in `extended` are folded away.

    `values()` gives the answers, `states()` why an answer is missing, both for cases.actions.save_section.
    """

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, row: Any, keys: Iterable[str], extended: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.keys = [key for key in keys if can_be_asked(key)]
        self.folded = frozenset(extended)
        self.conditions: dict[str, str] = {}
        self.remarks: dict[str, str | Promise] = {}
        self.pointers: dict[str, list[str]] = {}
        self.fields["base_version"].initial = row.version
        for key in self.keys:
            self._add(key)
        if row.filled:
            self.fields[CHANGE] = forms.ChoiceField(
                label=_("If an earlier answer changes"),
                required=False,
                choices=VersionKind.choices,
                initial=VersionKind.CORRECTION,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
            )

    def _add(self, key: str) -> None:
        """The question, its answer so far, and the control for why it has none."""
        field = field_for(key, longest=_longest(self.row, key))
        self.conditions[key] = getattr(field, "show_when", "")
        field.show_when = ""  # type: ignore[attr-defined]  # the template hides question and control together
        if isinstance(field, MoneyField):
            field.prefer(self.row.case.office.country)
        self.fields[key] = field
        self.initial[key] = answer = self.row.answer(key)
        self.fields[STATE + key] = forms.ChoiceField(
            required=False, choices=lambda: _reasons(key), widget=LongSelect
        )
        # A note that the list has a code for is shown as that code: one way to say it.
        self.initial[STATE + key] = (self.row.answers_state or {}).get(key, "") if answer in EMPTY else ""

    def link(self, user: User) -> None:
        """Let references to other cases be read and shown as far as `user` may see those cases, and offer the files."""
        for key in LINK_FIELDS & set(self.keys):
            field = self.fields[key]
            field.resolve = partial(links.resolve, user, self.row.case)  # type: ignore[attr-defined]  # ReferencesField
            field.name = partial(links.references, user)  # type: ignore[attr-defined]  # ReferencesField
        for key in self.keys:
            if isinstance(field := self.fields[key], FileOfCaseField):
                field.offer(reach.offered(user, self.row.case, self.initial[key]))
            elif isinstance(field, RegionField):
                field.say(regions.name_of(getattr(self.row, regions.CODED[key][0])))
            elif isinstance(field, SuggestedField):
                field.offer(interpreters.suggestions(self.row.case))

    def propose(self, kind: VersionKind) -> None:
        """Say beforehand why an earlier answer would change; whoever saves may say otherwise."""
        if CHANGE in self.fields:
            self.initial[CHANGE] = kind

    def clean(self) -> dict[str, Any]:
        """An answer that the record cannot hold at all is an error beside its question."""
        cleaned = super().clean() or {}
        for key in self.keys:
            if key in cleaned and key not in LINK_FIELDS:
                try:
                    upkeep.clean(self.row, key, cleaned[key])
                except forms.ValidationError as problem:
                    self.add_error(key, problem)
        return cleaned

    @property
    def core(self) -> list[Question]:
        """The questions always shown."""
        return self._grouped(key for key in self.keys if key not in self.folded)

    @property
    def extended(self) -> list[Question]:
        """The questions under "More questions"."""
        return self._grouped(key for key in self.keys if key in self.folded)

    def _grouped(self, keys: Iterable[str]) -> list[Question]:
        """Questions with the heading of their group before the first of each that is asked."""
        groups, questions = groups_of(self.keys), []
        last: str | Promise = ""
        for key in keys:
            heading = groups[key] if groups[key] != last else ""
            last = groups[key]
            questions.append(
                Question(
                    self[key],
                    self[STATE + key],
                    self.conditions[key],
                    heading,
                    self.remarks.get(key, ""),
                    self.pointers.get(key, ()),
                )
            )
        return questions

    @property
    def extended_is_open(self) -> bool:
        """Whether an extended question is answered or in error: then it is not folded away."""
        folded = [key for key in self.keys if key in self.folded]
        return any(
            self[key].value() not in EMPTY or self[key].errors or key in self.remarks for key in folded
        )

    def values(self) -> dict[str, Any]:
        """Answers by field. A choice that cannot be unticked is emptied by saying why there is no answer."""
        answers = {key: self.cleaned_data.get(key) for key in self.keys}
        return {key: None if self._taken_back(key) else value for key, value in answers.items()}

    def states(self) -> dict[str, str]:
        """Why an answer is missing, by field; only for fields without one, and only where it was said."""
        noted = {key: self.cleaned_data.get(STATE + key, "") for key in self.keys}
        answers = self.values()
        return {
            key: AnswerState.DECLINED if state == QUESTION_OPTION else state
            for key, state in noted.items()
            if state and state != AnswerState.NOT_ASKED and answers[key] in EMPTY
        }

    def not_again(self) -> list[str]:
        """What the person asked not to be asked again, answered before or not."""
        return [key for key in self.keys if self.cleaned_data.get(STATE + key) == QUESTION_OPTION]

    def kind(self) -> str:
        """Why earlier answers change (P11)."""
        return self.cleaned_data.get(CHANGE) or VersionKind.CORRECTION

    def _taken_back(self, key: str) -> bool:
        if not isinstance(self.fields[key].widget, forms.RadioSelect):
            return False
        given = self.cleaned_data.get(STATE + key, "")
        return given not in ("", QUESTION_OPTION, self.initial[STATE + key])


def groups_of(keys: Iterable[str]) -> dict[str, str | Promise]:
    """The group of each question: the last heading met on the way to it through its section."""
    wanted = set(keys)
    groups: dict[str, str | Promise] = {}
    for section in SECTIONS.values():
        now: str | Promise = ""
        part = ""
        for entry in section.shown_entries:
            now, part = ("" if entry.section != part else now), entry.section
            now = HEADINGS.get(entry.key, now)
            if entry.key in wanted:
                groups[entry.key] = now
    return groups


def _longest(row: Any, key: str) -> int | None:
    """How many characters the row can hold for an answer in words, or None."""
    return getattr(row._meta.get_field(key), "max_length", None)


def _reasons(key: str) -> list[tuple[str, Any]]:
    """Why a question may have no answer, without those that its code list already offers."""
    offered = states_offered(key)
    reasons = [(state.value, state.label) for state in NO_ANSWER if state not in offered]
    if is_told(key):
        reasons.append((QUESTION_OPTION, _("Asks not to be asked again")))
    return [("", "–"), *reasons]


def typed_from(data: Mapping[str, Any], keys: Collection[str]) -> dict[str, list[str]]:
    """What was typed into the fields `keys`, for the draft; whatever else was sent along is left out."""
    lists = data.lists() if hasattr(data, "lists") else ((name, [value]) for name, value in data.items())
    return {name: list(values) for name, values in lists if _belongs(name, keys)}


def _belongs(name: str, keys: Collection[str]) -> bool:
    """Whether a control belongs to one of the fields: itself, a part of it, its reason or choice, or the version."""
    bare = name.removeprefix(STATE).removeprefix(KEEP)
    return name in (BASE, CHANGE) or bare in keys or bare.rpartition("_")[0] in keys
