"""The job of the locked child: one file in, the same file clean out (vault/locked_child.py).

Only the standard library, Pillow, pikepdf, lxml and defusedxml are imported below this module; sound and film
are given to ffmpeg, which is a program of the machine.
"""

from typing import Any

from cases.attachments import images, recordings, words
from cases.attachments.kinds import RECORDINGS
from vault.locked_child import Refused


def prepare() -> None:
    """The libraries are loaded by the kind that needs them: most files need one of them."""


def work(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """`header` has the kind and the cap on pixels. Refused with the code of what is wrong."""
    kind, pixels = header["kind"], header["max_pixels"]
    if kind in images.FORMATS:
        return {}, images.clean(kind, body, pixels)
    if kind == "pdf":
        from cases.attachments import pdfs  # loads pikepdf, which pictures do without

        return {}, pdfs.clean(body)
    if kind == "docx":
        return {}, words.clean(body, pixels)
    if kind in RECORDINGS:
        made, content = recordings.clean(kind, body)
        return {"kind": made}, content
    raise Refused("kind")
