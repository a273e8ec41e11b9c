"""What a password must be (confidentiality.md 9): long, not a common one, not made of words around the person.

No rule asks for kinds of characters, none asks for regular change. Passwords are compared after Unicode
normalisation (NFKC), so that two keyboards give the same one.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 128
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)
CONTEXT = ("wayhome", "password", "passwort", "motdepasse", "contrasena", "welcome", "login", "account")
# What must be left of a password once predictable parts are taken out.
OWN_CHARACTERS = 8


def normal(raw: str) -> str:
    """The form in which a password is hashed and compared."""
    return unicodedata.normalize("NFKC", raw)


def folded(text: str) -> str:
    """Small letters without accents, to compare with lists."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _letters(text: str) -> str:
    """The letters alone, folded."""
    return re.sub(r"[\d\W_]+", "", folded(text))


class Length:
    """At least `min_length` characters and at most 128."""

    def __init__(self, min_length: int = 15) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(normal(password)) < self.min_length:
            raise ValidationError(
                _("Use at least %(count)s characters. A few words in a row are easy to remember."),
                "short",
                {"count": self.min_length},
            )
        if len(normal(password)) > MAX_LENGTH:
            raise ValidationError(_("Use at most %(count)s characters."), "long", {"count": MAX_LENGTH})

    def get_help_text(self) -> str:
        return _("At least %(count)s characters. A few words in a row are easy to remember.") % {
            "count": self.min_length
        }


class NotCommon:
    """Not one of the 20,000 most used passwords, nor one stretched by digits or repetition, nor a row of keys.

    `published` are passwords that stand in this software, such as the invented people's.
    """

    def __init__(self, published: Iterable[str] = ()) -> None:
        self.common: set[str] = {*CommonPasswordValidator().passwords, *map(_letters, published)}

    def validate(self, password: str, user: Any = None) -> None:
        plain = folded(normal(password))
        core = _letters(plain)
        if (
            plain in self.common
            or core in self.common
            or self._is_monotonous(plain)
            or self._repeats(core or plain)
        ):
            raise ValidationError(_("This password is among the first that would be guessed."), "common")

    @staticmethod
    def _is_monotonous(plain: str) -> bool:
        """Few different characters, or a walk along the keys, there or back."""
        if len(set(plain)) < 5:
            return True
        return any(plain[:8] in row * 2 or plain[:8] in row[::-1] * 2 for row in ROWS)

    def _repeats(self, text: str) -> bool:
        """One piece over and over, the piece itself being common or short."""
        match = re.fullmatch(r"(.+?)\1+", text)
        return bool(match) and (len(match.group(1)) < OWN_CHARACTERS or match.group(1) in self.common)  # type: ignore[union-attr]  # bool(match) is checked

    def get_help_text(self) -> str:
        return _("Not a password that many people use.")


class NotAboutYou:
    """Not made of the person's name or address, the offices' names or the product's."""

    def validate(self, password: str, user: Any = None) -> None:
        left = folded(normal(password))
        for word in sorted(self._words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\d\W_]+", "", left)) < OWN_CHARACTERS and len(left) < len(normal(password)):
            raise ValidationError(
                _("Do not build the password from your name, your address or your office."), "context"
            )

    @staticmethod
    def _words(user: Any) -> set[str]:
        texts = [*CONTEXT]
        if user is not None:
            texts += [user.display_name, user.email]
            for membership in user.memberships_now() if user.pk else []:
                texts += [membership.office.name, membership.office.code_name]
        return {word for text in texts for word in re.findall(r"\w{4,}", folded(text))}

    def get_help_text(self) -> str:
        return _("Not your name, your address or your office.")
