"""Files of every kind, made here: honest ones, and what an attacker would send."""

# ruff: noqa: E501  # addresses of the Word format are as long as they are

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

# What must be found nowhere in what is kept.
MARK = b"SECRET-CAMERA-7731"
PIXELS = 50_000_000


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, mark: bool = True, **more: Any) -> bytes:
    """A picture with place, device, profile and comment in it, and something after its end."""
    image = Image.new("RGB", size, (200, 30, 40))
    out = io.BytesIO()
    options: dict[str, Any] = dict(more)
    if mark:
        exif = Image.Exif()
        exif[Base.Make] = MARK.decode()
        exif[Base.Orientation] = 6
        exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (47.0, 1.0, 2.0)})
        options["exif"] = exif
        options["xmp"] = b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    if kind == "JPEG" and mark:
        options["comment"] = MARK
    image.save(out, kind, **options)
    return out.getvalue() + (MARK if mark else b"")


def pdf(**more: Any) -> bytes:
    """A PDF with a page, an author, a script, an attachment and a picture that knows its place."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=_scan(made)))
    page.obj.Contents = made.make_stream(b"q 100 0 0 100 20 20 cm /A Do Q")
    script = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('" + MARK.decode() + "')")
    )
    made.Root.OpenAction = script
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("x"), script]),
    )
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 50, 50],
        T=pikepdf.String(MARK.decode()),
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://" + MARK.decode())),
        AA=pikepdf.Dictionary(E=script),
    )
    page.obj.Annots = pikepdf.Array([link])
    made.docinfo["/Author"] = MARK.decode()
    with made.open_metadata() as metadata:
        metadata["dc:title"] = MARK.decode()
    made.attachments["x.txt"] = MARK * 3
    out = io.BytesIO()
    made.save(out, compress_streams=False, **more)
    return out.getvalue()


def _scan(made: Any) -> Any:
    stream = made.make_stream(picture(mark=True))
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = 64, 48, 8
    stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    return stream


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""
RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>{}
</Relationships>"""
BODY = f"""<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body><w:p w:rsidR="00AB12CD"><w:ins w:author="{MARK.decode()}"
 w:date="2026-01-01T00:00:00Z" w:id="1"><w:r><w:t>A letter of invented content</w:t></w:r></w:ins></w:p></w:body></w:document>"""


def docx(
    parts: dict[str, bytes | str] | None = None, *, leave: tuple[str, ...] = (), rels: str = ""
) -> bytes:
    """A Word document with authors, properties and a picture; `parts` are added or put in place of its own."""
    content: dict[str, Any] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(rels),
        "docProps/core.xml": f"<p>{MARK.decode()}</p>",
        "word/document.xml": BODY,
        "word/media/image1.jpg": picture(),
    } | (parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in content.items():
            if name not in leave:
                packed.writestr(name, part)
    return out.getvalue()
