"""The certificate of an erasure to be kept or handed over: as plain text, and as a tagged PDF. No word about the person.

It names no house and nobody who works there, as every paper for the person (decision 0123): on each page stand
the moment, the number of the event that tells who took it, and which copy it is.
"""

from dataclasses import dataclass
from datetime import UTC

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from cases.erasing import certificate
from cases.erasing.page import Entry, entries_of
from cases.models import ErasureRequest
from paper import pdf
from paper.marks import Mark

SECONDS = 40
# No word across the page, no heading in its margin; counts are narrow and reasons wide.
STYLE = b"""@page { background: none; @top-left { content: none } }
.report-table th:nth-child(2), .report-table th:nth-child(3) { width: 11% }"""


@dataclass(frozen=True)
class Fact:
    """A line at the head of the certificate."""

    label: str
    value: object


def facts_of(request: ErasureRequest) -> list[Fact]:
    """Which erasure it is."""
    return [
        Fact(_("Reference"), request.pk),
        Fact(_("What was erased"), request.get_extent_display()),
        Fact(_("Reason"), request.get_reason_display()),
        Fact(_("Entry in the erasure ledger"), request.ledger_n),
    ]


def _entries(request: ErasureRequest) -> list[Entry]:
    """What happened, in its order. In UTC: an hour of the office would say where it is."""
    with timezone.override(UTC):
        return list(reversed(entries_of(request)))


def as_text(request: ErasureRequest, mark: Mark) -> bytes:
    """The certificate as plain text."""
    lines = [_("Certificate of erasure"), *(f"{fact.label}: {fact.value}" for fact in facts_of(request)), ""]
    lines += [f"{one.at:%Y-%m-%d %H:%M} UTC {one.title} {one.text}".rstrip() for one in _entries(request)]
    lines += ["", _("Every store that was checked")]
    for store in certificate.stores(request):
        until = f" ({store.until:%Y-%m-%d})" if store.until else ""
        numbers = " → ".join(str(n) for n in (store.held, store.holds) if n is not None)
        lines.append(f"- {store.label}: {numbers} {store.note}{until}".rstrip(" :"))
    return ("\n".join(map(str, [*lines, "", mark])) + "\n").encode()


def as_pdf(request: ErasureRequest, mark: Mark) -> bytes:
    """The same as PDF/UA, laid out in the locked child. Raises paper.pdf.PdfFailed."""
    with pdf.PdfChild(seconds=SECONDS) as child:
        html = render_to_string(
            "cases/certificate_paper.html",
            {
                "language": get_language(),
                "direction": "rtl" if get_language_bidi() else "ltr",
                "facts": facts_of(request),
                "entries": _entries(request),
                "stores": list(certificate.stores(request)),
                "mark": mark,
                "style": f"asset:{pdf.STYLE}",
            },
        )
        return child.render(html, {**pdf.house_assets(), "certificate.css": STYLE})
