"""The process that makes PDFs, and what a document may do to it."""

import io

import pytest
from pypdf import PdfReader

from paper import bounds
from paper.pdf import PdfCancelled, PdfChild, PdfFailed

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'


def opened(content, **more):
    """A PDF to look into."""
    return PdfReader(io.BytesIO(content), **more)


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
    monkeypatch.setattr("paper.pdf.MAX_PAGES", 2)
    with PdfChild() as child, pytest.raises(PdfFailed) as problem:
        child.render('<p style="break-after: page">x</p>' * 4, {})
    assert problem.value.problem == "too_large"


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
        child.render("<table>" + "<tr><td>x</td></tr>" * (bounds.MAX_ROWS + 1) + "</table>", {})
    assert (problem.value.problem, problem.value.reason) == ("too_large", "rows")


def test_letters_under_a_pile_of_marks_and_endless_words_are_tamed():
    piled = "a" + "\u0301" * 5000
    assert bounds.tamed(f"<p>{piled}</p>") == "<p>a" + "\u0301" * bounds.MAX_MARKS + "</p>"
    word = bounds.tamed("<p>" + "x" * 100_000 + "</p>")
    assert max(map(len, word.strip("<p>/").split(bounds.ZERO_WIDTH_SPACE))) <= bounds.MAX_WORD
    assert word.count("x") == 100_000


def test_taming_leaves_tags_and_ordinary_text_of_any_script_as_they_are():
    html = f'<a href="asset:{"y" * 500}">Nguyễn Thị · สวัสดี · हिन्दी · שָׁלוֹם</a>'
    assert bounds.tamed(html) == html
