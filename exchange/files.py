"""The bytes of an export: a spreadsheet in an encrypted ZIP, or an encrypted PDF. Nothing touches a disk."""

import io
import secrets
from collections.abc import Sequence

import pikepdf
import pyzipper
import xlsxwriter
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from accounts.sheets import Cell, neutral, written
from paper import pdf
from paper.marks import Mark, watermark

# Names in a ZIP are not encrypted, so this one says nothing.
MEMBER = "export.xlsx"
LONGEST_CELL = 32_000  # a spreadsheet drops a longer text altogether
# No letter or digit that is mistaken for another when it is read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 6, 4  # about 119 bits


def new_password() -> str:
    """A password to be read out over another channel."""
    groups = ("".join(secrets.choice(ALPHABET) for _letter in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)


def workbook(header: Sequence[str], rows: Sequence[Sequence[Cell]], mark: Mark) -> bytes:
    """A spreadsheet whose texts are texts and whose numbers are numbers; nothing in it is a formula or a link."""
    out = io.BytesIO()
    options = {  # in memory: the library's temporary files would lie in clear on the disk
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": mark.document_id, "comments": str(mark), "created": mark.made_at})
        sheet = book.add_worksheet("Export")
        sheet.set_footer(f"&L{mark}&R&P / &N")
        sheet.freeze_panes(2, 2)
        sheet.write_string(0, 0, str(mark))
        for number, cells in enumerate([header, *rows], start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, bool) or cell is None or isinstance(cell, str):
                    text = neutral(cell) if isinstance(cell, str) else written(cell)
                    sheet.write_string(number, column, text[:LONGEST_CELL])
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, written(cell))
    return out.getvalue()


def in_zip(content: bytes, password: str) -> bytes:
    """AES-256, under a name that says nothing."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as packed:
        packed.setpassword(password.encode())
        packed.setencryption(pyzipper.WZ_AES, nbits=256)
        packed.writestr(MEMBER, content)
    return out.getvalue()


def paper(header: Sequence[str], rows: Sequence[Sequence[Cell]], mark: Mark, password: str) -> bytes:
    """The same as a PDF, made in the locked child. Raises paper.pdf.PdfFailed."""
    html = render_to_string(
        "exchange/paper.html",
        {
            "language": get_language(),
            "direction": "rtl" if get_language_bidi() else "ltr",
            "header": header,
            "rows": [[written(cell) for cell in row] for row in rows],
            "mark": mark,
            "style": f"asset:{pdf.STYLE}",
        },
    )
    with pdf.PdfChild() as child:
        made = child.render(
            html, {**pdf.house_assets(), "watermark.svg": watermark().encode(), "export.css": _SIDEWAYS}
        )
    return encrypted_pdf(made, password)


_SIDEWAYS = b"@page { size: A4 landscape } .report-table th:first-child { width: auto }"


def encrypted_pdf(content: bytes, password: str) -> bytes:
    """AES-256 (R6); reading aloud stays possible, changing and copying out do not."""
    out = io.BytesIO()
    allowed = pikepdf.Permissions(
        accessibility=True, extract=False, modify_other=False, modify_annotation=False
    )
    with pikepdf.open(io.BytesIO(content)) as made:
        made.save(
            out,
            encryption=pikepdf.Encryption(
                user=password, owner=new_password(), R=6, metadata=True, allow=allowed
            ),
        )
    return out.getvalue()
