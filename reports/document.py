"""The report as HTML for the PDF: our templates, autoescaped, with `asset:` addresses only."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from accounts.models import Office
from paper import pdf
from paper.marks import Mark, watermark
from reports.figures.scope import Request
from reports.figures.table import Result
from reports.presentation import legend, present


def is_right_to_left(language: str) -> bool:
    """Whether the language is written from right to left."""
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def build(
    results: Sequence[Result], request: Request, language: str, mark: Mark
) -> tuple[str, dict[str, bytes]]:
    """HTML and assets of a report in `language`. Offices stand under their code names: paper travels."""
    rtl = is_right_to_left(language)
    with translation.override(language):
        offices = Office.objects.filter(pk__in=request.office_ids).order_by("code_name")
        html = render_to_string(
            "reports/pdf.html",
            {
                "language": language,
                "direction": "rtl" if rtl else "ltr",
                "figures": present(results, rtl=rtl),
                "legend": legend(results),
                "request": request,
                "offices": [office.code_name for office in offices],
                "mark": mark,
                "style": f"asset:{pdf.STYLE}",
            },
        )
        return html, {**pdf.house_assets(), "watermark.svg": watermark().encode()}
