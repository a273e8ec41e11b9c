"""The PDF and the process that makes it."""

import io
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from reports import paper
from reports.disclosure import release
from reports.document import Mark, build
from reports.figures.ages import AGES
from reports.figures.scope import Request, Scope
from reports.figures.tabulate import Group, tally
from reports.pdf import PdfCancelled, PdfChild, PdfFailed

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
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


def tags_of(node, found=None):
    """The types of every structure element and the alternative texts of its figures."""
    found = found if found is not None else {"types": [], "alternatives": []}
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for kid in node:
            tags_of(kid, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found["types"].append(node["/S"])
        if "/Alt" in node:
            found["alternatives"].append(str(node["/Alt"]))
        if "/K" in node:
            tags_of(node["/K"], found)
    return found


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
        assert "internal" in words.lower()


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


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@font-face { font-family: x; src: url("http://127.0.0.1:9/x.ttf") } p { font-family: x }</style><p>x',
        '<img src="asset:../../etc/passwd">',
        '<img src="data:image/svg+xml,%3Csvg%3E%3C/svg%3E">',
    ],
)
def test_nothing_but_the_named_assets_is_ever_fetched(planted):
    with PdfChild() as child, pytest.raises(PdfFailed) as problem:
        child.render(f"<html lang='en'><title>t</title><body>{planted}</body></html>", {})
    assert problem.value.reason == "asset"


def test_a_cancelled_report_stops_its_process():
    with PdfChild() as child:
        with pytest.raises(PdfCancelled):
            child.render("<p>x</p>" * 4000, {}, is_cancelled=lambda: True)
        process = child.process
    assert process.returncode is not None


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("reports.pdf.MAX_PAGES", 2)
    with PdfChild() as child, pytest.raises(PdfFailed) as problem:
        child.render('<p style="break-after: page">x</p>' * 4, {})
    assert problem.value.problem == "too_large"


def test_text_of_the_data_is_escaped(cast):
    cast.harbour.code_name = '<img src="file:///etc/passwd">'
    cast.harbour.save()
    scope = Scope(date(2025, 1, 1), date(2025, 12, 31), (cast.harbour.pk,))
    request = Request(scope.period_from, scope.period_to, scope.office_ids, ("R4",))
    html, _assets = build([ages()], request, "en", Mark(USER, MADE, RUN))
    assert "<img" not in html


@pytest.mark.parametrize(
    "planted",
    [
        '<style>@import url("http://127.0.0.1:9/x.css");</style><p>x',
        '<style>@import "file:///etc/passwd";</style><p>x',
        f'{SVG}<image href="file:///etc/passwd" width="9" height="9"/></svg>',
        f'{SVG}<use href="http://127.0.0.1:9/x.svg#a"/></svg>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="http://127.0.0.1:9/x">',
        '<p style="background: url(ftp://127.0.0.1/x)">x</p>',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<ul style="list-style: url(//127.0.0.1:9/x)"><li>x</ul>',
        '<img srcset="http://127.0.0.1:9/x 1x" src="\\\\127.0.0.1\\x">',
    ],
)
def test_no_way_of_naming_a_file_reaches_one(planted):
    """Refused, or drawn without what it asked for: never with it."""
    html = f"<html lang='en'><title>t</title><body>{planted}</body></html>"
    with PdfChild() as child:
        try:
            pdf = child.render(html, {})
        except PdfFailed as problem:
            assert problem.reason == "asset"
        else:
            assert b"root:" not in pdf
            assert PdfReader(io.BytesIO(pdf)).attachments == {}


def test_a_table_of_too_many_rows_is_refused_before_it_is_laid_out():
    with PdfChild() as child, pytest.raises(PdfFailed) as problem:
        child.render("<table>" + "<tr><td>x</td></tr>" * (paper.MAX_ROWS + 1) + "</table>", {})
    assert (problem.value.problem, problem.value.reason) == ("too_large", "rows")


def test_letters_under_a_pile_of_marks_and_endless_words_are_tamed():
    piled = "a" + "\u0301" * 5000
    assert paper.tamed(f"<p>{piled}</p>") == "<p>a" + "\u0301" * paper.MAX_MARKS + "</p>"
    word = paper.tamed("<p>" + "x" * 100_000 + "</p>")
    assert max(map(len, word.strip("<p>/").split(paper.ZERO_WIDTH_SPACE))) <= paper.MAX_WORD
    assert word.count("x") == 100_000


def test_taming_leaves_tags_and_ordinary_text_of_any_script_as_they_are():
    html = f'<a href="asset:{"y" * 500}">Nguyễn Thị · สวัสดี · हिन्दी · שָׁלוֹם</a>'
    assert paper.tamed(html) == html
