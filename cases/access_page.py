"""Who has access to a case, and why: named staff, who reaches it through the office, and who is kept away."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Membership, User
from accounts.models.memberships import prepare_memberships
from accounts.permissions import Permission
from accounts.policy import GrantKind
from audit import events
from cases import access
from cases.field_permissions import area_of
from cases.models import BreakGlass, Case, CaseGrant, ConflictOfInterest

MAY_SEE = area_of("other_case_workers").read


@dataclass(frozen=True)
class Named:
    """One grant as drawn; `idle` when its holder cannot use it (role ended, account suspended, conflict)."""

    grant: CaseGrant
    idle: bool
    can_end: bool


@dataclass(frozen=True)
class AccessPage:
    """Everything the page shows."""

    named: list[Named]
    by_office: list[User]
    kept_away: list[ConflictOfInterest]
    openings: list[BreakGlass]
    may_assign: bool
    may_restrict: bool
    may_declare: bool


def page_of(user: User, case: Case) -> AccessPage:
    """The page for this reader. Recorded as a read of who works on the case."""
    may_assign = access.may(user, Permission.CASE_ASSIGN, case)
    grants = CaseGrant.objects.filter(content_object=case).exclude(valid_to__lte=timezone.now())
    rows = list(grants.select_related("user", "office", "given_by").order_by("kind", "user__display_name"))
    away = list(
        ConflictOfInterest.objects.blocking()
        .filter(case=case)
        .select_related("user")
        .order_by("user__display_name")
    )
    blocked = {row.user_id for row in away}
    openings = BreakGlass.objects.filter(case=case).select_related("user").order_by("-opened_at")[:20]
    facts = {"section": "access"}
    events.record("section.read", subject=case, office=case.office_id, facts=facts)
    return AccessPage(
        named=[_named(row, case, blocked, may_assign) for row in rows],
        by_office=[] if case.restricted_case else [one for one in _reaching(case) if one.pk not in blocked],
        kept_away=away if may_assign else [],
        openings=list(openings) if may_assign else [],
        may_assign=may_assign,
        may_restrict=access.may(user, Permission.CASE_RESTRICT, case),
        may_declare=access.may(user, Permission.CONFLICT_DECLARE, case),
    )


def _named(row: CaseGrant, case: Case, blocked: set[Any], may_assign: bool) -> Named:
    idle = row.user_id in blocked or not row.user.can(Permission.CASE_VIEW, row.office_id)
    owners = row.kind == GrantKind.OWNER and row.user_id == case.owner_id
    return Named(row, idle, may_assign and not owners)


def _reaching(case: Case) -> list[User]:
    """Who reaches every unrestricted case of the office."""
    members = Membership.objects.valid().filter(office=case.office_id).values("user")
    staff = User.objects.filter(pk__in=members, is_active=True).order_by("display_name")
    return [one for one in prepare_memberships(staff) if one.can(Permission.CASE_OFFICE, case.office_id)]
