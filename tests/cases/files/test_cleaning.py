"""What is taken, and what is left of it: real files through the real locked child."""

import io
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cases.attachments import cleaning, jpegs, pdfs
from cases.attachments.cleaning import REASONS, FileRefused
from cases.attachments.kinds import KINDS, WORD_TYPE, told_by_content
from tests.cases.files.making import MARK, PIXELS, RELS, docx, pdf, picture
from vault.locked_child import Refused

OUTSIDE = '<Relationship Id="r9" Type="{}/attachedTemplate" Target="http://127.0.0.1/x.dotm" TargetMode="External"/>'
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def clean(content: bytes, name: str, declared: str = "", pixels: int = PIXELS) -> bytes:
    kind = KINDS.get(told_by_content(content))
    declared = declared or (kind.content_type if kind else "application/octet-stream")
    found = cleaning.checked(name=name, declared=declared, content=content)
    return cleaning.clean(kind=found, content=content, max_pixels=pixels).content


def refusal(content: bytes, name: str, declared: str = "", pixels: int = PIXELS) -> str:
    with pytest.raises(FileRefused) as refused:
        clean(content, name, declared, pixels)
    assert refused.value.reason
    return refused.value.code


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_of_a_picture_nothing_is_left_but_the_picture(kind, name):
    content = picture(kind)
    assert MARK in content
    found = clean(content, name)
    with Image.open(io.BytesIO(found)) as image:
        assert image.format == kind
        assert image.size == (48, 64), "turned the right way up before the note that says so is dropped"
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "loop",
            "background",
            "timestamp",
            "duration",
        }
    assert MARK not in found
    assert b"Exif" not in found


def test_a_see_through_picture_stays_see_through():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(clean(out.getvalue(), "a.png"))) as image:
        assert image.mode == "RGBA"


def test_too_many_points_are_refused_before_they_are_decoded():
    assert refusal(picture("PNG", (2000, 600), mark=False), "a.png", pixels=1_000_000) == "pixels"
    # A few hundred bytes that claim to be an immense picture.
    header = bytearray(picture("PNG", (8, 8), mark=False))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    assert refusal(bytes(header), "a.png") in ("pixels", "broken")


def test_of_a_pdf_nothing_acts_and_nothing_tells():
    found = clean(pdf(), "a.pdf")
    with pikepdf.open(io.BytesIO(found)) as opened:
        assert len(opened.pages) == 1
        assert "/OpenAction" not in opened.Root
        assert "/Metadata" not in opened.Root
        assert not opened.attachments
        assert "/Info" not in opened.trailer
        image = opened.pages[0].Resources.XObject.A
        kept = image.read_raw_bytes()
        everything = b"".join(_bytes_of(one) for one in opened.objects)
    assert MARK not in everything
    assert MARK not in found
    with Image.open(io.BytesIO(kept)) as decoded:
        assert decoded.size == (64, 48)
        assert not decoded.getexif()


def _bytes_of(found):
    content = found.read_raw_bytes() if isinstance(found, pikepdf.Stream) else b""
    return found.unparse() + content


