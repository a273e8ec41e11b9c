"""A file as its card shows it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.template.defaultfilters import date, filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import dictionary
from cases.attachments import reach
from cases.attachments.kinds import KINDS
from cases.models import Attachment, Case

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class FileCard:
    """Title, what there is to know, and what this person may do with it."""

    pk: UUID
    title: str
    ending: str
    size: str
    rows: list[Any] = field(default_factory=list)
    may_read_original: bool = False
    may_remove: bool = False


def shown(user: "User", case: Case, row: Attachment) -> FileCard:
    """The card of a file that this person may read."""
    kind = dictionary.code_label("attachment_type", row.attachment_type)
    added = date(timezone.localtime(row.added_at), "SHORT_DATETIME_FORMAT")
    facts = [
        (_("What it shows"), row.description),
        (_("Name of the file"), row.name),
        (_("Sensitivity"), dictionary.code_label("sensitivity_class", row.attachment_sensitivity)),
        (_("Added"), f"{added} · {row.added_by.display_name}"),
        (_("Checksum (SHA-256)"), row.original_sha256),
    ]
    return FileCard(
        row.pk,
        str(kind),
        KINDS[row.kind].ending.upper(),
        filesizeformat(row.size),
        [{"label": label, "value": said} for label, said in facts if said],
        reach.may_read_original(user, case, row),
        reach.may_write(user, case, row.attachment_type, row.attachment_sensitivity),
    )
