"""Complaints (P21): taken from anybody, read by a focal point outside the office."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Duty, Office, User
from accounts.permissions import DutyCode, Permission
from accounts.settings_register import value as setting
from audit import context, events
from cases.reference import LETTERS
from notifications import outbox
from redress.models import Channel, Complaint, ComplaintNamed
from redress.models.complaints import today_for

if TYPE_CHECKING:
    from redress.models import Outcome

RECEIPT_LENGTH = 16


class TooMany(Exception):
    """More complaints came within an hour than anybody could mean; try later or by another way."""


def _hash(receipt: str) -> str:
    tidy = "".join(sign for sign in receipt.upper() if sign.isalnum())
    return hashlib.sha256(f"wayhome receipt {tidy}".encode()).hexdigest()


@transaction.atomic
def make_complaint(*, text: str, place: str = "", contact: str = "") -> str:
    """Take a complaint from somebody without a login; gives the receipt, shown once. Raises TooMany.

    Nothing of who sent it is kept: no address, no browser, and no name where a member of staff happens to be
    signed in. The limit counts complaints, not people.
    """
    since = timezone.now() - timedelta(hours=1)
    recent = Complaint.objects.filter(channel=Channel.PAGE, received_at__gte=since).count()
    if recent >= setting("redress.complaints_per_hour", None):
        raise TooMany
    receipt = "".join(secrets.choice(LETTERS) for _sign in range(RECEIPT_LENGTH))
    with context.unnamed("neutral_page"):
        row = _store(
            Complaint(channel=Channel.PAGE, text=text, place=place, contact=contact), receipt=receipt
        )
        events.record("complaint.received", subject=row, facts={"channel": row.channel})
    return "-".join(receipt[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


@transaction.atomic
def take_complaint(
    *, actor: User, channel: str, text: str, place: str = "", contact: str = "", office: Office | None = None
) -> Complaint:
    """Enter a complaint that came on paper, by telephone or in person. Any member of staff may."""
    if not actor.can(Permission.INBOX_READ):
        raise PermissionDenied
    row = _store(Complaint(channel=channel, text=text, place=place, contact=contact, office=office))
    facts = {"channel": row.channel}
    events.record("complaint.received", subject=row, office=row.office_id, facts=facts, actor=actor)
    return row


def _store(row: Complaint, receipt: str = "") -> Complaint:
    days = int(setting("redress.complaint_days", row.office_id))
    row.due_on = today_for(row.office) + timedelta(days=days)
    row.receipt_hash = _hash(receipt) if receipt else ""
    row.save()
    outbox.enqueue("complaint.received", to=_focal_points(row), about=row)
    return row


def _focal_points(row: Complaint) -> list[User]:
    duties = Duty.objects.valid().filter(code=DutyCode.MISCONDUCT_FOCAL_POINT, user__is_active=True)
    people = {duty.user for duty in duties.select_related("user")}
    return [person for person in people if Complaint.objects.visible_to(person).filter(pk=row.pk).exists()]


@transaction.atomic
def work_on_complaint(
    *, actor: User, complaint: Complaint, office: Office | None, named: Iterable[User], notes: str
) -> None:
    """Note the office concerned, who is named, and what the focal point found out."""
    complaint.office, complaint.notes, complaint.handler = office, notes, complaint.handler or actor
    complaint.save()
    ComplaintNamed.objects.filter(complaint=complaint).exclude(user__in=list(named)).delete()
    for user in named:
        ComplaintNamed.objects.get_or_create(complaint=complaint, user=user)
    count = {"count": complaint.named.count()}
    events.record(
        "complaint.changed", subject=complaint, office=complaint.office_id, facts=count, actor=actor
    )


@transaction.atomic
def close_complaint(*, actor: User, complaint: Complaint, outcome: "Outcome | str", answer: str) -> None:
    """Close it with the answer that the receipt opens."""
    complaint.outcome, complaint.answer = outcome, answer
    complaint.handler, complaint.closed_at = complaint.handler or actor, timezone.now()
    complaint.save()
    facts = {"outcome": str(outcome)}
    events.record("complaint.closed", subject=complaint, office=complaint.office_id, facts=facts, actor=actor)


def answer_by_receipt(receipt: str) -> Complaint | None:
    """The complaint of a receipt, or None; only its answer and state are meant for who holds it."""
    found: Complaint | None = Complaint.objects.filter(receipt_hash=_hash(receipt)).first()
    return found
