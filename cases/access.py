"""The doors: the only ways a page reaches a case, and what somebody may read or write in it.

A case that somebody may not know of is as if it did not exist (Http404). One that may be known of but
not used in the wished way is refused openly (PermissionDenied).
"""

import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from audit import events
from cases import dictionary
from cases.models import Case, CaseGrant, Person, SectionRow
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User

READ = {
    "identifying": Permission.IDENTITY_READ,
    "restricted": Permission.RESTRICTED_READ,
    "confidential": Permission.CONFIDENTIAL_READ,
    "statistical": Permission.STATISTICAL_READ,
}
WRITE = {
    "identifying": Permission.IDENTITY_WRITE,
    "restricted": Permission.RESTRICTED_WRITE,
    "confidential": Permission.CONFIDENTIAL_WRITE,
    "statistical": Permission.STATISTICAL_WRITE,
}


class FileClosed(PermissionDenied):
    """Consent to keep the person's data was withdrawn: nobody uses the file (consent.md 4)."""


def get_case_for(
    user: "User",
    case_id: uuid.UUID | str,
    to: Permission = Permission.CASE_VIEW,
    *,
    viewed: Iterable[str] | None = None,
) -> Case:
    """The case, if `user` may do `to` with it; `viewed` names the sections about to be shown and is recorded.

    Raises Http404 when the case is not visible to the user, PermissionDenied when it is but `to` is not
    allowed, FileClosed when sections of a file closed to every use were asked for.
    """
    case = (
        Case.objects.visible_to(user).select_related("office", "owner", "person").filter(pk=case_id).first()
    )
    if case is None:
        _record_refusal(case_id, to, "not_visible")
        raise Http404
    if not may(user, to, case):
        _record_refusal(case_id, to, "not_allowed")
        raise PermissionDenied
    if viewed is not None:
        require_in_use(case)
        events.record("case.viewed", subject=case, office=case.office_id, facts={"sections": sorted(viewed)})
    return case


def _record_refusal(case_id: uuid.UUID | str, to: Permission, reason: str) -> None:
    """Note a try at a case; one that does not exist is noted alike, so that nothing tells the two apart."""
    tried = uuid.UUID(str(case_id))
    facts = {"permission": to.value, "reason": reason}
    events.record("access.refused", subject=("cases.case", tried), scope=tried, facts=facts, result="refused")


def get_person_for(
    user: "User",
    case_id: uuid.UUID | str,
    to: Permission = Permission.CASE_VIEW,
    *,
    viewed: Iterable[str] | None = None,
) -> Person:
    """The person of a case, through the same door."""
    return get_case_for(user, case_id, to, viewed=viewed).person


def get_row_for(
    user: "User",
    case_id: uuid.UUID | str,
    section: str,
    row: uuid.UUID | str | None = None,
    to: Permission = Permission.CASE_VIEW,
    *,
    viewed: bool = False,
) -> SectionRow:
    """A section's row of a case, through the case's door. An unknown section or row is a 404 too."""
    if section not in SECTIONS:
        raise Http404
    case = get_case_for(user, case_id, to, viewed=[section] if viewed else None)
    spec = SECTIONS[section]
    try:
        found = spec.row_of(case, row)
    except (spec.model.DoesNotExist, ValueError) as missing:
        raise Http404 from missing
    return found


def may(user: "User", permission: Permission, case: Case) -> bool:
    """True when the case is within the user's reach, and the permission is held at an office it is reached from."""
    return any(user.can(permission, office) for office in _reached_from(user, case))


def require(user: "User", permission: Permission, case: Case) -> None:
    """Raises PermissionDenied unless `may`."""
    if not may(user, permission, case):
        raise PermissionDenied


def require_in_use(case: Case) -> None:
    """Raises FileClosed for a file closed to every use."""
    if case.is_closed_to_use:
        raise FileClosed


def readable_fields(user: "User", case: Case, section: str) -> frozenset[str]:
    """Keys of the section's fields that `user` may see, by the sensitivity of each."""
    return _fields_by(user, case, section, READ)


def writable_fields(user: "User", case: Case, section: str) -> frozenset[str]:
    """Keys of the section's fields that `user` may change."""
    return _fields_by(user, case, section, WRITE)


def _fields_by(user: "User", case: Case, section: str, needed: dict[str, Permission]) -> frozenset[str]:
    classes = {sensitivity for sensitivity, permission in needed.items() if may(user, permission, case)}
    return frozenset(
        key for key in SECTIONS[section].all_fields if dictionary.fields()[key].sensitivity in classes
    )


def _reached_from(user: "User", case: Case) -> list[Any]:
    """Offices from which the user reaches the case, as CaseQuerySet.visible_to has it.

    The case's own for who reaches the whole office, and those under which valid grants on it were given.
    """
    offices = [office for office in _granted_offices(user, case) if user.can(Permission.CASE_VIEW, office)]
    if not case.restricted_case and user.can(Permission.CASE_OFFICE, case.office_id):
        offices.append(case.office_id)
    return offices


def prepare_reach(user: "User", cases: Collection[Case]) -> None:
    """Ask for the user's grants on all of these cases at once, before `may` is asked for each of them."""
    by_case: dict[Any, list[Any]] = {case.pk: [] for case in cases}
    grants = CaseGrant.objects.valid().filter(user=user, content_object__in=list(by_case))
    for case_id, office in grants.values_list("content_object", "office"):
        by_case[case_id].append(office)
    for case in cases:
        case.__dict__.setdefault("_granted_offices", {})[user.pk] = by_case[case.pk]


def _granted_offices(user: "User", case: Case) -> list[Any]:
    """Offices under which the user holds grants on the case; asked once per case instance and user."""
    kept: dict[Any, list[Any]] = case.__dict__.setdefault("_granted_offices", {})
    if user.pk not in kept:
        prepare_reach(user, [case])
    return kept[user.pk]
