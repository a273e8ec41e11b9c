"""What every page of a document carries, and its description in XMP (design/confidentiality.md 10)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Mark:
    """Who asked, when it was made (UTC), which document, which of how many copies.

    Without `user_id` it says nothing of who asked: for papers that are handed to the person (decision 0123).
    Templates put it into the page's `mark` string and into the description, which becomes XMP.
    """

    user_id: str
    made_at: datetime
    document_id: str
    copy: int = 1
    copies: int = 1

    def __str__(self) -> str:
        which = _("copy %(copy)s of %(copies)s") % {"copy": self.copy, "copies": self.copies}
        words = [self.user_id, f"{self.made_at:%Y-%m-%d %H:%M} UTC", self.document_id, which]
        return " · ".join(word for word in words if word)


def watermark() -> str:
    """The word across every page, in the language in force, as SVG."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="520" height="520" viewBox="0 0 520 520">'
        '<text x="260" y="280" font-size="96" text-anchor="middle" fill="#ececec" font-family="Wayhome Sans Bold,'
        ' Wayhome Arabic Bold" transform="rotate(-45 260 260)">{}</text></svg>',
        pgettext("watermark", "internal"),
    )
