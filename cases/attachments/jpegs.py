"""JPEG data inside other files, stripped of its notes without being decoded. Runs in the locked child.

A scan saved as PDF carries the camera's own JPEG, with place, time and device in it.
"""

import struct

from vault.locked_child import Refused

START, SCAN, END = 0xD8, 0xDA, 0xD9
STANDS_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# APP14 tells how colours are coded; without it a picture changes its colours.
KEPT_APPLICATION = 0xEE
NOTES = frozenset({0xFE, *range(0xE0, 0xF0)}) - {KEPT_APPLICATION}


def without_notes(content: bytes) -> bytes:
    """The same picture without EXIF, XMP, profiles, comments, and what follows its end. Refused: `broken`."""
    if content[:2] != b"\xff\xd8":
        raise Refused("broken")
    kept, at = bytearray(content[:2]), 2
    while True:
        marker, at = _marker(content, at)
        if marker in STANDS_ALONE:
            kept += bytes((0xFF, marker))
            continue
        if marker == END:
            return bytes(kept + b"\xff\xd9")
        segment = _segment(content, at)
        if marker not in NOTES:
            kept += bytes((0xFF, marker)) + segment
        at += len(segment)
        if marker == SCAN:
            until = _end_of_scan(content, at)
            kept += content[at:until]
            at = until


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at a place and where what follows it begins."""
    if at + 1 >= len(content) or content[at] != 0xFF:
        raise Refused("broken")
    while at + 1 < len(content) and content[at + 1] == 0xFF:
        at += 1
    if at + 1 >= len(content):
        raise Refused("broken")
    return content[at + 1], at + 2


def _segment(content: bytes, at: int) -> bytes:
    if at + 2 > len(content):
        raise Refused("broken")
    (length,) = struct.unpack(">H", content[at : at + 2])
    if length < 2 or at + length > len(content):
        raise Refused("broken")
    return content[at : at + length]


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the coded points end: the next marker that is neither stuffing nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Refused("broken")
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7 and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