def _drawn(filter_name: str, within: bool) -> bytes:
    """A page that shows a photograph with notes, drawn in its own text or called from it."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    photo = picture(mark=True)
    if within:
        head = f"q 64 0 0 48 0 0 cm BI /W 64 /H 48 /CS /RGB /BPC 8 /F /{filter_name} ID ".encode()
        page.Contents = made.make_stream(head + photo + b" EI Q")
    else:
        scan = made.make_stream(photo)
        scan.Subtype, scan.Filter = pikepdf.Name.Image, pikepdf.Name("/" + filter_name)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=scan))
        page.Contents = made.make_stream(b"q 64 0 0 48 0 0 cm /Im Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("filter_name", ["DCT", "DCTDecode"])
def test_a_photograph_keeps_no_notes_under_any_name(filter_name):
    dirty = _drawn(filter_name, within=False)
    with pikepdf.open(io.BytesIO(dirty)) as opened:
        assert MARK in b"".join(_bytes_of(one) for one in opened.objects)
    with pikepdf.open(io.BytesIO(pdfs.clean(dirty))) as opened:
        assert MARK not in b"".join(_bytes_of(one) for one in opened.objects)


@pytest.mark.parametrize("filter_name", ["DCT", "DCTDecode"])
def test_a_photograph_drawn_within_a_page_is_refused(filter_name):
    with pytest.raises(Refused):
        pdfs.clean(_drawn(filter_name, within=True))


def test_earlier_versions_of_a_pdf_stay_behind():
    content = pdf() + b"\n%" + MARK + b"\n"
    assert MARK not in clean(content, "a.pdf")


def test_a_pdf_with_a_password_is_refused():
    locked = pdf(encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    assert refusal(locked, "a.pdf") == "encrypted"
    opens = pdf(encryption=pikepdf.Encryption(owner="o", user="", R=6))
    assert refusal(opens, "a.pdf") == "encrypted"


def test_of_a_word_document_text_stays_and_authors_go():
    found = clean(docx(), "a.docx")
    with zipfile.ZipFile(io.BytesIO(found)) as packed:
        assert b"A letter of invented content" in packed.read("word/document.xml")
        assert not [name for name in packed.namelist() if name.startswith("docProps")]
        assert MARK not in b"".join(packed.read(name) for name in packed.namelist())
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"rsid" not in packed.read("word/document.xml")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(docx({"word/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(docx({"word/embeddings/oleObject1.bin": b"x"}), "macros", id="embedded object"),
        pytest.param(
            docx({"word/_rels/document.xml.rels": RELS.format(OUTSIDE)}),
            "outside",
            id="outside of the document",
        ),
        pytest.param(docx(rels=OUTSIDE), "outside", id="outside of the package"),
        pytest.param(docx({"word/footnotes.xml": ENTITY}), "entities", id="an entity"),
        pytest.param(docx({"word/footnotes.xml": LAUGHS}), "entities", id="entities of entities"),
        pytest.param(docx({"word/media/image2.svg": b"<svg/>"}), "picture", id="drawing"),
        pytest.param(docx({"word/media/image2.jpg": b"no picture"}), "picture", id="no picture"),
        pytest.param(docx({"../../etc/passwd.xml": b"<x/>"}), "broken", id="path upward"),
        pytest.param(docx({"word/styles.xml": b"<w:not closed"}), "broken", id="broken part"),
        pytest.param(docx({"word/big.xml": b"<x>" + b" " * (70 << 20) + b"</x>"}), "bomb", id="large part"),
        pytest.param(docx({f"word/part{n}.xml": b"<x/>" for n in range(2001)}), "bomb", id="many parts"),
        pytest.param(docx(leave=("[Content_Types].xml",)), "broken", id="no types"),
        pytest.param(
            docx(
                {"word/document.xml": '<w:d xmlns:w="w"><w:instrText> DDEAUTO c:\\\\x </w:instrText></w:d>'}
            ),
            "outside",
            id="a field that runs",
        ),
    ],
)
def test_a_word_document_that_could_do_something_is_refused(content, code):
    assert refusal(content, "a.docx") == code


@pytest.mark.parametrize(
    ("content", "name", "declared", "code"),
    [
        pytest.param(b"", "a.jpg", "image/jpeg", "empty", id="empty"),
        pytest.param(b"MZ\x90\x00", "a.jpg", "image/jpeg", "kind", id="program"),
        pytest.param(b"<svg xmlns='x'/>", "a.svg", "image/svg+xml", "kind", id="svg"),
        pytest.param(b"<html><script>", "a.html", "text/html", "kind", id="html"),
        pytest.param(b"GIF89a....", "a.gif", "image/gif", "kind", id="gif"),
        pytest.param(b"PK\x03\x04....", "a.zip", "application/zip", "archive", id="zip"),
        pytest.param(b"Rar!\x1a\x07\x00", "a.rar", "application/x-rar", "archive", id="rar"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42", "a.mp4", "video/mp4", "sound_or_film", id="film"),
        pytest.param(b"ID3\x03", "a.mp3", "audio/mpeg", "sound_or_film", id="sound"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav", "sound_or_film", id="wave"),
        pytest.param(picture(), "a.png", "image/jpeg", "ending", id="other ending"),
        pytest.param(picture(), "a.jpg.exe", "image/jpeg", "ending", id="two endings"),
        pytest.param(picture(), "a.jpg", "image/png", "declared", id="other declaration"),
        pytest.param(pdf(), "a.pdf", "text/html", "declared", id="pdf declared html"),
        pytest.param(docx(), "a.docx", "application/zip", "declared", id="docx declared zip"),
        pytest.param(
            b"\xff\xd8\xff\xe0 no picture at all", "a.jpg", "image/jpeg", "broken", id="broken picture"
        ),
        pytest.param(b"%PDF-1.7 nothing", "a.pdf", "application/pdf", "broken", id="broken pdf"),
    ],
)
def test_ending_content_and_declaration_must_be_one(content, name, declared, code):
    assert refusal(content, name, declared) == code


def test_every_reason_is_a_sentence():
    assert all(str(reason).endswith(".") for reason in REASONS.values())
    assert told_by_content(docx()) == "docx"
    assert KINDS["docx"].content_type == WORD_TYPE


@given(st.binary(max_size=300), st.integers(0, 300))
def test_taking_notes_out_of_a_jpeg_ends_for_any_bytes(noise, at):
    broken = picture(size=(8, 8))
    content = broken[:at] + noise + broken[at + len(noise) :]
    try:
        found = jpegs.without_notes(content)
    except Refused:
        return
    assert found.startswith(b"\xff\xd8")
    assert found.endswith(b"\xff\xd9")


def test_boxes_of_notes_leave_a_jpeg_2000():
    def box(kind, content):
        return (8 + len(content)).to_bytes(4, "big") + kind + content

    given_ = box(b"jP  ", b"\r\n\x87\n") + box(b"xml ", MARK) + box(b"uuid", MARK) + box(b"jp2c", b"points")
    assert pdfs._without_boxes(given_) == box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", b"points")
