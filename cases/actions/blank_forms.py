"""Taking a blank form away: it says nothing of anybody, yet who carries forms out of the house is on record."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from cases.on_paper import blank_paper
from cases.section import Phase

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_blank_form(*, actor: "User", office: Office, phase: Phase, extended: bool, language: str) -> bytes:
    """The form of a phase as PDF, with what the law of the office's country obliges to report (practice.md P12).

    Raises PermissionDenied, and paper.pdf.PdfFailed; then nothing is recorded.
    """
    if office.pk not in actor.offices_with(Permission.SECTION_EDIT):
        raise PermissionDenied
    events.record(
        "blank_form.taken",
        office=office.pk,
        actor=actor,
        facts={"kind": phase.value, "scope": "all" if extended else "core", "language": language},
    )
    return blank_paper.as_pdf(phase, extended=extended, language=language, country=office.country)
