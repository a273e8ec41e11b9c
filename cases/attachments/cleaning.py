"""From what somebody chose on their machine to what is kept: three checks and a locked child."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.attachments.kinds import ARCHIVE, KINDS, SOUND_OR_FILM, UNKNOWN, Kind, told_by_content
from vault.locked import ChildFailed, ChildRefused, LockedChild

JOB = "cases.attachments.job"
SECONDS = 40

REASONS: dict[str, str | Promise] = {
    UNKNOWN: _(
        "Files of this kind are not taken. Use a picture (JPEG, PNG, WebP), a PDF or a Word document (DOCX)."
    ),
    SOUND_OR_FILM: _(
        "Sound and film are not taken here: they cannot be cleaned of where and how they were recorded."
    ),
    ARCHIVE: _("Packed folders are not taken. Upload the files in it one by one."),
    "ending": _("The file's name does not fit what is in it. Give it the right ending and try again."),
    "declared": _("The browser calls this file something else than it is. Save it again from its program."),
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than your office allows."),
    "day_full": _("You have uploaded as much today as your office allows. Try again tomorrow."),
    "case_full": _("This case holds as many files as your office allows. Remove some that are not needed."),
    "pixels": _("The picture has too many points. Make it smaller and try again."),
    "broken": _(
        "The file is damaged or has parts that cannot be checked. Save it again, or print it to a PDF."
    ),
    "encrypted": _("The file has a password. Save it without one: everything kept here is encrypted."),
    "pages": _("The document is too long. Upload it in parts."),
    "macros": _("The document holds macros or other files. Print it to a PDF and upload that."),
    "outside": _("The document holds links to outside. Print it to a PDF and upload that."),
    "entities": _("The document holds parts that cannot be checked. Print it to a PDF and upload that."),
    "picture": _("The document holds a picture that cannot be cleaned. Print it to a PDF and upload that."),
    "bomb": _("The document unpacks to far more than it should. Print it to a PDF and upload that."),
    "no_cleaning": _("The file could not be cleaned in time. Make it smaller and try again."),
}


class FileRefused(Exception):
    """The file is not taken; `reason` is a sentence for the person, `code` for the record."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code if code in REASONS else "broken"

    @property
    def reason(self) -> str:
        """Why, and what to do."""
        return str(REASONS[self.code])


@dataclass(frozen=True)
class Cleaned:
    """What is kept: the clean content and its kind."""

    kind: Kind
    content: bytes


def clean(*, name: str, declared: str, content: bytes, max_pixels: int) -> Cleaned:
    """The file without anything but what can be seen in it. Raises FileRefused.

    `name` and `declared` are what the browser said; both must agree with the content.
    """
    kind = checked(name=name, declared=declared, content=content)
    try:
        with LockedChild(JOB, seconds=SECONDS) as child:
            _said, cleaned = child.ask({"kind": kind.key, "max_pixels": max_pixels}, content)
    except ChildRefused as refused:
        raise FileRefused(refused.reason) from None
    except ChildFailed:
        raise FileRefused("no_cleaning") from None
    if told_by_content(cleaned) != kind.key:
        raise FileRefused("broken")
    return Cleaned(kind, cleaned)


def checked(*, name: str, declared: str, content: bytes) -> Kind:
    """The kind on which name, browser and content agree. Raises FileRefused."""
    if not content:
        raise FileRefused("empty")
    found = told_by_content(content)
    if found not in KINDS:
        raise FileRefused(found)
    kind = KINDS[found]
    if name.rpartition(".")[2].lower() not in kind.endings:
        raise FileRefused("ending")
    if declared.split(";")[0].strip().lower() != kind.content_type:
        raise FileRefused("declared")
    return kind
