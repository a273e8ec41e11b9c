"""Everything a person can read exists in every language, with the same blanks (P3, interface.md)."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
BLANK = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")


def catalogue(language):
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    missing = [
        message.id
        for message in catalogue(language)
        if message.id and (message.fuzzy or not all(forms(message)))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_are_kept(language):
    """A blank that is missing or invented breaks the page that fills it."""
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {blank for text in ids for blank in BLANK.findall(text)}
        for text in forms(message):
            assert set(BLANK.findall(text)) <= wanted, message.id
        assert {blank for text in forms(message) for blank in BLANK.findall(text)} == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue(language):
        if not message.id:
            continue
        if message.pluralizable:
            one, many = message.id
            assert compiled.ngettext(one, many, 1) == message.string[0], "run `make messages`"
        else:
            shown = (
                compiled.pgettext(message.context, message.id)
                if message.context
                else compiled.gettext(message.id)
            )
            assert shown == message.string, "run `make messages`"


def sentences(path):
    """What a file asks to have translated; templates are read the way makemessages reads them."""
    source = path.read_text()
    if path.suffix != ".py":
        # What is left of the markup keeps its indentation, which means nothing here and everything to Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for _line, message, _comments, _context in found:
        yield message if isinstance(message, str) else tuple(message)


def test_every_sentence_of_the_source_is_in_the_catalogues():
    """What `make messages` would add: a sentence written after the last translation."""
    folders = [ROOT / "paper", *(path.parent for path in ROOT.glob("*/apps.py"))]
    files = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]
    files += [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    wanted = {message for path in files for message in sentences(path) if message}
    for language in LANGUAGES:
        known = {message.id for message in catalogue(language)}
        assert sorted(str(message) for message in wanted - known) == [], language
