"""Who belongs together, and who must be kept apart (practice.md P9)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import Case
from contact.models import Family, FamilyTie, KeptApart

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyInAFamily(Exception):
    """The person belongs to another family: leave that one first."""


@transaction.atomic
def form_family(
    *,
    actor: "User",
    cases: Sequence[Case],
    relations: Mapping[UUID, str] | None = None,
    joint_shelter: bool | None = None,
) -> Family:
    """Put people into one family, that of the first who has one; `relations` gives a code of person_relation by case id.

    Raises PermissionDenied, AlreadyInAFamily.
    """
    ties = {tie.case_id: tie for tie in FamilyTie.objects.filter(case__in=cases).select_related("family")}
    if len({tie.family_id for tie in ties.values()}) > 1:
        raise AlreadyInAFamily
    family = next((tie.family for tie in ties.values()), None) or Family.objects.create()
    if joint_shelter is not None and family.joint_shelter != joint_shelter:
        family.joint_shelter = joint_shelter
        family.save(update_fields=["joint_shelter"])
    for case in cases:
        access.require(actor, Permission.CASE_EDIT, case)
        tie = ties.get(case.pk) or FamilyTie(family=family, case=case)
        tie.relation = (relations or {}).get(case.pk, tie.relation)
        tie.full_clean(exclude={"family", "case"})
        tie.save()
        facts = {"count": len(cases)}
        events.record("family.joined", subject=case, office=case.office_id, facts=facts, actor=actor)
    return family


@transaction.atomic
def leave_family(*, actor: "User", case: Case) -> None:
    """The person does not belong to the family, or not any more; a family of one is none. Raises PermissionDenied."""
    access.require(actor, Permission.CASE_EDIT, case)
    tie = FamilyTie.objects.filter(case=case).first()
    if tie is not None:
        tie.delete()
        last = FamilyTie.objects.filter(family=tie.family_id)
        if last.count() == 1:
            last.delete()
        events.record("family.left", subject=case, office=case.office_id, actor=actor)


@transaction.atomic
def keep_apart(*, actor: "User", case: Case, other: Case, reason: str = "") -> None:
    """Note in both files that two people must not meet. Each file says it under its own key. Raises PermissionDenied."""
    for one, another in ((case, other), (other, case)):
        access.require(actor, Permission.CASE_EDIT, one)
        row = KeptApart.objects.filter(case=one, other=another).first()
        if row is None:
            row = KeptApart(case=one, other=another, noted_by=actor)
        row.reason = reason
        row.save()
        events.record("apart.noted", subject=one, office=one.office_id, actor=actor)


@transaction.atomic
def meet_again(*, actor: "User", case: Case, row: KeptApart) -> None:
    """It is over: both rows go. Raises PermissionDenied for who may not change both files."""
    other = access.get_case_for(actor, row.other_id, to=Permission.CASE_EDIT)
    for one, another in ((case, other), (other, case)):
        access.require(actor, Permission.CASE_EDIT, one)
        for found in KeptApart.objects.filter(case=one, other=another):
            found.delete()
        events.record("apart.ended", subject=one, office=one.office_id, actor=actor)
