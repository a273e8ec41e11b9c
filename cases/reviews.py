"""What waits for a second pair of eyes: emergency openings and possible conflicts of interest, per reviewer.

A reviewer need not be able to open the case: the data protection officer never is.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import acting
from accounts.models import User
from accounts.permissions import Permission
from audit import reading
from cases.actions.conflicts import could_decide, may_decide
from cases.actions.emergency import may_review
from cases.history_page import Entry, entries_of
from cases.models import BreakGlass, Case, ConflictOfInterest, ConflictState

SHOWN = 200
LATELY = 50


def emergencies_for(user: User) -> tuple[list[BreakGlass], list[BreakGlass]]:
    """Openings this person may review, and those reviewed lately, the most urgent and the newest first."""
    with acting.by_rule("review_access"):
        rows = _emergencies(user)
        waiting = [row for row in rows.waiting().order_by("review_due")[:SHOWN] if may_review(user, row)]
        closed = rows.filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:LATELY]
        return waiting, [row for row in closed if may_review(user, row)]


def emergency_for(user: User, row_id: UUID) -> BreakGlass | None:
    """One opening this person may review, or None."""
    with acting.by_rule("review_access"):
        row: BreakGlass | None = _emergencies(user).filter(pk=row_id).first()
        return row if row is not None and may_review(user, row) else None


def _emergencies(user: User) -> Any:
    rows = BreakGlass.objects.select_related("case", "user", "office", "reviewed_by").exclude(user=user)
    rows = rows.exclude(case__in=_kept_from(user))
    if user.can(Permission.AUDIT_ALL):
        return rows
    return rows.filter(office__in=user.offices_with(Permission.BREAK_GLASS_REVIEW))


def what_was_read(row: BreakGlass) -> list[Entry]:
    """What the opener did with the case since: events, never answers."""
    found = reading.of_scope(row.case_id, actor=row.user_id, limit=100)
    return entries_of([one for one in found if one["at"] >= row.opened_at])


def conflicts_for(user: User) -> tuple[list[ConflictOfInterest], list[ConflictOfInterest]]:
    """Conflicts this person may decide: those that wait, and those that stand."""
    with acting.by_rule("review_access"):
        found = _conflicts(user).blocking().order_by("-raised_at")[:SHOWN]
        rows = [row for row in found if may_decide(user, row)]
    waiting = [row for row in rows if row.state == ConflictState.FOUND]
    return waiting, [row for row in rows if row.state == ConflictState.CONFIRMED]


def conflict_for(user: User, row_id: UUID) -> ConflictOfInterest | None:
    """One conflict this person may decide, or None."""
    with acting.by_rule("review_access"):
        row: ConflictOfInterest | None = _conflicts(user).filter(pk=row_id).first()
        return row if row is not None and may_decide(user, row) else None


def _conflicts(user: User) -> Any:
    rows: QuerySet[Any] = ConflictOfInterest.objects.select_related("case", "user", "office", "raised_by")
    rows = rows.exclude(case__in=_kept_from(user))
    return rows.filter(could_decide(user), ~Q(user=user))


def _kept_from(user: User) -> QuerySet[Any]:
    """The cases this person must not meet: a filter, so that what hangs on them costs what is not there costs."""
    conflicts: QuerySet[Any] = ConflictOfInterest.objects.blocking()
    return conflicts.filter(user=user).values("case")


def may_open(user: User, row: ConflictOfInterest) -> Case | None:
    """The case, for a reviewer who may open it."""
    found: Case | None = Case.objects.plain().visible_to(user).filter(pk=row.case_id).first()
    return found
