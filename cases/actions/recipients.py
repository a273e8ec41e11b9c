"""Who received data of a case and must be told of its erasure, and what they said."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit import events
from cases.models import (
    Case,
    Disclosure,
    ErasureNotice,
    ErasureRequest,
    ErasureState,
    NoticeAnswer,
    RecipientKind,
)
from cases.models.erasure import FINAL_ANSWERS
from vault import keys

if TYPE_CHECKING:
    from accounts.models import User

# Who need not be told: the person herself, and relatives, whom nobody writes to about an erasure.
NOT_TOLD = (RecipientKind.THE_PERSON, RecipientKind.FAMILY)


def list_recipients(request: ErasureRequest, case: Case) -> None:
    """Who received data and must be told, kept apart from the case so that it can be read after the erasure.

    Asked when two people have confirmed it and again when it is carried out: each is listed once.
    """
    known = ErasureNotice.objects.filter(erasure=request)
    told = {(notice.recipient_kind, notice.recipient) for notice in known}
    for row in Disclosure.objects.filter(case=case).exclude(recipient_kind__in=NOT_TOLD):
        if (row.recipient_kind, row.recipient) not in told:
            told.add((row.recipient_kind, row.recipient))
            ErasureNotice.objects.create(
                erasure=request, recipient_kind=row.recipient_kind, recipient=row.recipient
            )


@transaction.atomic
def answer_notice(*, actor: "User", notice: ErasureNotice, answer: str) -> None:
    """Note what a recipient said. After the last answer the names of the recipients are destroyed."""
    request = notice.erasure
    from cases.actions.erasing import may_see  # erasing lists the recipients

    if not may_see(actor, request):
        raise PermissionDenied
    if answer not in NoticeAnswer.values:
        raise ValidationError("not an answer")
    ErasureNotice.objects.filter(pk=notice.pk).update(
        answer=answer, answered_by=actor, answered_at=timezone.now()
    )
    events.record(
        "erasure.recipient_answered",
        subject=request,
        scope=request.case_uuid,
        office=request.office_id,
        actor=actor,
        facts={"status": answer, "recipient_kind": notice.recipient_kind},
    )
    waiting = ErasureNotice.objects.filter(erasure=request).exclude(answer__in=FINAL_ANSWERS)
    if request.state == ErasureState.DONE and not waiting.exists():
        keys.destroy_scope(request.pk)
