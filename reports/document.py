"""The report as HTML for the PDF: our templates, autoescaped, with `asset:` addresses only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language_info

from accounts.models import Office
from reports import pdf
from reports.figures.scope import Request
from reports.figures.table import Result
from reports.presentation import legend, present


@dataclass(frozen=True)
class Mark:
    """What every page carries: who asked, when it was made (UTC), which run."""

    user_id: str
    made_at: datetime
    run_id: str


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


def watermark() -> str:
    """The word across every page, in the language in force."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="520" height="520" viewBox="0 0 520 520">'
        '<text x="260" y="280" font-size="96" text-anchor="middle" fill="#ececec" font-family="Wayhome Sans Bold,'
        ' Wayhome Arabic Bold" transform="rotate(-45 260 260)">{}</text></svg>',
        translation.pgettext("watermark", "internal"),
    )
