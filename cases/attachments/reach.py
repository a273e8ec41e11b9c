"""Who may read or add which file: documents in general, and the class and subject of each."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import access
from cases.child import children
from cases.child import record as child_record
from cases.child import words as child_words
from cases.consent import consents
from cases.consent.validity import REASONS
from cases.field_permissions import OF_SENSITIVITY, Area
from cases.models import Attachment, Case, ConsentRecord, WaitingFile

if TYPE_CHECKING:
    from accounts.models import User

MEGABYTE = 1 << 20
# What a file is about asks for the permission of its section, whatever class it was given.
OF_SUBJECT = {"medical": Area.HEALTH, "legal": Area.LEGAL}
# What a court, a registry or a panel wrote about a child, the naming of its guardian among it: no picture of the child,
# so that it waits for nobody's yes, least of all for that of the guardian it names (P15, decision 0266).
OF_AUTHORITIES = frozenset({"legal", "bid"})
# What the child said of photographs and papers stands against these, too.
SAID_NO = frozenset({"refused", "withdrawn", "child_no"})
# A decision after which nobody uses the files (consent.md 4).
CLOSING = frozenset({"withdrawn", "refused"})


class FilesClosed(access.FileClosed):
    """The person does not want photographs and copies of documents to be used."""


def may_read(user: "User", case: Case, row: Attachment | WaitingFile) -> bool:
    """Documents, the file's class, and what it is about: all three. An unknown class counts as identifying.

    A withdrawn medical consent closes files about health to everybody, as it does the answers (consent.md 4).
    """
    areas = _areas(row.attachment_type, row.attachment_sensitivity)
    return not _is_closed(case, areas) and all(access.may(user, area.read, case) for area in areas)


def may_read_original(user: "User", case: Case, row: Attachment | WaitingFile) -> bool:
    """An original may say where it was taken: it also needs the permission for places."""
    return (
        row.original_id is not None
        and may_read(user, case, row)
        and access.may(user, Permission.LOCATION_READ, case)
    )


def may_write(user: "User", case: Case, attachment_type: str, sensitivity: str) -> bool:
    """The same, to write."""
    areas = _areas(attachment_type, sensitivity)
    return not _is_closed(case, areas) and all(access.may(user, area.write, case) for area in areas)


def may_change(user: "User", case: Case, row: Attachment | WaitingFile) -> bool:
    """Who may add such a file and may read this one."""
    return may_read(user, case, row) and may_write(
        user, case, row.attachment_type, row.attachment_sensitivity
    )


def _areas(attachment_type: str, sensitivity: str) -> set[Area]:
    return {
        Area.DOCUMENT,
        OF_SENSITIVITY.get(sensitivity, Area.IDENTITY),
        OF_SUBJECT.get(attachment_type, Area.DOCUMENT),
    }


def _is_closed(case: Case, areas: set[Area]) -> bool:
    """Asked once for this instance of the case, however many files."""
    return Area.HEALTH in areas and consents.health_is_closed(access.consents_of(case))


def are_closed(case: Case) -> bool:
    """Whether the newest word of the person on photographs and documents is no."""
    rows = ConsentRecord.objects.plain().filter(case=case).newest_of("photo_document")
    newest = rows.values_list("consent_status", flat=True).first()
    return newest in CLOSING


def require_open(case: Case) -> None:
    """Raises FilesClosed or access.FileClosed."""
    access.require_in_use(case)
    if are_closed(case):
        raise FilesClosed


def why_not(case: Case, attachment_type: str = "") -> tuple[str | Promise, ...]:
    """Why no photograph or copy of a document is taken or referred to; empty where one may be.

    Of a child the one table of deeds says besides whose yes it waits for, the child's own among them (children.py); a
    paper of OF_AUTHORITIES waits for nobody, and only the child's no stops it.
    """
    verdict = consents.given(case, "photo_document")
    of_authority = attachment_type in OF_AUTHORITIES
    if not (verdict or of_authority) or not child_record.is_child(case):
        return verdict.reasons
    if of_authority:
        return tuple(REASONS[code] for code in verdict.codes if code in SAID_NO)
    return child_words.waits_for(children.verdict("picture", child_record.facts_of(case)).waits_for)


def require_consent(case: Case, attachment_type: str = "") -> None:
    """Raises ConsentMissing with the reasons of `why_not`, if there are any."""
    if reasons := why_not(case, attachment_type):
        raise consents.ConsentMissing("photo_document", reasons)


def lock_for_adding(user: "User", case: Case, attachment_type: str = "") -> Case:
    """The case behind its lock, asked again whether a file may be added: cleaning one takes seconds, a word none.

    Raises PermissionDenied, FileClosed, ConsentMissing; whoever withdraws from now on waits for the transaction.
    """
    locked: Case = Case.objects.select_for_update(of=("self",)).plain().get(pk=case.pk)
    access.require(user, Permission.DOCUMENT_WRITE, locked)
    access.require_in_use(locked)
    require_consent(locked, attachment_type)
    return locked


def largest_bytes(case: Case) -> int:
    """How large one file may be."""
    return int(setting("cases.file_megabytes", case.office_id)) * MEGABYTE


def offered(user: "User", case: Case, chosen: str) -> list[tuple[str, str]]:
    """The case's files that this person may read, by when they were added, to refer to one.

    One chosen before stays to choose; of one that is not theirs to read no day is said.
    """
    # Which file is about what only the rows themselves say: when somebody was examined is no date for everybody.
    rows = list(Attachment.objects.filter(case=case).order_by("-added_at"))
    named = [(str(row.pk), _file_of(row)) for row in rows if may_read(user, case, row)]
    if chosen and chosen not in dict(named):
        is_there = any(str(row.pk) == chosen for row in rows)
        named.append((chosen, _("The file chosen before") if is_there else _("A file that has been removed")))
    return named


def _file_of(row: Attachment) -> str:
    day = date_format(timezone.localtime(row.added_at), "DATETIME_FORMAT")
    return _("File of %(day)s") % {"day": day}


def require_referable(user: "User", case: Case, row: str) -> None:
    """Raises ValidationError for what is no file of the case that this person may read, worded alike for both."""
    found = Attachment.objects.filter(case=case, pk=row).first()
    if found is None or not may_read(user, case, found):
        raise ValidationError(_("There is no such file in this case."), code="unknown_file")
