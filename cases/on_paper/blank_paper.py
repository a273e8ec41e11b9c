"""A blank form as a tagged PDF, laid out in the locked child, and kept in memory: it is the same for everybody.

It names no house, no staff and nobody it was given to (practice.md P5); what it asks stands in blank_forms.py.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cases import dictionary
from cases.consent import laws
from cases.on_paper.blank_forms import Form
from cases.section import Phase
from paper import pdf

SECONDS = 60
STYLE = "blank-print.css"
# Three phases in two lengths, in the languages of an office or two.
KEPT = 18


def as_pdf(phase: Phase, *, extended: bool, language: str, country: str) -> bytes:
    """The form in one language, with the duties to report of `country`. Raises paper.pdf.PdfFailed."""
    return _laid_out(as_html(phase, extended=extended, language=language, country=country))


def as_html(phase: Phase, *, extended: bool, language: str, country: str) -> str:
    """The same before it is laid out; every address in it is `asset:name`."""
    with translation.override(language):
        return render_to_string(
            "cases/blank_paper.html",
            {
                "language": language,
                "form": Form.of(phase, extended=extended),
                "duties": list(laws.limits(laws.law_of(country))),
                "consent_forms": [label for _code, label in dictionary.choices("consent_form")],
                "consent_givers": [label for _code, label in dictionary.choices("consent_giver")],
                "styles": [f"asset:{name}" for name in (pdf.STYLE, STYLE)],
            },
        )


@lru_cache(maxsize=KEPT)
def _laid_out(html: str) -> bytes:
    style = (Path(settings.BASE_DIR) / "static" / "css" / STYLE).read_bytes()
    with pdf.PdfChild(seconds=SECONDS) as child:
        return child.render(html, {**pdf.house_assets(), STYLE: style})
