"""Which translations a native reader with protection experience has signed (domain/practice.md P3)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Translation:
    """A language of the pages, and who signed its wording (empty while nobody has)."""

    code: str
    name: Promise
    signed_by: str = ""


TRANSLATIONS = (
    Translation("en", _("English")),
    Translation("fr", _("French")),
    Translation("es", _("Spanish")),
)
UNSIGNED = tuple(translation for translation in TRANSLATIONS if not translation.signed_by)
