"""Break-glass: one case for an hour, with reason, purpose and second factor; told at once, reviewed by another."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting, policy
from accounts.approvals import holders
from accounts.models import User
from accounts.permissions import Permission
from accounts.policy import GrantKind
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions.granting import grant_access
from cases.models import (
    BreakGlass,
    Case,
    CaseSearchMade,
    EmergencyPurpose,
    EmergencyReason,
    GrantReason,
    ReviewOutcome,
)
from cases.reference import read_reference
from notifications import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = timedelta(hours=24)


class NothingToOpen(Exception):
    """Unknown, or not to be opened by this person: the answer is the same."""


class TooManyOpenings(ValidationError):
    """As many emergencies as one person has in a day, or as many tries as in an hour."""


def break_glass(
    *, actor: User, wanted: str, reason: str, purpose: str, stepped_up: bool
) -> tuple[Case, BreakGlass | None]:
    """Open the case whose reference or id is `wanted` for an hour; who may open it anyway gets it without an opening.

    Raises PermissionDenied without the permission, TooManyOpenings, NothingToOpen. Unknown and forbidden cases
    cost the same queries and give the same answer. A try that opens nothing is kept and counts: the refusal is
    raised outside of the transaction that counted it.
    """
    if not actor.can(Permission.CASE_BREAK_GLASS) or not stepped_up:
        raise PermissionDenied
    reason, purpose = EmergencyReason(reason).value, EmergencyPurpose(purpose).value
    with transaction.atomic():
        found = _try(actor, wanted, reason, purpose)
    if found is None:
        raise NothingToOpen
    return found


def _try(actor: User, wanted: str, reason: str, purpose: str) -> tuple[Case, BreakGlass | None] | None:
    """One try, counted whatever comes of it; None where there is nothing to open for this person."""
    User.objects.select_for_update().get(pk=actor.pk)  # one at a time, so that the limits hold
    office = actor.offices_with(Permission.CASE_BREAK_GLASS)[0]
    _limit(actor, office)
    with acting.by_rule("break_glass"):
        case = _find(wanted)
        # A case that is not there is asked about like one that is.
        tried = case or Case(office_id=office, restricted_case=True)
        asked = access.facts_of(actor, Permission.CASE_BREAK_GLASS, tried, purpose=purpose, stepped_up=True)
        decision = policy.may_break_glass(asked)
        reached = access.decide(actor, Permission.CASE_VIEW, tried).allow
    if case is not None and reached:
        return case, None
    if case is None or not decision.allow:
        _refused(actor, tried, "not_visible")
        return None
    with acting.by_rule("break_glass"):
        return case, _open(actor, case, reason, purpose)


def _limit(actor: User, office: Any) -> None:
    """Openings in a day, and tries in an hour, which count as searches. Raises TooManyOpenings."""
    now = timezone.now()
    opened = BreakGlass.objects.filter(user=actor, opened_at__gte=now - DAY).count()
    tried = CaseSearchMade.objects.filter(actor=actor, at__gte=now - timedelta(hours=1)).count()
    if opened >= setting("cases.break_glass_per_day", office) or tried >= setting(
        "cases.searches_per_hour", office
    ):
        events.record(
            "break_glass.refused", office=office, actor=actor, facts={"reason": "too_many"}, result="refused"
        )
        raise TooManyOpenings(_("The limit of emergency openings is reached. Reach a supervisor."))
    CaseSearchMade.objects.create(actor=actor, used_at=now)


def _find(wanted: str) -> Case | None:
    """The case of a reference or an id; one query, whatever was typed."""
    text = wanted.strip()
    try:
        by = {"pk": uuid.UUID(text)}
    except ValueError:
        by = {"reference": read_reference(text) or ""}  # type: ignore[dict-item]  # either key
    found: Case | None = Case.objects.select_related("office", "owner").filter(**by).first()
    return found


def _refused(actor: User, tried: Case, reason: str) -> None:
    facts = {"reason": reason}
    events.record(
        "break_glass.refused",
        subject=("cases.case", tried.pk),
        scope=tried.pk,
        actor=actor,
        facts=facts,
        result="refused",
    )


def _open(actor: User, case: Case, reason: str, purpose: str) -> BreakGlass:
    now = timezone.now()
    row = BreakGlass(
        case=case,
        user=actor,
        office=case.office,
        reason=reason,
        purpose=purpose,
        opened_at=now,
        until=now + timedelta(minutes=setting("cases.break_glass_minutes", case.office_id)),
        review_due=now + timedelta(hours=setting("cases.break_glass_review_hours", case.office_id)),
    )
    row.save()
    grant_access(
        case=case,
        user=actor,
        given_by=actor,
        kind=GrantKind.BREAK_GLASS,
        reason=GrantReason.EMERGENCY,
        since=now,
        until=row.until,
    )
    facts = {"reason": reason}
    events.record(
        "break_glass.opened", subject=case, office=case.office_id, actor=actor, facts=facts, purpose=purpose
    )
    if case.owner_id != actor.pk:
        outbox.enqueue("case.emergency", to=[case.owner], about=case, occurrence=str(row.pk))
    outbox.enqueue("emergency.opened", to=reviewers(row), about=row)
    return row


def reviewers(row: BreakGlass) -> list[User]:
    """Everybody who may review this opening: supervisors of the office, data protection officers, never who opened it."""
    return [one for one in holders(Permission.BREAK_GLASS_REVIEW) if may_review(one, row)]


def may_review(person: User, row: BreakGlass) -> bool:
    """Not the one who opened it, nobody in conflict with the case; of the office, or who reads the whole audit."""
    if person.pk == row.user_id or not person.can(Permission.BREAK_GLASS_REVIEW):
        return False
    here = person.can(Permission.BREAK_GLASS_REVIEW, row.office_id) or person.can(Permission.AUDIT_ALL)
    return here and not row.case.conflicts.blocking().filter(user=person).exists()


@transaction.atomic
def review_emergency(*, actor: User, row: BreakGlass, outcome: str) -> BreakGlass:
    """Close the review. Raises PermissionDenied, ValidationError when it was closed already."""
    with acting.by_rule("review_access"):
        row = BreakGlass.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
        if not may_review(actor, row):
            raise PermissionDenied
        if row.reviewed_at is not None:
            raise ValidationError(_("This review is closed already."))
        row.outcome, row.reviewed_by, row.reviewed_at = ReviewOutcome(outcome).value, actor, timezone.now()
        row.save(update_fields=["outcome", "reviewed_by", "reviewed_at"])
    facts = {"decision": row.outcome, "user": row.user_id}
    events.record(
        "break_glass.reviewed",
        subject=row,
        scope=row.case_id,
        office=row.office_id,
        actor=actor,
        facts=facts,
    )
    return row


@transaction.atomic
def remind_of_reviews() -> int:
    """Tell the reviewers once a day of reviews that are overdue (by beat); gives how many."""
    now = timezone.now()
    late: Iterable[BreakGlass] = BreakGlass.objects.overdue().select_related("case")
    reminded = 0
    for row in late:
        if row.reminded_at is None or row.reminded_at <= now - DAY:
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            events.record("break_glass.overdue", subject=row, scope=row.case_id, office=row.office_id)
            outbox.enqueue("emergency.overdue", to=reviewers(row), about=row, occurrence=now.isoformat())
            reminded += 1
    return reminded
