"""What happened to a member of staff, from the rows themselves: roles, duties, suspensions, reviews, decisions."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import approvals
from accounts.models import AccessReview, Approval, Duty, Membership, Suspension, User

SHOWN = 60


@dataclass(frozen=True)
class Entry:
    """One line of the time line: what, by whom, when."""

    title: str
    byline: str
    at: datetime
    text: str = ""


def history_of(user: User, offices: Iterable[uuid.UUID], reader: User) -> list[Entry]:
    """The newest first, as far as it concerns these offices and the reader may see the decision."""
    here = list(offices)
    entries = [
        *_periods(Membership.objects.filter(user=user, office__in=here)),
        *_periods(Duty.objects.filter(user=user, office__in=here)),
        *_suspensions(user),
        *_reviews(user, here),
        *_decisions(user, reader),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:SHOWN]


def _names(*people: User | None) -> str:
    return ", ".join(person.display_name for person in people if person is not None)


def _periods(rows: Iterable[Membership | Duty]) -> Iterator[Entry]:
    now = timezone.now()
    for row in rows.select_related("office", "given_by", "approved_by"):  # type: ignore[attr-defined]  # a queryset of either
        what = row.get_role_display() if isinstance(row, Membership) else row.get_code_display()
        words = {"what": what, "office": row.office.name}
        yield Entry(
            _("Given: %(what)s at %(office)s") % words, _names(row.given_by, row.approved_by), row.given_at
        )
        if row.valid_to is not None and row.valid_to <= now:
            yield Entry(_("Ended: %(what)s at %(office)s") % words, "", row.valid_to)


def _suspensions(user: User) -> Iterator[Entry]:
    for row in Suspension.objects.filter(user=user).select_related("suspended_by", "lifted_by"):
        yield Entry(_("Suspended"), _names(row.suspended_by), row.suspended_at, row.get_reason_display())
        if row.lifted_at is not None:
            yield Entry(_("Let in again"), _names(row.lifted_by), row.lifted_at)


def _reviews(user: User, offices: list[uuid.UUID]) -> Iterator[Entry]:
    rows = AccessReview.objects.filter(membership__user=user, membership__office__in=offices)
    for row in rows.select_related("membership", "reviewed_by"):
        words = {"what": row.membership.get_role_display(), "outcome": row.get_outcome_display()}
        yield Entry(_("Reviewed: %(what)s – %(outcome)s") % words, _names(row.reviewed_by), row.reviewed_at)


def _decisions(user: User, reader: User) -> Iterator[Entry]:
    for row in approvals.of_subject(user).select_related("office", "asked_by", "decided_by"):
        spec = approvals.KINDS.get(row.kind)
        if spec is None or not approvals.visible_to(reader, row):
            continue
        yield Entry(_("Asked: %(what)s") % {"what": spec.title}, _names(row.asked_by), row.asked_at)
        if row.decided_at is not None:
            words = {"state": Approval.State(row.state).label, "what": spec.title}
            yield Entry(_("%(state)s: %(what)s") % words, _names(row.decided_by), row.decided_at)
