"""The code of conduct and confidentiality as it holds now: everybody accepts it before entry (P6, decision 0162).

A new version counts from the next sign-in on: who is at work when it is published finishes the day's work.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ConductText, User

# What holds until an organisation publishes words of its own: version 0.
OWN_WORDS = (
    _("The safety, the dignity and the wishes of the people we assist come before everything else."),
    _(
        "I never give help for money, sex, work or favours. I have no sexual relationship with anybody we assist,"
        " and a child can never agree to one."
    ),
    _(
        "I meet everybody with the same respect, whatever their nationality, sex, gender, faith, work, papers or past."
    ),
    _(
        "I open, read and search only what my work needs. I know that every reading leaves a line that nobody can change."
    ),
    _(
        "What I learn here I tell nobody, inside or outside, unless the person agrees or the law demands it, and then"
        " only in the ways this system has for it."
    ),
    _("I never tell anybody where a person is or lives, nor where a house is."),
    _(
        "I keep passwords, keys and codes to myself and lock my screen. I copy, print, photograph or send nothing"
        " past the ways this system has for it."
    ),
    _("I say at once when I know the person, the family or an alleged perpetrator."),
    _(
        "I say at once when I have lost something or made a mistake. I report misconduct, also of my superiors;"
        " nobody is punished for a report in good faith."
    ),
    _("These duties go on when my work here has ended."),
)


@dataclass(frozen=True)
class Shown:
    """The code in one language: its version, the language, and its paragraphs."""

    number: int
    language: str
    paragraphs: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the words as they are shown."""
        return hashlib.sha256("\n\n".join(self.paragraphs).encode()).hexdigest()


def text_now() -> Shown:
    """The version that holds now, in the language of the interface."""
    language = get_language() or settings.LANGUAGE_CODE
    newest = ConductText.objects.first()
    if newest is None:
        return Shown(0, language, tuple(str(sentence) for sentence in OWN_WORDS))
    text = newest.texts.get(language) or newest.texts[settings.LANGUAGE_CODE]
    return Shown(newest.number, language, tuple(part.strip() for part in text.split("\n\n") if part.strip()))


def is_due(user: User, request: HttpRequest) -> bool:
    """True when this session began after the code, or a new version of it, had become due for the person."""
    due: datetime | None = user.conduct_due_since
    started = request.session.get("started")
    if due is None:
        return False
    return not isinstance(started, int | float) or started >= due.timestamp()
