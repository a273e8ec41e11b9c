"""The signature under a consent: a scanned paper, a drawing made on the screen, or a name typed and confirmed.

Each becomes a file of the case, cleaned and sealed like any other. A name that is typed is drawn as a picture; its
letters stay with the row, for a script our fonts do not hold.
"""

import base64
import binascii
import io
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import access
from cases.actions.consenting import record_consent
from cases.actions.files import Upload
from cases.attachments import cleaning, room
from cases.attachments.cleaning import Cleaned, FileRefused
from cases.attachments.keeping import keep
from cases.attachments.kinds import KINDS
from cases.consent import wordings
from cases.models import Attachment, Case, ConsentRecord, ConsentWording
from cases.on_paper import paper_forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, time
    from typing import Any

    from accounts.models import User

DRAWN = "data:image/png;base64,"
LARGEST_DRAWING = 512 * 1024
WIDTH, HEIGHT, MARGIN = 900, 220, 24
FONT = "NotoSans-Regular.ttf"
ARABIC_FONT = "NotoSansArabic-Regular.ttf"


def record_consents(
    *,
    actor: "User",
    case: Case,
    rows: "Sequence[Mapping[str, Any]]",
    signed: Upload | None = None,
    shown_at: "datetime | None" = None,
    said_at: "time | None" = None,
) -> list[ConsentRecord]:
    """Record decisions made together, with the one paper or signature under them.

    While the actor enters a paper form, they were made on its day, and at the time `said_at` if the sheet says one.
    `shown_at` is when the page with the words was
    opened: what stood on it counts, even when a new version was published while it was read out. The signature of a
    consent needs no consent to photographs: it is part of the decision itself. Raises what
    record_consent raises, FileRefused for what cannot be kept; then nothing is recorded.
    """
    access.require(actor, Permission.CONSENT_RECORD, case)
    # Cleaning takes seconds: before the transaction, which holds locks.
    cleaned = _cleaned(actor, case, signed) if signed is not None else None
    on_paper = paper_forms.consent_given(actor, case, said_at)
    with transaction.atomic():
        document = _kept(actor, case, cleaned, signed) if cleaned and signed else None
        return [
            record_consent(actor=actor, case=case, document=document, wording=words, **{**fields, **on_paper})
            for fields, words in zip(rows, _words(rows, shown_at), strict=True)
        ]


def _words(rows: "Sequence[Mapping[str, Any]]", shown_at: "datetime | None") -> "list[ConsentWording | None]":
    """The version of the words that was read out for each decision; no moment in the future counts."""
    at = min(shown_at or timezone.now(), timezone.now())
    kinds = [row["consent_type"] for row in rows]
    used = {
        language: wordings.used(kinds, language, at)
        for language in {row.get("consent_language", "") for row in rows}
    }
    return [used[row.get("consent_language", "")].get(row["consent_type"]) for row in rows]


def drawing(given: str) -> Upload:
    """What was drawn on the screen, as the browser's script sends it. Raises FileRefused."""
    if not given.startswith(DRAWN) or len(given) > LARGEST_DRAWING:
        raise FileRefused("broken")
    try:
        content = base64.b64decode(given.removeprefix(DRAWN), validate=True)
    except (binascii.Error, ValueError):
        raise FileRefused("broken") from None
    return Upload("signature.png", "image/png", content)


def written(name: str) -> Upload:
    """A typed name as a picture."""
    from PIL import Image, ImageDraw, ImageFont

    is_arabic = any("\u0600" <= letter <= "\u08ff" for letter in name)
    path = Path(settings.BASE_DIR) / "static" / "fonts" / (ARABIC_FONT if is_arabic else FONT)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, size = ImageDraw.Draw(image), 96
    font = ImageFont.truetype(str(path), size)
    while size > 16 and draw.textlength(name, font=font) > WIDTH - 2 * MARGIN:
        size -= 8
        font = ImageFont.truetype(str(path), size)
    draw.text((MARGIN, HEIGHT // 2), name, fill="black", font=font, anchor="lm")
    out = io.BytesIO()
    image.save(out, "PNG")
    return Upload("signature.png", "image/png", out.getvalue())


def _cleaned(actor: "User", case: Case, signed: Upload) -> Cleaned:
    room.require_room(actor, case, len(signed.content), twice=False)
    kind = cleaning.checked(name=signed.name, declared=signed.declared, content=signed.content)
    if kind.key not in KINDS:
        raise FileRefused("kind")
    pixels = int(setting("cases.picture_megapixels", case.office_id)) * 1_000_000
    return cleaning.clean(kind=kind, content=signed.content, max_pixels=pixels)


def _kept(actor: "User", case: Case, cleaned: Cleaned, signed: Upload) -> Attachment:
    # Behind a lock: two uploads at once must not share one place in the case's quota.
    Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    room.require_room(actor, case, len(cleaned.content), twice=False)
    row = Attachment(
        case=case,
        added_by=actor,
        attachment_type="consent",
        attachment_sensitivity="identifying",
        name=signed.name[-200:],
    )
    return keep(actor, row, cleaned, None)
