"""Conflicts of interest: declared, found by name, and decided by a person. An open one keeps its person away at once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting, standing_in
from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.erasing import calling_back
from cases.finding.likeness import is_like
from cases.models import Case, CaseGrant, ConflictOfInterest, ConflictSource, ConflictState
from cases.models.conflicts import BLOCKING
from cases.name_sources import source_of, sources
from notifications import outbox
from vault.envelope import VaultError

if TYPE_CHECKING:
    from uuid import UUID

BATCH = 500


@transaction.atomic
def declare_conflict(*, actor: User, case: Case, user: User) -> ConflictOfInterest:
    """Keep somebody away from a case: a colleague says so of themself, a supervisor of anybody who could reach it.

    Counts at once and is confirmed by being said; only a decision of somebody else takes it back. Raises
    PermissionDenied.
    """
    own = user.pk == actor.pk
    access.require(actor, Permission.CONFLICT_DECLARE if own else Permission.CASE_ASSIGN, case)
    row = ConflictOfInterest.objects.filter(case=case, user=user).first()
    row = row or ConflictOfInterest(case=case, user=user)
    row.office, row.state = case.office, ConflictState.CONFIRMED
    row.source = ConflictSource.DECLARED if own else ConflictSource.REPORTED
    row.raised_by, row.raised_at, row.decided_by, row.decided_at = actor, timezone.now(), None, None
    row.save()
    access.forget_reach(case)
    calling_back.call_back(case, holder=user)
    _record("conflict.declared", row, actor, reason=row.source)
    _tell(row, but=actor)
    return row


@transaction.atomic
def decide_conflict(*, actor: User, row: ConflictOfInterest, confirmed: bool) -> ConflictOfInterest:
    """A person decides: the conflict stands, or there is none. Raises PermissionDenied, ValidationError."""
    with acting.by_rule("review_access"):
        row = ConflictOfInterest.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
        if not may_decide(actor, row):
            raise PermissionDenied
        state = ConflictState.CONFIRMED if confirmed else ConflictState.CLEARED
        if row.state not in BLOCKING or row.state == state:
            raise ValidationError(_("This has been decided already."))
        row.state, row.decided_by, row.decided_at = state, actor, timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
    _record("conflict.decided", row, actor, decision=row.state)
    return row


def may_decide(person: User, row: ConflictOfInterest) -> bool:
    """A supervisor of the case's office who has no conflict of interest with the case; where the office has none,
    one of another office of the organisation or of the partner office, as for lost factors (decision 0102)."""
    concerned = _concerned(row)
    if person.pk in concerned:
        return False
    return person.can(Permission.CASE_ASSIGN, row.office_id) or standing_in.stands_in(
        person, Permission.CASE_ASSIGN, row.office, concerned
    )


def could_decide(person: User) -> Q:
    """The conflicts that `may_decide` could be true of, as a filter: a hidden one costs what none costs."""
    return Q(office__in=standing_in.offices_within(person, Permission.CASE_ASSIGN))


def _concerned(row: ConflictOfInterest) -> set[Any]:
    """The person, and everybody with a conflict of interest with the same case."""
    others = ConflictOfInterest.objects.blocking().filter(case=row.case_id).values_list("user", flat=True)
    return {row.user_id, *others}


def _tell(row: ConflictOfInterest, *, but: User | None = None) -> None:
    with acting.by_rule("review_access"):
        near = standing_in.near(Permission.CASE_ASSIGN, row.office, _concerned(row))
    told = [one for one in near if but is None or one.pk != but.pk]
    outbox.enqueue("conflict.raised", to=told, about=row, occurrence=row.raised_at.isoformat())


def _record(name: str, row: ConflictOfInterest, actor: Any, **facts: Any) -> None:
    """Filed under the case."""
    facts = {"user": row.user_id, **facts}
    events.record(name, subject=row, scope=row.case_id, office=row.office_id, actor=actor, facts=facts)


# --- by name ----------------------------------------------------------------------------------------------------


def check_names(case: Case, row: Any, changed: Iterable[str]) -> int:
    """Compare the names just saved in `row` with everybody who could reach the case; gives how many are alike.

    The last part of a save. What was cleared before is asked again, because the name is another one now.
    """
    source, fields = source_of(row), frozenset(changed)
    if source is None or source.fields.isdisjoint(fields):
        return 0
    names = list(source.read(row, fields))
    # The writer may be the one who is alike, and loses the case with the first row written here.
    with acting.by_rule("check_conflicts"):
        return _compare(case, names, staff_near(case), again=True) if names else 0


def staff_near(case: Case) -> list[User]:
    """Everybody with a role at the case's office, and everybody named on the case."""
    here = User.objects.filter(memberships__office=case.office_id, is_active=True)
    named = CaseGrant.objects.valid().filter(content_object=case).values("user")
    return list((here | User.objects.filter(pk__in=named)).distinct())


def check_staff(users: Iterable[User] | None = None) -> int:
    """Compare colleagues (all of them by default) with every name in the cases of their offices; gives how many are alike.

    For the nightly task, and for somebody whose name or roles changed. What was cleared stays cleared.
    """
    wanted = {one.pk: one for one in (users if users is not None else User.objects.filter(is_active=True))}
    by_office: dict[UUID, list[User]] = {}
    for user in wanted.values():
        for membership in user.memberships_now():
            by_office.setdefault(membership.office_id, []).append(user)
    found = 0
    for office, staff in by_office.items():
        for source in sources():
            rows = source.model._default_manager.filter(case__office=office).select_related("case__office")
            for row in rows.order_by("pk").iterator(chunk_size=BATCH):
                found += _compare_row(source, row, staff)
    return found


def _compare_row(source: Any, row: Any, staff: list[User]) -> int:
    try:
        names = list(source.read(row))
    except VaultError:
        return 0  # a row that does not open is reported where somebody reads it; the others still count
    return _compare(row.case, names, staff, again=False) if names else 0


def _compare(case: Case, names: list[str], staff: list[User], *, again: bool) -> int:
    alike = [user for user in staff if any(is_like(user.display_name, name) for name in names)]
    return sum(_found(case, user, again=again) for user in alike)


@transaction.atomic
def _found(case: Case, user: User, *, again: bool) -> bool:
    """Note that a colleague's name is like one in the case, unless that is known; True when it is new."""
    row, made = ConflictOfInterest.objects.get_or_create(
        case=case, user=user, defaults={"office": case.office, "source": ConflictSource.NAME}
    )
    if not made:
        if row.state in BLOCKING or not again:
            return False
        row.state, row.source, row.raised_at = ConflictState.FOUND, ConflictSource.NAME, timezone.now()
        row.decided_by = row.decided_at = None
        row.save()
    access.forget_reach(case)
    calling_back.call_back(case, holder=user)
    _record("conflict.found", row, None)
    _tell(row)
    return True
