"""The list of what is taken, told by content. Only the standard library: the locked child reads it too."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of file: its key, what a browser calls it, and the endings its name may have."""

    key: str
    content_type: str
    endings: tuple[str, ...]

    @property
    def ending(self) -> str:
        """The ending we give it."""
        return self.endings[0]


WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: Final = {
    kind.key: kind
    for kind in (
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg")),
        Kind("png", "image/png", ("png",)),
        Kind("webp", "image/webp", ("webp",)),
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("docx", WORD_TYPE, ("docx",)),
    )
}
ACCEPT: Final = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)

# Why something is not taken: codes, given words in cases/attachments/cleaning.py.
SOUND_OR_FILM, ARCHIVE, UNKNOWN = "sound_or_film", "archive", "kind"

_BEGINNINGS: Final = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"%PDF-": "pdf",
    # Archives
    b"Rar!\x1a\x07": ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": ARCHIVE,
    b"\x1f\x8b": ARCHIVE,
    b"BZh": ARCHIVE,
    b"\xfd7zXZ": ARCHIVE,
    b"MSCF": ARCHIVE,
    # Sound and film
    b"ID3": SOUND_OR_FILM,
    b"\xff\xfb": SOUND_OR_FILM,
    b"\xff\xf3": SOUND_OR_FILM,
    b"\xff\xf1": SOUND_OR_FILM,
    b"OggS": SOUND_OR_FILM,
    b"fLaC": SOUND_OR_FILM,
    b"\x1aE\xdf\xa3": SOUND_OR_FILM,
    b"#!AMR": SOUND_OR_FILM,
    b"\x00\x00\x01\xba": SOUND_OR_FILM,
    b"\x00\x00\x01\xb3": SOUND_OR_FILM,
}


def told_by_content(content: bytes) -> str:
    """The key of a kind that is taken, or the code of why it is not: SOUND_OR_FILM, ARCHIVE, UNKNOWN."""
    if content[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": SOUND_OR_FILM, b"AVI ": SOUND_OR_FILM}.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return UNKNOWN if content[8:12] in (b"heic", b"heix", b"mif1", b"avif") else SOUND_OR_FILM
    if content[:2] == b"PK":
        return _word_or_archive(content)
    for beginning, found in _BEGINNINGS.items():
        if content.startswith(beginning):
            return found
    return ARCHIVE if content[257:262] == b"ustar" else UNKNOWN


def _word_or_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return "docx" if "word/document.xml" in packed.NameToInfo else ARCHIVE
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return ARCHIVE
