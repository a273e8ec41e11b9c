"""What every template, style sheet and script of the house keeps to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OUR_SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
OUR_STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
BUILT_STYLES = sorted((ROOT / "static" / "vendor").rglob("*.css"))
# Pictures are drawn by it in pages and in the PDF; a colour or a size there is an attribute, never a style.
INLINE_STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
PHYSICAL_SIDE = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)(?![-\w]*radius)|left|right)\s*:"
)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_introduces_itself(path: Path) -> None:
    text = path.read_text()
    assert text.startswith(("{#", "{% extends", "{% load")) and "{#" in text[:1500]


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_compiles(path: Path) -> None:
    assert get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    if "reports/pdf" in relative(path) or "reports/document" in relative(path):
        pytest.skip("printed by WeasyPrint, which no browser reads")
    assert not INLINE_STYLE.search(text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_form_that_posts_carries_the_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE):
        if re.search(r"method=\"post\"", form, re.IGNORECASE):
            assert "csrf_token" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_trusts_no_text(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape off|\|\s*safeseq", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_static_files_named_in_a_template_exist(path: Path) -> None:
    for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text()):
        assert finders.find(name), name


@pytest.mark.parametrize("path", OUR_SCRIPTS, ids=relative)
def test_scripts_keep_nothing_and_build_no_markup(path: Path) -> None:
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|innerHTML|insertAdjacentHTML|\beval\(|new Function|document\.cookie",
        path.read_text(),
    )


@pytest.mark.parametrize("path", [*OUR_STYLES, *BUILT_STYLES], ids=relative)
def test_styles_know_no_left_and_right(path: Path) -> None:
    assert not PHYSICAL_SIDE.search(path.read_text())


@pytest.mark.parametrize("path", BUILT_STYLES, ids=relative)
def test_built_styles_carry_no_brand_and_fetch_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"GDS Transport|@font-face|crown|crest|url\(.?(?:https?|data):", text)
    for address in re.findall(r"url\(([^)]+)\)", text):
        assert (path.parent / address.strip("\"'")).exists()


def test_vendored_files_come_with_their_licence() -> None:
    for folder in (ROOT / "static" / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENCE.txt").exists(), folder.name


def test_the_lock_file_of_the_styles_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
