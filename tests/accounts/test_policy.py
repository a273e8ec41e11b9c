"""The pure policy: properties that hold for every set of facts, and the tables it is made of."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import CASE_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role
from accounts.policy import (
    CONTENT,
    GRANT_ALLOWS,
    LOCATION,
    NEEDS_PURPOSE,
    NEEDS_STEP_UP,
    NOT_WHEN_CLOSED,
    Facts,
    Grant,
    GrantKind,
    Reason,
    decide,
    kinds_for,
    may_break_glass,
)

P = Permission
OFFICE_REACH = frozenset({P.CASE_OFFICE, P.CASE_VIEW})

# The first example pays for start-up; the machine may be busy.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
permissions = st.frozensets(st.sampled_from(sorted(Permission)))
grants = st.builds(Grant, kind=st.sampled_from(sorted(GrantKind)).map(GrantKind), held=permissions)
facts = st.builds(
    Facts,
    permission=st.sampled_from(sorted(Permission)).map(Permission),
    active=st.booleans(),
    held=st.one_of(permissions, st.sampled_from(list(ROLE_PERMISSIONS.values()))),
    grants=st.lists(grants, max_size=3).map(tuple),
    restricted=st.booleans(),
    location_locked=st.booleans(),
    conflict=st.booleans(),
    closed=st.booleans(),
    purpose=st.sampled_from(["", "protect"]),
    stepped_up=st.booleans(),
)


@calm
@given(facts)
def test_what_is_allowed_was_seen_held_and_asked_properly(case: Facts) -> None:
    decision = decide(case)
    assert decision.allow == (decision.reason is Reason.ALLOWED)
    if not decision.allow:
        return
    assert decision.seen and case.active and not case.conflict
    by_office = case.held >= OFFICE_REACH and not case.restricted and case.permission in case.held
    by_name = any(case.permission in grant.usable for grant in case.grants)
    assert by_office or by_name
    assert not (case.closed and case.permission in NOT_WHEN_CLOSED)
    if case.permission in NEEDS_STEP_UP or (case.location_locked and case.permission in LOCATION):
        assert case.stepped_up
    if case.permission in NEEDS_PURPOSE or (case.location_locked and case.permission in LOCATION):
        assert case.purpose


@calm
@given(facts)
def test_a_restricted_record_is_seen_by_named_staff_only(case: Facts) -> None:
    if case.restricted and not any(P.CASE_VIEW in grant.usable for grant in case.grants):
        assert not decide(case).seen


@calm
@given(facts)
def test_a_conflict_or_an_inactive_account_hides_everything(case: Facts) -> None:
    assert not decide(replace(case, conflict=True)).seen
    assert not decide(replace(case, active=False)).seen
    assert not may_break_glass(replace(case, conflict=True)).allow
    assert not may_break_glass(replace(case, active=False)).allow


@calm
@given(facts)
def test_flags_and_conflicts_never_allow_more(case: Facts) -> None:
    if decide(case).allow:
        for freer in ({"restricted": False}, {"location_locked": False}, {"closed": False}):
            assert decide(replace(case, **freer)).allow  # type: ignore[arg-type]  # a flag by its name


@calm
@given(facts, grants)
def test_a_further_grant_never_takes_anything_away(case: Facts, more: Grant) -> None:
    if decide(case).allow:
        assert decide(replace(case, grants=(*case.grants, more))).allow


@calm
@given(facts)
def test_a_locked_location_needs_the_second_grant(case: Facts) -> None:
    locked = replace(case, location_locked=True)
    if locked.permission in LOCATION and decide(locked).allow:
        kinds = {grant.kind for grant in locked.grants}
        assert GrantKind.LOCATION in kinds
        assert len(kinds) > 1 or locked.held >= OFFICE_REACH


@calm
@given(facts)
def test_the_second_key_opens_nothing_by_itself(case: Facts) -> None:
    alone = (Grant(GrantKind.LOCATION, frozenset(Permission)),)
    assert decide(case).seen == decide(replace(case, grants=case.grants + alone)).seen


@calm
@given(facts)
def test_the_office_of_the_record_counts_not_another(case: Facts) -> None:
    elsewhere = replace(case, held=frozenset(), grants=())
    assert not decide(elsewhere).seen


@calm
@given(facts)
def test_without_a_case_permission_nothing_is_seen(case: Facts) -> None:
    for role, kind in product(
        (Role.USER_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.DATA_ANALYST),
        GrantKind,
    ):
        held = ROLE_PERMISSIONS[role]
        assert not decide(replace(case, held=held, grants=(Grant(kind, held),))).seen
        assert not may_break_glass(replace(case, held=held)).allow


@pytest.mark.parametrize(
    "permission", sorted(LOCATION | {P.DOCUMENT_READ, P.EXPORT_ASK, P.CASE_PRINT, P.CASE_EDIT})
)
@pytest.mark.parametrize("kind", [GrantKind.BREAK_GLASS, GrantKind.RECIPIENT])
def test_an_emergency_and_a_referral_only_read_and_never_a_location(
    kind: GrantKind, permission: Permission
) -> None:
    if kind is GrantKind.RECIPIENT and permission is P.DOCUMENT_READ:
        pytest.skip("documents sent with a referral are its recipient's to read")
    grant = Grant(kind, frozenset(Permission))
    assert not decide(
        Facts(permission, True, frozenset(), (grant,), purpose="protect", stepped_up=True)
    ).allow


def test_the_emergency_reads_what_is_needed_to_protect() -> None:
    grant = Grant(GrantKind.BREAK_GLASS, ROLE_PERMISSIONS[Role.CASEWORKER])
    for permission in (P.CASE_VIEW, P.IDENTITY_READ, P.RESTRICTED_READ, P.CONFIDENTIAL_READ):
        assert decide(Facts(permission, True, frozenset(), (grant,))).allow


def test_an_emergency_needs_purpose_and_second_factor() -> None:
    asked = Facts(
        P.CASE_BREAK_GLASS, True, ROLE_PERMISSIONS[Role.CASEWORKER], purpose="protect", stepped_up=True
    )
    assert may_break_glass(asked).allow
    assert may_break_glass(replace(asked, purpose="")).reason is Reason.NEEDS_PURPOSE
    assert may_break_glass(replace(asked, stepped_up=False)).step_up
    assert not may_break_glass(replace(asked, closed=True)).allow


def test_a_restricted_record_is_broken_open_by_who_reaches_the_office_alone() -> None:
    asked = Facts(
        P.CASE_BREAK_GLASS,
        True,
        ROLE_PERMISSIONS[Role.CASEWORKER],
        restricted=True,
        purpose="x",
        stepped_up=True,
    )
    assert not may_break_glass(asked).allow
    assert may_break_glass(replace(asked, held=ROLE_PERMISSIONS[Role.SUPERVISOR])).allow


def test_the_tables_are_whole() -> None:
    assert set(GRANT_ALLOWS) == set(GrantKind)
    assert CONTENT <= CASE_PERMISSIONS
    assert GrantKind.LOCATION not in kinds_for(P.CASE_VIEW)
    assert kinds_for(P.CASE_EDIT) == {
        GrantKind.OWNER,
        GrantKind.CO_WORKER,
        GrantKind.COVER,
        GrantKind.SUPERVISOR,
    }
