"""The forms of a page as a browser would send them; what is required and empty is made up from the form's class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from django import forms
from django.utils import timezone

WORDS = "Written by a test"


@dataclass
class PagesForm:
    """One form of a page that is posted."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    button: tuple[str, str] | None = None

    def put(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


class Page(HTMLParser):
    """The posted forms of a page, with what a browser would send if nobody touched them."""

    def __init__(self, address: str, body: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[PagesForm] = []
        self._form: PagesForm | None = None
        self._select, self._chosen = "", True
        self._first: str | None = None
        self._text = ""
        self.feed(body)

    def leading_to(self, path: str, names: Iterable[str]) -> PagesForm | None:
        """The form whose address is this path, the one with these names in it where there are several."""
        found = [one for one in self.forms if urlsplit(one.action).path == path]
        return next((one for one in found if set(names) <= one.names), found[0] if found else None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = None
            if given.get("method", "").lower() == "post":
                self._form = PagesForm(urljoin(self.address, given.get("action", "")))
                self.forms.append(self._form)
        elif self._form is not None and (begin := getattr(self, f"_begin_{tag}", None)):
            if given.get("name") and tag != "button":
                self._form.names.add(given["name"])
            begin(self._form, given)

    def _begin_input(self, form: PagesForm, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if not name or kind in {"file", "submit", "button"}:
            return
        if kind not in {"radio", "checkbox"}:
            form.put(name, given.get("value", ""))
        elif "checked" in given:
            form.put(name, given.get("value", "on"))

    def _begin_button(self, form: PagesForm, given: dict[str, str]) -> None:
        if given.get("name") and form.button is None and given.get("type", "submit") == "submit":
            form.button = (given["name"], given.get("value", ""))

    def _begin_select(self, form: PagesForm, given: dict[str, str]) -> None:
        self._select, self._first, self._chosen = given.get("name", ""), None, "multiple" in given

    def _begin_option(self, form: PagesForm, given: dict[str, str]) -> None:
        if self._select and "selected" in given:
            form.put(self._select, given.get("value", ""))
            self._chosen = True
        if self._first is None:
            self._first = given.get("value", "")

    def _begin_textarea(self, form: PagesForm, given: dict[str, str]) -> None:
        self._text = given.get("name", "")
        if self._text:
            form.put(self._text, "")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._text:
            self._form.sent[self._text][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._form is not None:
            if self._select and not self._chosen:
                self._form.put(self._select, self._first or "")
            self._select = ""
        elif tag == "textarea":
            self._text = ""
        elif tag == "form":
            self._form = None


@contextmanager
def forms_made() -> Iterator[list[forms.BaseForm]]:
    """Every form that is made inside, those of form sets included."""
    made: list[forms.BaseForm] = []
    begin = forms.BaseForm.__init__

    def noted(form: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
        begin(form, *args, **kwargs)
        made.append(form)

    with patch.object(forms.BaseForm, "__init__", noted):
        yield made


def filled(found: PagesForm, known: Iterable[forms.BaseForm], given: dict[str, Any]) -> dict[str, Any]:
    """What is sent: the page's own values, something for every required field without one, and what is given.

    The first button with a name is pressed unless another is given.
    """
    sent: dict[str, Any] = dict(found.sent)
    for form in known:
        for name, each in form.fields.items():
            sent_as = form.add_prefix(name)
            if sent_as in found.names and each.required and not any(sent.get(sent_as, [])):
                sent[sent_as] = made_up(each)
    if found.button and found.button[0] not in sent:
        sent[found.button[0]] = found.button[1]
    sent |= given
    sent.pop("csrfmiddlewaretoken", None)
    return {name: value for name, value in sent.items() if value is not None}


def made_up(each: forms.Field) -> Any:
    """An answer that a field of this class takes."""
    if isinstance(each, forms.ChoiceField | forms.ModelChoiceField):
        values = [str(value) for value in _offered(each.choices) if str(value)]
        value = values[0] if values else ""
        return [value] if isinstance(each, forms.MultipleChoiceField) else value
    if isinstance(each, forms.BooleanField):
        return "on"
    if isinstance(each, forms.DateTimeField):
        return f"{timezone.localtime():%Y-%m-%d %H:%M}"
    if isinstance(each, forms.DateField):
        return f"{timezone.localdate()}"
    if isinstance(each, forms.IntegerField):
        return str(each.min_value or 1)
    return "somebody@wayhome.example" if isinstance(each, forms.EmailField) else WORDS


def _offered(choices: Any) -> Iterator[Any]:
    """The values of choices, of groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _offered(label)
        else:
            yield value


def names_known(made: Iterable[forms.BaseForm]) -> set[str]:
    """Every name by which one of these forms, or the form set around it, reads what is sent."""
    known: set[str] = set()
    for form in made:
        for name, each in form.fields.items():
            sent_as = form.add_prefix(name)
            known.add(sent_as)
            if isinstance(each.widget, forms.MultiWidget):
                known |= {f"{sent_as}{part}" for part in each.widget.widgets_names}
    return known
