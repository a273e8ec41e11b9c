"""What is in the file: texts that are texts, a password that is needed, nothing on a disk."""

import io
import tempfile
from datetime import UTC, datetime

import openpyxl
import pikepdf
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange import files
from paper.marks import Mark
from tests.accounts.test_sheets import ATTACKS
from tests.exchange.conftest import made, taken
from tests.paper.test_pdf import opened

MARK = Mark("11111111-user", datetime(2026, 3, 1, 12, 30, tzinfo=UTC), "22222222-export")


def cells(content):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


def test_no_cell_is_a_formula_or_a_link():
    rows = [[attack] for attack in [*ATTACKS, "http://127.0.0.1/x", "mailto:x@y", "internal:Sheet1!A1"]]
    for row in cells(files.workbook(["=H()"], rows, MARK)):
        for cell in row:
            assert cell.data_type in ("s", "n"), cell.value
            assert cell.hyperlink is None
            assert not str(cell.value or "").lstrip().startswith(("=", "+", "-", "@", "|", "%"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=6))
def test_whatever_is_typed_stays_text(texts):
    for row in cells(files.workbook(["x"], [[text] for text in texts], MARK)):
        assert row[0].data_type != "f"


def test_numbers_are_numbers_and_what_looks_like_one_is_not():
    row = cells(files.workbook(["a", "b", "c"], [[17, "17", None]], MARK))[2]
    assert [cell.value for cell in row][:2] == [17, "17"]
    assert [cell.data_type for cell in row][:2] == ["n", "s"]


def test_it_says_who_made_it_when_and_under_which_number():
    book = openpyxl.load_workbook(io.BytesIO(files.workbook(["x"], [["y"]], MARK)))
    for said in (book.active["A1"].value, book.properties.description, book.active.oddFooter.left.text):
        assert "11111111-user" in said
        assert "2026-03-01 12:30 UTC" in said
        assert "22222222-export" in said
        assert "copy 1 of 1" in said


def test_without_the_password_nothing_opens():
    content = files.in_zip(b"x" * 1000, "right")
    with pyzipper.AESZipFile(io.BytesIO(content)) as packed:
        assert packed.namelist() == ["export.xlsx"], "names are not encrypted"
        assert packed.infolist()[0].wz_aes_strength == 3, "256 bit"
        for wrong in (b"wrong", b""):
            packed.setpassword(wrong)
            with pytest.raises(RuntimeError):
                packed.read("export.xlsx")


def test_a_workbook_is_made_without_temporary_files(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("a temporary file would lie in clear on the disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, never)
    assert files.workbook(["x"], [["y"] * 20] * 500, MARK)


def test_passwords_are_long_and_never_twice_the_same():
    found = {files.new_password() for _each in range(200)}
    assert len(found) == 200
    assert all(len(password) == 29 for password in found)


def test_as_a_pdf_it_is_encrypted_with_aes_256(people, case):
    content, password = taken(people, made(people, format_="pdf"))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    with pikepdf.open(io.BytesIO(content), password=password) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert not document.allow.extract
    reader = opened(content, password=password)
    for page in reader.pages:
        assert str(people.amina.pk) in page.extract_text()
        assert "copy 1 of 1" in page.extract_text()
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert str(people.amina.pk) in described and "copy 1 of 1" in described
    assert "Olena" in reader.pages[0].extract_text()
