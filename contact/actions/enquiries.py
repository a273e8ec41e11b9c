"""What can happen to an enquiry (practice.md P8). The house never contacts anybody by itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from accounts.permissions import Permission, Role
from accounts.settings_register import value as setting
from audit import events
from cases.actions import open_case
from contact.models import Enquiry, Urgency
from notifications import outbox
from vault import keys, ledger

if TYPE_CHECKING:
    from accounts.models import Office
    from cases.models import Case

CHANGED_BY_HAND = frozenset(
    {
        "source", "channel", "urgency", "country", "next_step_on", "about", "situation", "belief", "safe_contact",
        "told_by", "told_by_contact", "advice", "next_step",
    }
)  # fmt: skip
# What goes on in the case's own words, in this order.
CARRIED = ("about", "situation", "belief", "safe_contact", "told_by", "told_by_contact", "advice")


class EnquiryGone(Exception):
    """It has become a case or was erased meanwhile."""


@transaction.atomic
def take_enquiry(*, actor: User, office: "Office") -> Enquiry:
    """Begin an enquiry: it is there before the first word, so that nothing told on the telephone is lost.

    Raises PermissionDenied.
    """
    if not actor.can(Permission.CASE_OPEN, office):
        raise PermissionDenied(Permission.CASE_OPEN.value)
    days = timedelta(days=int(setting("contact.enquiry_days", office.pk)))
    row = Enquiry(
        office=office,
        taken_by=actor,
        written_by=actor,
        country=office.country,
        erase_on=office.today() + days,
    )
    row.save()
    events.record("enquiry.taken", subject=row, office=office.pk, actor=actor)
    return row


@transaction.atomic
def change_enquiry(
    *, actor: User, enquiry: Enquiry, values: Mapping[str, Any], page: UUID | None = None
) -> bool:
    """Write what is told; True when something changed. Danger now is told to the office's supervisors each time it
    comes to that. `page` is the one it is typed on.

    Raises ValueError for what is not changed by hand, ValidationError for an unknown code, StaleVersion when
    somebody else has written meanwhile.
    """
    if unknown := values.keys() - CHANGED_BY_HAND:
        raise ValueError(f"not changed by hand: {', '.join(sorted(unknown))}")
    changed = sorted(name for name, value in values.items() if getattr(enquiry, name) != value)
    if not changed:
        return False
    for name in changed:
        setattr(enquiry, name, values[name])
    enquiry.written_by, enquiry.written_in = actor, page
    enquiry.full_clean(exclude={"office", "taken_by", "written_by", "envelope"})
    enquiry.save()
    facts = {"fields": changed}
    events.record("enquiry.changed", subject=enquiry, office=enquiry.office_id, facts=facts, actor=actor)
    if "urgency" in changed and enquiry.urgency == Urgency.NOW:
        people, moment = _supervisors(enquiry, actor), timezone.now().isoformat()
        outbox.enqueue("enquiry.danger", to=people, about=enquiry, occurrence=moment)
    return True


@transaction.atomic
def open_case_from(*, actor: User, enquiry: Enquiry) -> "Case":
    """The person agrees: what was told becomes a case, and the enquiry is gone. Consent is asked next.

    Nobody is asked to type again: the words go into the case's own account. Raises PermissionDenied, EnquiryGone where
    somebody else was first.
    """
    enquiry = _locked(enquiry)
    words: Any = Enquiry._meta
    told = [
        f"{words.get_field(name).verbose_name}: {getattr(enquiry, name)}"
        for name in CARRIED
        if getattr(enquiry, name)
    ]
    case = open_case(
        actor=actor,
        office=enquiry.office,
        unsearched="enquiry",
        data_source="case_management",
        referral_source=enquiry.source,
        referral_date=timezone.localdate(enquiry.taken_at, timezone=enquiry.office.zone),
        identification_country=enquiry.country,
        narrative_summary="\n\n".join(told),
    )
    _erase(enquiry, "became_case", actor)
    return case


@transaction.atomic
def end_enquiry(*, actor: User, enquiry: Enquiry, reason: str) -> None:
    """Erase an enquiry before its time: the person wants nothing of it, or it was passed on. Raises EnquiryGone."""
    _erase(_locked(enquiry), reason, actor)


def _locked(enquiry: Enquiry) -> Enquiry:
    """The row as it stands now, locked until the end of the transaction: of two people one is first."""
    row: Enquiry | None = (
        Enquiry.objects.select_for_update(of=("self",)).select_related("office").filter(pk=enquiry.pk).first()
    )
    if row is None:
        raise EnquiryGone
    return row


def erase_due() -> int:
    """Erase every enquiry whose days are over at its office; gives how many. For the beat job."""
    gone = 0
    somewhere = timezone.now().date() + timedelta(days=1)  # some office is in it
    for row in Enquiry.objects.plain().filter(erase_on__lte=somewhere).select_related("office"):
        if row.days_left() == 0:
            with transaction.atomic():
                _erase(row, "days_over", None)
            gone += 1
    return gone


def remind() -> int:
    """Remind who took an enquiry that it will be erased soon, once; gives how many. For the beat job."""
    told = 0
    waiting = Enquiry.objects.plain().filter(reminded_at__isnull=True).select_related("taken_by", "office")
    for row in waiting:
        if row.days_left() <= int(setting("contact.enquiry_warning_days", row.office_id)):
            with transaction.atomic():
                Enquiry.objects.filter(pk=row.pk).update(reminded_at=timezone.now())
                outbox.enqueue("enquiry.ends", to=[row.taken_by], about=row)
            told += 1
    return told


def _erase(row: Enquiry, reason: str, actor: User | None) -> None:
    """Row, keys, and a line of the ledger, so that no restored backup brings it back."""
    number, office = row.pk, row.office_id
    events.record("enquiry.erased", subject=row, office=office, facts={"reason": reason}, actor=actor)
    row.delete()
    keys.destroy_scope(number)
    ledger.append(number, reason=reason)


def _supervisors(row: Enquiry, actor: User) -> list[User]:
    memberships = Membership.objects.valid().filter(office=row.office_id, role=Role.SUPERVISOR)
    return list(User.objects.filter(pk__in=memberships.values("user"), is_active=True).exclude(pk=actor.pk))
