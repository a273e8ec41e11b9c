"""The list of what is taken, told by content. Only the standard library: the locked child reads it too."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of file: its key, what a browser calls it, the endings its name may have, other words of browsers."""

    key: str
    content_type: str
    endings: tuple[str, ...]
    also: tuple[str, ...] = ()

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
# Sound and film, where an office takes them (cases.sound_and_film): what comes in, and what it is made into.
RECORDINGS: Final = {
    kind.key: kind
    for kind in (
        Kind("mp3", "audio/mpeg", ("mp3",), ("audio/mp3",)),
        Kind(
            "mpeg4",
            "video/mp4",
            ("mp4", "m4a", "m4v", "mov", "3gp"),
            (
                "audio/mp4",
                "audio/x-m4a",
                "audio/m4a",
                "video/x-m4v",
                "video/quicktime",
                "video/3gpp",
                "audio/3gpp",
            ),
        ),
        Kind(
            "ogg", "audio/ogg", ("ogg", "oga", "opus", "ogv"), ("video/ogg", "application/ogg", "audio/opus")
        ),
        Kind("wav", "audio/wav", ("wav",), ("audio/x-wav", "audio/wave", "audio/vnd.wave")),
        Kind("flac", "audio/flac", ("flac",), ("audio/x-flac",)),
        Kind("aac", "audio/aac", ("aac",), ("audio/x-aac", "audio/vnd.dlna.adts")),
        Kind("amr", "audio/amr", ("amr",), ("audio/amr-wb",)),
        Kind(
            "matroska",
            "video/webm",
            ("webm", "mkv", "weba"),
            ("audio/webm", "video/x-matroska", "audio/x-matroska"),
        ),
    )
}
MADE: Final = {
    kind.key: kind for kind in (Kind("m4a", "audio/mp4", ("m4a",)), Kind("mp4", "video/mp4", ("mp4",)))
}
KEPT: Final = {**KINDS, **MADE}

# Why something is not taken: codes, given words in cases/attachments/cleaning.py.
SOUND_OR_FILM, OTHER_RECORDING, ARCHIVE, UNKNOWN = "sound_or_film", "other_recording", "archive", "kind"

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
    b"ID3": "mp3",
    b"\xff\xfb": "mp3",
    b"\xff\xf3": "mp3",
    b"\xff\xf2": "mp3",
    b"\xff\xfa": "mp3",
    b"\xff\xf1": "aac",
    b"\xff\xf9": "aac",
    b"OggS": "ogg",
    b"fLaC": "flac",
    b"\x1aE\xdf\xa3": "matroska",
    b"#!AMR": "amr",
    b"\x00\x00\x01\xba": OTHER_RECORDING,
    b"\x00\x00\x01\xb3": OTHER_RECORDING,
}


def told_by_content(content: bytes) -> str:
    """The key of a kind in KINDS or RECORDINGS, or the code of why it is none: OTHER_RECORDING, ARCHIVE, UNKNOWN."""
    if content[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": OTHER_RECORDING}.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return UNKNOWN if content[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "mpeg4"
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


def accepted(*, recordings: bool) -> str:
    """The endings a form offers to choose from."""
    kinds = [*KINDS.values(), *(RECORDINGS.values() if recordings else ())]
    return ",".join(f".{ending}" for kind in kinds for ending in kind.endings)
