"""Taking the certificate of an erasure away."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from audit import events
from cases.actions.errors import TooEarly
from cases.erasing import certificate_paper
from cases.models import ErasureRequest
from paper.marks import Mark

if TYPE_CHECKING:
    from accounts.models import User

WRITERS = {"txt": certificate_paper.as_text, "pdf": certificate_paper.as_pdf}


@transaction.atomic
def take_certificate(*, actor: "User", erasure: ErasureRequest, form: str) -> bytes:
    """The certificate of an erasure that came through its door, as `txt` or `pdf`, with the event of its release.

    The event's number stands on the paper, as on a print (decision 0123). Raises TooEarly where nothing is
    erased yet, and paper.pdf.PdfFailed.
    """
    if erasure.rows_gone_at is None:
        raise TooEarly
    number = events.record(
        "erasure.certificate_taken",
        subject=erasure,
        scope=erasure.case_uuid,
        office=erasure.office_id,
        actor=actor,
        facts={"format": form, "number": erasure.ledger_n},
    )
    return WRITERS[form](erasure, Mark("", timezone.now(), number.hex[:12]))
