"""Publishing the words with which consent is asked. An earlier version stays as it was: rows of consent name it."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases.actions.files import Upload
from cases.attachments import cleaning
from cases.attachments.cleaning import FileRefused
from cases.models import ConsentWording

if TYPE_CHECKING:
    from accounts.models import User

PICTURES = ("png", "jpeg", "webp")
LARGEST_PICTURE = 1 << 20


@transaction.atomic
def publish_wording(
    *,
    actor: "User",
    consent_type: str,
    language: str,
    text: str,
    easy_text: str = "",
    picture: Upload | None = None,
) -> ConsentWording:
    """A new version of a kind's text in a language; without a new picture the earlier one stays with it.

    Raises PermissionDenied, ValidationError for an unknown code or no text, FileRefused for what is no picture.
    """
    if not actor.can(Permission.SETTINGS_CHANGE):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    earlier = ConsentWording.objects.filter(consent_type=consent_type, language=language)
    number = (earlier.aggregate(most=Max("number"))["most"] or 0) + 1
    row = ConsentWording(
        consent_type=consent_type,
        language=language,
        number=number,
        text=text,
        easy_text=easy_text,
        published_by=actor,
    )
    if picture is not None:
        row.picture, row.picture_kind = _cleaned(picture)
    elif last := earlier.order_by("-number").first():
        row.picture, row.picture_kind = last.picture, last.picture_kind
    row.full_clean(exclude={"published_by"})
    row.save()
    facts = {"consent_type": consent_type, "language": language, "number": number}
    events.record("wording.published", subject=row, facts=facts, actor=actor)
    return row


def _cleaned(picture: Upload) -> tuple[bytes, str]:
    if len(picture.content) > LARGEST_PICTURE:
        raise FileRefused("too_large")
    kind = cleaning.checked(name=picture.name, declared=picture.declared, content=picture.content)
    if kind.key not in PICTURES:
        raise FileRefused("kind")
    pixels = int(setting("cases.picture_megapixels", None)) * 1_000_000
    cleaned = cleaning.clean(kind=kind, content=picture.content, max_pixels=pixels)
    return cleaned.content, kind.key
