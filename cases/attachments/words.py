"""Word documents (DOCX): no macros, nothing from outside, no names of authors. Runs in the locked child."""

import re
import zipfile
from io import BytesIO
from typing import Any

from cases.attachments import images
from cases.attachments.kinds import WORD_TYPE
from vault.locked_child import Refused

MAX_PARTS = 2000
MAX_UNPACKED = 200 << 20
MAX_RATIO = 200
MAX_XML = 60 << 20
PLAIN_NAME = re.compile(r"[A-Za-z0-9_\-./\[\]%() ]+")
MAIN = f"{WORD_TYPE}.main+xml"
# Parts that act or carry other files.
FORBIDDEN = re.compile(
    r"vbaProject|vbaData|/activeX/|/embeddings/|\.bin$|\.ole$|attachedToolbars", re.IGNORECASE
)
# Parts that tell about maker and machine; taken out together with what leads to them.
LEFT_OUT = re.compile(
    r"^(docProps/|customXml/|word/people\.xml|word/printerSettings)|/thumbnail\.", re.IGNORECASE
)
PICTURES = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png"}
XML = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
FONTS = re.compile(r"^word/fonts/", re.IGNORECASE)
AUTHOR_NAMES = frozenset({"author", "initials", "userId", "providerId"})
HOURS = frozenset({"date", "dateUtc"})
REVISION = re.compile(r"^rsid")
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def clean(content: bytes, max_pixels: int) -> bytes:
    """The document without metadata. Refused: `bomb`, `broken`, `macros`, `outside`, `encrypted`, `picture`, `entities`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = _parts(packed)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise Refused("broken") from None
    trees = {name: _parsed(part) for name, part in parts.items() if XML.search(name)}
    _check_types(trees)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name, part in parts.items():
            cleaned = _cleaned(name, part, trees.get(name), max_pixels)
            if cleaned is not None:
                # A fixed hour: when each part was written is nobody's business.
                fresh.writestr(zipfile.ZipInfo(name), cleaned, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part, within bounds that hold whatever the directory says."""
    entries = packed.infolist()
    if len(entries) > MAX_PARTS:
        raise Refused("bomb")
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        _check_entry(entry, parts)
        if entry.is_dir():
            continue
        with packed.open(entry) as stream:
            part = stream.read(MAX_UNPACKED - total + 1)
        total += len(part)
        if total > MAX_UNPACKED or len(part) > MAX_RATIO * max(entry.compress_size, 1000):
            raise Refused("bomb")
        parts[entry.filename] = part
    return parts


def _check_entry(entry: zipfile.ZipInfo, seen: dict[str, bytes]) -> None:
    name = entry.filename
    if entry.flag_bits & 1:
        raise Refused("encrypted")
    if name in seen or not PLAIN_NAME.fullmatch(name) or ".." in name or name.startswith("/"):
        raise Refused("broken")
    if FORBIDDEN.search(name):
        raise Refused("macros")
    if entry.file_size > MAX_UNPACKED:
        raise Refused("bomb")


def _parsed(part: bytes) -> Any:
    """A part as a tree; first by a parser that refuses entities and outside references. Refused: `entities`."""
    from defusedxml import DefusedXmlException, ElementTree
    from lxml import etree

    if len(part) > MAX_XML:
        raise Refused("bomb")
    try:
        ElementTree.fromstring(part, forbid_dtd=True)
        safe = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(part, safe)
    except DefusedXmlException:
        raise Refused("entities") from None
    except (ElementTree.ParseError, etree.XMLSyntaxError, LookupError, ValueError):
        raise Refused("broken") from None


def _check_types(trees: dict[str, Any]) -> None:
    """It is a plain Word document: no template with macros under its name."""
    types = trees.get("[Content_Types].xml")
    if types is None or "word/document.xml" not in trees:
        raise Refused("broken")
    named = [one.get("ContentType", "") for one in types]
    if any("macroEnabled" in one or "vba" in one.lower() for one in named):
        raise Refused("macros")
    if MAIN not in named:
        raise Refused("broken")


def _cleaned(name: str, part: bytes, tree: Any, max_pixels: int) -> bytes | None:
    """The part as it is kept; None for one that is left out."""
    if LEFT_OUT.search(name):
        return None
    if tree is not None:
        return _clean_tree(name, tree)
    ending = name.rpartition(".")[2].lower()
    if ending in PICTURES:
        try:
            return images.clean(PICTURES[ending], part, max_pixels)
        except Refused as refused:
            raise Refused("picture" if refused.code == "broken" else refused.code) from None
    if FONTS.search(name):
        return part
    raise Refused("picture")


def _clean_tree(name: str, tree: Any) -> bytes:
    from lxml import etree

    if name.endswith(".rels"):
        _clean_relationships(tree)
    elif name == "[Content_Types].xml":
        for one in list(tree):
            if LEFT_OUT.search(one.get("PartName", "").lstrip("/")):
                tree.remove(one)
    else:
        _forget_authors(tree)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _clean_relationships(tree: Any) -> None:
    for one in list(tree):
        target = one.get("Target", "")
        if one.get("TargetMode") == "External" or "://" in target or target.startswith(("//", "\\")):
            raise Refused("outside")
        if LEFT_OUT.search(target.lstrip("/").removeprefix("../")) or target.startswith("people.xml"):
            tree.remove(one)


def _forget_authors(tree: Any) -> None:
    """Who changed what, when, and in which sitting of the program."""
    for element in tree.iter():
        for attribute in list(element.attrib):
            local = attribute.rpartition("}")[2]
            if local in AUTHOR_NAMES:
                element.set(attribute, "")
            elif local in HOURS or REVISION.match(local):
                del element.attrib[attribute]
        # A field instruction can fetch a file or a page when the document is opened.
        if isinstance(element.tag, str) and element.tag.endswith("}instrText"):
            _check_instruction(element.text or "")
        if isinstance(element.tag, str) and element.tag.endswith("}fldSimple"):
            _check_instruction(" ".join(element.attrib.values()))


def _check_instruction(text: str) -> None:
    if re.match(
        r"\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|LINK|DATABASE|MACROBUTTON)\b", text, re.I
    ):
        raise Refused("outside")
