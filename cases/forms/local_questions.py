"""An office's own questions: how one is worded, and how all are answered. Checking only."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases.forms.fields import AccountField, CodeField, DayField, LineField, NumberField
from cases.models import LocalQuestion, QuestionKind

LONGEST_ANSWER = 2000


class QuestionForm(forms.Form):
    """A new question in three languages."""

    kind = CodeField(label=_("Kind of answer"), choices=QuestionKind.choices, short=True, required=True)

    def __init__(self, *args: Any, offices: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Office.objects.filter(pk__in=list(offices))
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Office"), queryset=found, empty_label=None, initial=found.first()
        )
        for code, name in settings.LANGUAGES:
            self.fields[f"wording_{code}"] = LineField(
                label=_("Question, in %(language)s") % {"language": name}, max_length=300, required=True
            )
        for code, name in settings.LANGUAGES:
            self.fields[f"options_{code}"] = AccountField(
                label=_("Answers, in %(language)s") % {"language": name},
                help_text=_("One on each line, in the same order in every language."),
                max_length=4000,
            )
            self.fields[f"options_{code}"].show_when = "kind=choice"  # type: ignore[attr-defined]  # house field mark

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counts = {len(self._lines(code)) for code, _name in settings.LANGUAGES}
        if cleaned.get("kind") == QuestionKind.CHOICE and (len(counts) > 1 or counts == {0}):
            raise ValidationError(_("Give the same answers, one on each line, in all three languages."))
        return cleaned

    def _lines(self, code: str) -> list[str]:
        typed = self.cleaned_data.get(f"options_{code}") or ""
        return [line.strip() for line in typed.splitlines() if line.strip()]

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.add_local_question besides the actor."""
        answers, codes = self.cleaned_data, [code for code, _name in settings.LANGUAGES]
        listed = zip(*(self._lines(code) for code in codes), strict=True)
        is_choice = answers["kind"] == QuestionKind.CHOICE
        return {
            "office": answers["office"],
            "kind": answers["kind"],
            "wording": {code: answers[f"wording_{code}"] for code in codes},
            "options": [dict(zip(codes, one, strict=True)) for one in listed] if is_choice else [],
        }


class AnswersForm(forms.Form):
    """The questions of the office with the answers so far; none has to be answered."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[LocalQuestion],
        answers: dict[str, Any],
        version: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {str(question.pk): question for question in questions}
        self.initial["base_version"] = version
        for key, question in self.questions.items():
            self.fields[key] = _field(question)
            self.initial[key] = answers.get(key, "")

    def given(self) -> dict[str, Any]:
        """Answers by the question's id, as they are kept."""
        return {key: _kept(self.cleaned_data.get(key)) for key in self.questions}


def _field(question: LocalQuestion) -> forms.Field:
    if question.kind == QuestionKind.CHOICE:
        return CodeField(label=question.text, choices=question.choices, short=False)
    if question.kind == QuestionKind.DATE:
        return DayField(label=question.text)
    if question.kind == QuestionKind.NUMBER:
        return NumberField(label=question.text)
    return LineField(label=question.text, max_length=LONGEST_ANSWER)


def _kept(value: Any) -> Any:
    """A day in words that stay the same in every language; nothing as an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
