"""PDF: everything that acts, hides or tells about its maker is taken out. Runs in the locked child."""

import re
import struct
from io import BytesIO
from typing import Any

import pikepdf

from cases.attachments.jpegs import without_notes
from vault.locked_child import Refused

MAX_PAGES = 1000
MAX_OBJECTS = 500_000
# Keys that act, carry other files, or say who made it with what; gone wherever they stand.
GONE = (
    "/JavaScript", "/JS", "/AA", "/PA", "/OpenAction", "/Launch", "/EmbeddedFiles", "/EF", "/AF", "/XFA",
    "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/Collection", "/URI", "/RichMediaContent",
    "/RichMediaSettings", "/Renditions", "/Movie", "/Sound", "/SubmitForm", "/ImportData", "/OpenActions", "/DSS",
    "/Perms", "/Legal", "/SpiderInfo", "/IDS", "/URLS", "/PresSteps", "/OPI", "/Ref",
)  # fmt: skip
# Comments and stamps carry their author and hour; files, sounds, films and scenes carry other content.
GONE_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
AUTHOR = ("/T", "/CreationDate", "/M", "/NM")
# What in a stream's own dictionary leads outside.
OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")
# A picture drawn within the text of a page (BI … ID … EI), packed as a photograph is.
PHOTOGRAPH_WITHIN = re.compile(
    rb"\bBI\b(?:(?!\bID\b).){0,2000}?/(?:DCT|DCTDecode|JPX|JPXDecode)\b", re.DOTALL
)


def clean(content: bytes) -> bytes:
    """The pages alone. Refused: `encrypted`, `pages`, `broken`."""
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True, attempt_recovery=True) as found:
            if found.is_encrypted:
                raise Refused("encrypted")
            if len(found.pages) > MAX_PAGES or len(found.objects) > MAX_OBJECTS:
                raise Refused("pages")
            _clean_document(found)
            return _written(found)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, KeyError):
        raise Refused("broken") from None


def _clean_document(pdf: Any) -> None:
    for key in [key for key in pdf.trailer if key not in ("/Root", "/Size")]:
        del pdf.trailer[key]
    for found in list(pdf.objects):
        _clean_object(found)
    for page in pdf.pages:
        _clean_notes(page.obj)


def _clean_object(found: Any) -> None:
    """One indirect object and what lies directly inside it, without recursion."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream):
            _clean_stream(item)
            waiting += _inside(item.stream_dict)
        elif isinstance(item, pikepdf.Dictionary):
            _strip(item)
            waiting += _inside(item)
        elif isinstance(item, pikepdf.Array):
            waiting += [one for one in item if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _inside(dictionary: Any) -> list[Any]:
    return [
        one for _key, one in dictionary.items() if isinstance(one, pikepdf.Object) and not one.is_indirect
    ]


def _strip(dictionary: Any) -> None:
    for key in GONE:
        if key in dictionary:
            del dictionary[key]
    # An action says with /S what it does. A font or a picture may be called /A as well, and stays.
    if isinstance(action := dictionary.get("/A"), pikepdf.Dictionary) and "/S" in action:
        del dictionary["/A"]


def _clean_stream(stream: Any) -> None:
    _strip(stream.stream_dict)
    for key in OUTSIDE:
        if key in stream.stream_dict:
            del stream.stream_dict[key]
    if stream.get("/Subtype") != pikepdf.Name("/Image"):
        _check_drawn(stream)
        return
    last = _last_filter(stream)
    if last in ("/DCTDecode", "/DCT"):
        _replace(stream, without_notes)
    elif last in ("/JPXDecode", "/JPX"):
        _replace(stream, _without_boxes)


def _check_drawn(stream: Any) -> None:
    """A photograph drawn within a page keeps its notes where nothing reaches them. Refused: `broken`."""
    try:
        drawn = stream.read_bytes()
    except pikepdf.PdfError:
        return  # no text of a page: a font or a profile that is not to be read
    if PHOTOGRAPH_WITHIN.search(drawn):
        raise Refused("broken")


def _last_filter(stream: Any) -> str:
    """The only filter of a stream, or `?` for several where the last is a picture's."""
    named = stream.get("/Filter")
    names = [str(one) for one in named] if isinstance(named, pikepdf.Array) else [str(named)] if named else []
    if len(names) > 1 and names[-1] in ("/DCTDecode", "/DCT", "/JPXDecode", "/JPX"):
        raise Refused("broken")
    return names[-1] if names else ""


def _replace(stream: Any, stripped: Any) -> None:
    name, options = stream.get("/Filter"), stream.get("/DecodeParms")
    stream.write(stripped(stream.read_raw_bytes()), filter=name, decode_parms=options)


def _without_boxes(content: bytes) -> bytes:
    """JPEG 2000 without its boxes of notes."""
    if content[:4] == b"\xff\x4f\xff\x51":
        return content  # bare points
    kept, at = bytearray(), 0
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if length == 1 and at + 16 <= len(content):
            (length,) = struct.unpack(">Q", content[at + 8 : at + 16])
        length = length or len(content) - at
        if length < 8 or at + length > len(content):
            raise Refused("broken")
        if kind not in (b"uuid", b"xml ", b"uinf", b"jp2i"):
            kept += content[at : at + length]
        at += length
    return bytes(kept)


def _clean_notes(page: Any) -> None:
    """Of annotations, the kinds that carry other content go; the others lose author and hour."""
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    kept = [one for one in notes if str(one.get("/Subtype")) not in GONE_NOTES]
    for one in kept:
        widget = str(one.get("/Subtype")) == "/Widget"  # of a form's field /T is the name
        for key in AUTHOR:
            if key in one and not (widget and key == "/T"):
                del one[key]
    page["/Annots"] = pikepdf.Array(kept)


def _written(pdf: Any) -> bytes:
    """Written anew: what is no longer reached, and every earlier version, stays behind."""
    out = BytesIO()
    pdf.save(
        out,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()
