"""Drafts: what is being typed is kept sealed on the server, per case, section and author."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Submission
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import WHOLE_SECTION, Case, SectionDraft
from cases.record.transport import to_json
from cases.sections import edited_section

if TYPE_CHECKING:
    from accounts.models import User


class NewerDraft(Exception):
    """Another page of the same person has kept a draft since this one was opened: neither is written over unseen."""


def draft_is_late(actor: "User", case: Case, form_of: str) -> bool:
    """True when the form a draft was typed in (`form_of`, its key) has acted already: its draft must not come back."""
    try:
        key = UUID(form_of)
    except ValueError:
        return False
    _one_at_a_time(case)
    return Submission.objects.filter(user=actor, key=key).exists()


@transaction.atomic
def save_draft(
    *,
    actor: "User",
    case: Case,
    section: str,
    payload: Mapping[str, Any],
    base_version: int,
    row: UUID | str | None = None,
    page: UUID | None = None,
    opened: datetime | None = None,
) -> SectionDraft:
    """Keep what is being typed. A draft is no record: it is seen by its author alone and checks no answer.

    `page` is the key of the one it is typed on, `opened` when that one was made: what was kept before is seen on it.
    Raises UnknownSection, PermissionDenied, FileClosed, NewerDraft.
    """
    edited_section(section)
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    _one_at_a_time(case)
    draft = draft_of(actor=actor, case=case, section=section, row=row)
    if draft is not None and _is_newer(draft, page, opened):
        raise NewerDraft
    draft = draft or SectionDraft(case=case, section=section, row=row or WHOLE_SECTION, author=actor)
    draft.payload, draft.base_version, draft.saved_at = to_json(payload), base_version, timezone.now()
    draft.written_in = page
    draft.save()
    events.record("draft.saved", subject=case, office=case.office_id, actor=actor, facts={"section": section})
    return draft


def draft_of(
    *, actor: "User", case: Case, section: str, row: UUID | str | None = None
) -> SectionDraft | None:
    """The actor's own draft for this section of this case, or None."""
    drafts = SectionDraft.objects.filter(case=case, section=section, author=actor, row=row or WHOLE_SECTION)
    return drafts.first()


@transaction.atomic
def restore_draft(
    *, actor: "User", case: Case, section: str, row: UUID | str | None = None
) -> dict[str, Any] | None:
    """What the actor had typed into this very case and section, or None; recorded as a read."""
    access.require(actor, Permission.SECTION_EDIT, case)
    access.require_in_use(case)
    draft = draft_of(actor=actor, case=case, section=section, row=row)
    if draft is None:
        return None
    events.record("draft.read", subject=case, office=case.office_id, actor=actor, facts={"section": section})
    return dict(draft.payload)


@transaction.atomic
def discard_draft(
    *,
    actor: "User",
    case: Case,
    section: str,
    row: UUID | str | None = None,
    page: UUID | None = None,
    opened: datetime | None = None,
) -> bool:
    """Throw the actor's own draft away. True when there was one.

    With `page` and `opened`, as in `save_draft`, not one that another page has kept since.
    """
    _one_at_a_time(case)
    draft = draft_of(actor=actor, case=case, section=section, row=row)
    if draft is None or (page is not None and _is_newer(draft, page, opened)):
        return False
    draft.delete()
    events.record(
        "draft.discarded", subject=case, office=case.office_id, actor=actor, facts={"section": section}
    )
    return True


def _is_newer(draft: SectionDraft, page: UUID | None, opened: datetime | None) -> bool:
    return draft.written_in != page and (opened is None or opened < draft.saved_at)


def _one_at_a_time(case: Case) -> None:
    """Wait for a save or draft of this case that is under way, and keep the next waiting until this request has ended."""
    Case.objects.select_for_update(of=("self",)).plain().filter(pk=case.pk).first()


def drafts_of(actor: "User") -> list[SectionDraft]:
    """The actor's unfinished sections in cases still visible, newest first; their text stays sealed."""
    visible = Case.objects.visible_to(actor).in_use()
    drafts = SectionDraft.objects.plain().filter(author=actor, case__in=visible)
    return list(drafts.select_related("case").order_by("-saved_at"))
