"""From what somebody chose on their machine to what is kept: three checks and a locked child."""

import shutil
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.attachments.kinds import (
    ARCHIVE,
    KEPT,
    KINDS,
    OTHER_RECORDING,
    RECORDINGS,
    SOUND_OR_FILM,
    UNKNOWN,
    Kind,
    told_by_content,
)
from vault.locked import ChildFailed, ChildRefused, LockedChild, confinement
from vault.locked_child import UNCONFINED

JOB = "cases.attachments.job"
SECONDS = 40
# A recording is made by the worker, whose tasks end after five minutes.
RECORDING_SECONDS = 270
RECORDING_ROOM = 256 << 20
RECORDING_PROCESSES = 64

NO_PROGRAM = "no_program"

REASONS: dict[str, str | Promise] = {
    UNKNOWN: _(
        "Files of this kind are not taken. Use a picture (JPEG, PNG, WebP), a PDF or a Word document (DOCX)."
    ),
    SOUND_OR_FILM: _("Sound and film are not taken at this office. Who manages its settings may allow them."),
    OTHER_RECORDING: _("Recordings of this kind are not taken. Save it as MP3, M4A or MP4 and try again."),
    NO_PROGRAM: _(
        "Sound and film cannot be cleaned on this server: a program is missing. Tell who runs it (ffmpeg)."
    ),
    UNCONFINED: _(
        "Sound and film cannot be cleaned safely on this server. Tell who runs it (locked child processes)."
    ),
    "tracks": _("The recording has several tracks of sound or film. Save it with one of each and try again."),
    "codec": _("The recording is of a kind that is not taken. Save it as MP3, M4A or MP4 and try again."),
    "cut_short": _("The recording ends before its end. Copy it again from where it was made and try again."),
    "too_slow": _("The recording took too long to be made anew. Make it shorter or smaller and try again."),
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


def clean(*, kind: Kind, content: bytes, max_pixels: int) -> Cleaned:
    """The file without anything but what can be seen in it; `kind` is what `checked` found. Raises FileRefused."""
    header = {"kind": kind.key, "max_pixels": max_pixels}
    cleaned = _asked(LockedChild(JOB, seconds=SECONDS), header, content, "no_cleaning")[1]
    if told_by_content(cleaned) != kind.key:
        raise FileRefused("broken")
    return Cleaned(kind, cleaned)


def make_anew(*, kind: Kind, content: bytes) -> Cleaned:
    """A recording made anew without anything but what can be heard and seen. Raises FileRefused."""
    child = LockedChild(
        JOB, seconds=RECORDING_SECONDS, processes=RECORDING_PROCESSES, room=RECORDING_ROOM, strict=True
    )
    said, made = _asked(child, {"kind": kind.key, "max_pixels": 0}, content, "too_slow")
    if told_by_content(made) != "mpeg4":
        raise FileRefused("broken")
    return Cleaned(KEPT[said["kind"]], made)


def _asked(
    started: LockedChild, header: dict[str, Any], content: bytes, too_slow: str
) -> tuple[dict[str, Any], bytes]:
    try:
        with started as child:
            return child.ask(header, content)
    except ChildRefused as refused:
        raise FileRefused(refused.reason) from None
    except ChildFailed:
        raise FileRefused(too_slow) from None


def checked(*, name: str, declared: str, content: bytes, recordings: bool = False) -> Kind:
    """The kind on which name, browser and content agree. Raises FileRefused.

    `name` and `declared` are what the browser said. `recordings` says whether the office takes sound and film.
    """
    if not content:
        raise FileRefused("empty")
    found = told_by_content(content)
    if found in RECORDINGS and not recordings:
        raise FileRefused(SOUND_OR_FILM)
    kind = KINDS.get(found) or RECORDINGS.get(found)
    if kind is None:
        raise FileRefused(found)
    if name.rpartition(".")[2].lower() not in kind.endings:
        raise FileRefused("ending")
    if declared.split(";")[0].strip().lower() not in (kind.content_type, *kind.also):
        raise FileRefused("declared")
    return kind


def cannot_record() -> str:
    """The code of why this machine cannot clean sound and film (a key of REASONS); empty where it can."""
    if not all(shutil.which(program) for program in ("ffmpeg", "ffprobe")):
        return NO_PROGRAM
    return "" if all(_confinement().values()) else UNCONFINED


@cache
def _confinement() -> dict[str, bool]:
    """Asked once: a kernel does not change its mind while a process lives."""
    return confinement()
