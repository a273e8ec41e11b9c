"""A file as its card shows it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.template.defaultfilters import date, filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import dictionary
from cases.attachments import reach
from cases.attachments.cleaning import REASONS
from cases.attachments.kinds import KEPT
from cases.models import Attachment, Case, WaitingFile

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
    facts = [*_facts(row), (_("Checksum (SHA-256)"), row.original_sha256)]
    return FileCard(
        row.pk,
        _title(row),
        KEPT[row.kind].ending.upper(),
        filesizeformat(row.size),
        _rows(facts),
        reach.may_read_original(user, case, row),
        reach.may_write(user, case, row.attachment_type, row.attachment_sensitivity),
    )


@dataclass
class WaitingCard:
    """A recording on its way: how far it is, why it was not taken, and what this person may do with it."""

    pk: UUID
    title: str
    state: str
    tone: str
    problem: str | Promise = ""
    rows: list[Any] = field(default_factory=list)
    may_take_back: bool = False
    may_remove: bool = False


TONES = {
    WaitingFile.State.WAITING: "later",
    WaitingFile.State.RUNNING: "now",
    WaitingFile.State.REFUSED: "stop",
}


def waiting(user: "User", case: Case, row: WaitingFile) -> WaitingCard:
    """The card of a recording that this person may know of."""
    is_refused = row.state == WaitingFile.State.REFUSED
    return WaitingCard(
        row.pk,
        _title(row),
        row.get_state_display(),
        TONES[WaitingFile.State(row.state)],
        _why_refused(row.problem) if is_refused else "",
        _rows(_facts(row)),
        may_take_back=is_refused and reach.may_read_original(user, case, row),
        may_remove=is_refused and reach.may_change(user, case, row),
    )


def _why_refused(problem: str) -> str:
    """In words of recordings: nobody prints one to a PDF."""
    if problem not in REASONS or problem == "broken":
        return _(
            "The recording is damaged or has parts that cannot be checked. Save it again where it was made."
        )
    return str(REASONS[problem])


def _title(row: Attachment | WaitingFile) -> str:
    return str(dictionary.code_label("attachment_type", row.attachment_type))


def _facts(row: Attachment | WaitingFile) -> list[tuple[str, Any]]:
    added = date(timezone.localtime(row.added_at), "SHORT_DATETIME_FORMAT")
    return [
        (_("What it shows"), row.description),
        (_("Name of the file"), row.name),
        (_("Sensitivity"), dictionary.code_label("sensitivity_class", row.attachment_sensitivity)),
        (_("Added"), f"{added} · {row.added_by.display_name}"),
    ]


def _rows(facts: list[tuple[str, Any]]) -> list[Any]:
    return [{"label": label, "value": said} for label, said in facts if said]
