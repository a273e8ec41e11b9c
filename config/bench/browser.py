"""A signed-in client that reads forms as a browser does and sends them back."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts import factors
from config.demonstration.cast import DEMONSTRATION_PASSWORD, PEOPLE
from config.demonstration.people import totp_secret

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """The fields of a page's forms with the values a browser would send back; `wanted` is a name the form must have."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.found: Fields = {}
        self.current: Fields | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.current = {}
        elif self.current is None:
            return
        elif tag == "input" and name and self._counts(given):
            self.current.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.current.setdefault(self.select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self.current[name] = [""]

    @staticmethod
    def _counts(given: dict[str, str | None]) -> bool:
        kind = given.get("type") or "text"
        return kind not in ("submit", "button") and (kind not in ("checkbox", "radio") or "checked" in given)

    def handle_data(self, data: str) -> None:
        if self.area and self.current is not None:
            self.current[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form" and self.current is not None:
            if self.wanted in self.current:
                self.found = self.current
            self.current = None


def form_of(response: Any, wanted: str) -> Fields:
    """The form of a page that has a field named `wanted`, ready to be posted."""
    reader = FormReader(wanted)
    reader.feed(response.content.decode())
    if not reader.found:
        raise LookupError(f"The page has no form with a field {wanted}.")
    return reader.found


def signed_in(key: str) -> Client:
    """A client of somebody of the cast, through the real sign-in pages and the second factor."""
    person = next(person for person in PEOPLE if person.key == key)
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": person.email, "password": DEMONSTRATION_PASSWORD})
    code = factors.code_at(totp_secret(person), factors.step_now())
    answer: Any = client.post(reverse("mfa_authenticate"), {"code": code})
    if answer.status_code != 302 or client.get(reverse("home")).status_code != 200:
        raise RuntimeError(f"Signing in as {key} failed.")
    return client
