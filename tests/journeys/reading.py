"""A page and its words, in the language of who reads it: for journeys that are made in each of the three."""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from playwright.sync_api import Page, expect

from cases import dictionary
from tests.browser import check

LANGUAGES = ("en", "fr", "es")
SAME = {"Pause"}  # the French word is the English one


class Reader:
    """Somebody at a page. Sentences are named by their English; one that is not translated fails."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def words(
        self, english: str | Promise, many: str = "", number: int | None = None, **blanks: object
    ) -> str:
        """What the sentence is in the reader's language; with `many`, the form for `number`."""
        found = {}
        for language in {"en", self.language}:
            with translation.override(language):
                if isinstance(english, Promise):
                    found[language] = str(english)
                elif many:
                    found[language] = translation.ngettext(english, many, number)
                else:
                    found[language] = translation.gettext(english)
        self._differ(found)
        return found[self.language] % blanks if blanks else found[self.language]

    def code(self, code_list: str, code: str) -> str:
        """The label of a code in the reader's language."""
        with translation.override(self.language):
            return str(dictionary.code_label(code_list, code))

    def label(self, field: str) -> str:
        """What a field of the record is called in the reader's language."""
        return dictionary.fields()[field].labels[self.language]

    def _differ(self, found: dict[str, str]) -> None:
        said = found[self.language]
        translated = self.language == "en" or said in SAME or said != found["en"]
        assert translated, f"not in {self.language}: {said!r}"

    def press(self, english: str) -> None:
        self.page.get_by_role("main").get_by_role(
            "button", name=self.words(english), exact=True
        ).first.click()

    def follow(self, english: str) -> None:
        link = self.page.get_by_role("link", name=self.words(english), exact=True)
        link.or_(self.page.get_by_role("button", name=self.words(english), exact=True)).first.click()

    def told(
        self, english: str | Promise, many: str = "", number: int | None = None, **blanks: object
    ) -> None:
        """The page says it, and is marked as a page of that language."""
        said = self.words(english, many, number, **blanks)
        expect(self.page.get_by_role("main")).to_contain_text(said)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def heading(self, english: str) -> None:
        """The page of this heading is there."""
        self.page.get_by_role("heading", name=self.words(english), exact=True, level=1).wait_for()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def save(self) -> None:
        self.press("Save and go to the overview")
        self.told("Saved.")

    def kept(self) -> None:
        """What was typed has reached the server."""
        expect(self.page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")

    def look(self, name: str) -> None:
        """Axe and widths once a page: they are the same in every language."""
        if self.language == "en":
            check(self.page, name)
