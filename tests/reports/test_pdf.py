"""The PDF and the process that makes it."""

import io
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from paper.marks import Mark
from paper.pdf import PdfChild
from reports.disclosure import release
from reports.document import build
from reports.figures.ages import AGES
from reports.figures.scope import Request, Scope
from reports.figures.tabulate import Group, tally
from tests.paper.test_pdf import tags_of

USER, RUN = str(uuid.uuid4()), str(uuid.uuid4())
MADE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def ages():
    """A released table of 96 invented persons, one count of which is small."""
    groups = [
        Group.crossed([band], [sex], persons)
        for band, sex, persons in (
            ("18-20", "female", 40),
            ("18-20", "male", 20),
            ("48+", "female", 33),
            ("48+", "male", 3),
        )
    ]
    return release(AGES._table(tally(groups)), 5)


def pdf_in(language, cast):
    request = Request(date(2025, 1, 1), date(2025, 12, 31), (cast.harbour.pk,), ("R4",))
    with PdfChild() as child:
        return PdfReader(io.BytesIO(child.render(*build([ages()], request, language, Mark(USER, MADE, RUN)))))


def text_of(pdf):
    return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.mark.django_db
def test_it_is_tagged_with_language_title_tables_and_alternatives(cast):
    pdf = pdf_in("en", cast)
    root = pdf.trailer["/Root"]
    tags = tags_of(root["/StructTreeRoot"])
    assert (root["/Lang"], pdf.metadata.title) == ("en", "Demographic report")
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert {"/Document", "/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= set(tags["types"])
    assert any("Chart: Age" in alternative for alternative in tags["alternatives"])
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.django_db
def test_every_page_carries_user_time_run_and_the_word_internal(cast):
    pdf = pdf_in("en", cast)
    for page in pdf.pages:
        words = page.extract_text()
        assert USER in words
        assert "2026-03-01 12:30 UTC" in words
        assert RUN in words
        assert "copy 1 of 1" in words
        assert "internal" in words.lower()
    described = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    for said in (USER, "2026-03-01 12:30 UTC", RUN, "copy 1 of 1"):
        assert said in described, "and so does its description in XMP"


@pytest.mark.django_db
def test_it_prints_denominators_and_hides_small_counts(cast):
    words = text_of(pdf_in("en", cast))
    assert "Harbour" in words
    assert "<5" in words
    assert "fewer than 5 persons" in words
    assert "Persons with an answer (base of the percentages): 96. Without: 0." in words
    assert not any(line.strip() == "3" for line in words.splitlines())


@pytest.mark.django_db
def test_labels_follow_the_language_of_the_report(cast):
    assert "Féminin" in text_of(pdf_in("fr", cast))
    assert "Femenino" in text_of(pdf_in("es", cast))


@pytest.mark.django_db
def test_a_right_to_left_report_keeps_arabic_letters_and_its_direction(cast):
    cast.harbour.code_name = "مكتب الميناء"
    cast.harbour.save()
    request = Request(date(2025, 1, 1), date(2025, 12, 31), (cast.harbour.pk,), ("R4",))
    html, assets = build([ages()], request, "ar", Mark(USER, MADE, RUN))
    assert 'lang="ar" dir="rtl"' in html
    with PdfChild() as child:
        pdf = PdfReader(io.BytesIO(child.render(html, assets)))
    resources: list[Any] = [page["/Resources"].get_object() for page in pdf.pages]
    fonts = {str(font["/BaseFont"]) for each in resources for font in each["/Font"].values()}
    assert pdf.root_object.get("/Lang") == "ar"
    assert any("Wayhome-Arabic" in name for name in fonts)
    assert not any("DejaVu" in name for name in fonts)


def test_text_of_the_data_is_escaped(cast):
    cast.harbour.code_name = '<img src="file:///etc/passwd">'
    cast.harbour.save()
    scope = Scope(date(2025, 1, 1), date(2025, 12, 31), (cast.harbour.pk,))
    request = Request(scope.period_from, scope.period_to, scope.office_ids, ("R4",))
    html, _assets = build([ages()], request, "en", Mark(USER, MADE, RUN))
    assert "<img" not in html
