"""The doors: the only ways a page reaches a case, and what somebody may read or write in it.

Who may what is decided by accounts.policy alone; this module collects the facts it decides by. A case that
somebody may not know of is as if it did not exist (Http404). One that may be known of but not used in the
wished way is refused openly (PermissionDenied).
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404

from accounts import policy
from accounts.permissions import Permission
from accounts.policy import Decision, Facts, Grant, GrantKind, Reason
from audit import events
from cases.child import record as child_record
from cases.consent import consents
from cases.field_permissions import Area, area_of
from cases.models import (
    Case,
    CaseAlert,
    CaseGrant,
    CaseTask,
    ConflictOfInterest,
    LocalAnswers,
    LocalQuestion,
    Person,
    SectionRow,
)
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User


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
    allowed, FileClosed when `to` or `viewed` asks for the content of a file closed to every use.
    """
    # What every page of a case says beside it is asked with the case itself.
    beside = ("office", "owner", "person", "interpreter_wish", "not_again")
    found = Case.objects.visible_to(user).select_related(*beside)
    case = found.annotate(**_beside()).filter(pk=case_id).first()
    if case is None:
        _record_refusal(case_id, to, Reason.NOT_VISIBLE)
        raise Http404
    decision = decide(user, to, case)
    if not decision.seen:
        _record_refusal(case_id, to, Reason.NOT_VISIBLE)
        raise Http404
    if not decision.allow:
        _record_refusal(case_id, to, decision.reason)
        raise _refusal(decision)
    case.reached_for = _stood_in_for(user, case)
    if viewed is not None:
        record_view(user, case, viewed)
    return case


def _beside() -> dict[str, Any]:
    """Columns for what stands on every page: whether the office has questions of its own or the case brought answers to
    another's, the age, when something is due next, and which alerts stand.
    """
    asked = LocalQuestion.objects.filter(office=OuterRef("office"))
    due = CaseTask.objects.waiting().filter(case=OuterRef("pk")).order_by("due_at").values("due_at")
    return {
        "asks_locally": Exists(asked) | Exists(LocalAnswers.objects.filter(case=OuterRef("pk"))),
        "age_told": child_record.age_beside(),
        "due_next": Subquery(due[:1]),
        "alerts_told": CaseAlert.standing_beside(),
    }


def record_view(user: "User", case: Case, sections: Iterable[str]) -> None:
    """Note that these sections are about to be shown. Raises FileClosed for a file closed to every use."""
    require_in_use(case)
    facts = {"sections": sorted(sections), "reach": reach_of(user, case)}
    events.record("case.viewed", subject=case, office=case.office_id, facts=facts)


def _record_refusal(case_id: uuid.UUID | str, to: Permission, reason: Reason) -> None:
    """Note a try at a case; one that does not exist is noted alike, so that nothing tells the two apart."""
    tried = uuid.UUID(str(case_id))
    facts = {"permission": to.value, "reason": reason.value}
    events.record("access.refused", subject=("cases.case", tried), scope=tried, facts=facts, result="refused")


def _refusal(decision: Decision) -> PermissionDenied:
    return FileClosed() if decision.reason is Reason.CLOSED else PermissionDenied(decision.reason.value)


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
    if found is not case:
        setattr(found, "case", case)  # noqa: B010  # the case is at hand: no query for it
    return found


def decide(
    user: "User", permission: Permission, case: Case, *, purpose: str = "", stepped_up: bool = False
) -> Decision:
    """The policy's answer; `purpose` and `stepped_up` (a second factor just now) belong to this very step."""
    return policy.decide(facts_of(user, permission, case, purpose=purpose, stepped_up=stepped_up))


def facts_of(
    user: "User", permission: Permission, case: Case, *, purpose: str = "", stepped_up: bool = False
) -> Facts:
    """What the policy decides by."""
    reach = _reach_of(user, case)
    return Facts(
        permission=permission,
        active=user.is_current,
        held=user.permissions_at(case.office_id),
        grants=tuple(Grant(kind, user.permissions_at(office)) for kind, office in reach.grants),
        restricted=case.restricted_case,
        location_locked=case.location_locked,
        conflict=reach.conflict,
        closed=case.is_closed_to_use,
        purpose=purpose,
        stepped_up=stepped_up,
    )


def may(
    user: "User", permission: Permission, case: Case, *, purpose: str = "", stepped_up: bool = False
) -> bool:
    """True when the policy allows the step."""
    return decide(user, permission, case, purpose=purpose, stepped_up=stepped_up).allow


def require(
    user: "User", permission: Permission, case: Case, *, purpose: str = "", stepped_up: bool = False
) -> None:
    """Raises PermissionDenied unless `may`, FileClosed when nothing but the closed file is in the way."""
    decision = decide(user, permission, case, purpose=purpose, stepped_up=stepped_up)
    if not decision.allow:
        raise _refusal(decision)


def require_in_use(case: Case) -> None:
    """Raises FileClosed for a file closed to every use."""
    if case.is_closed_to_use:
        raise FileClosed


def readable_fields(user: "User", case: Case, section: str) -> frozenset[str]:
    """Keys of the section's fields that `user` may see, by the area of each: answers, decisions, computed values."""
    return _open_to_use(
        case, _fields_by(SECTIONS[section].shown_fields, lambda area: may(user, area.read, case))
    )


def writable_fields(user: "User", case: Case, section: str) -> frozenset[str]:
    """Keys of the questions that `user` may answer. A form shows what stands there, so reading is part of it."""
    asked = SECTIONS[section].all_fields
    allowed = _fields_by(asked, lambda area: may(user, area.read, case) and may(user, area.write, case))
    return _open_to_use(case, allowed)


def readable_keys(user: "User", case: Case, keys: Iterable[str]) -> list[str]:
    """Those of these dictionary keys that `user` may see, in their order: for anything but a whole section."""
    allowed = _areas(map(area_of, kept := list(keys)), lambda area: may(user, area.read, case))
    still_open = _open_to_use(case, frozenset(key for key in kept if area_of(key) in allowed))
    return [key for key in kept if key in still_open]


def _open_to_use(case: Case, keys: frozenset[str]) -> frozenset[str]:
    """Less what a withdrawn medical consent has closed: everything about health but what is urgent (consent.md 4)."""
    health = {key for key in keys if area_of(key) is Area.HEALTH} - consents.URGENT_HEALTH
    if not health:
        return keys
    return keys - health if consents.health_is_closed(consents_of(case)) else keys


def consents_of(case: Case) -> dict[str, str]:
    """Where each consent stands; asked once for this instance of the case."""
    known: dict[str, str] | None = case.__dict__.get("_consents")
    if known is None:
        known = case.__dict__["_consents"] = consents.statuses(case)
    return known


def _fields_by(keys: list[str], allows: Callable[[Area], bool]) -> frozenset[str]:
    allowed = _areas(map(area_of, keys), allows)
    return frozenset(key for key in keys if area_of(key) in allowed)


def _areas(given: Iterable[Area], allows: Callable[[Area], bool]) -> set[Area]:
    return {area for area in set(given) if allows(area)}


class _Reach:
    """How somebody reaches a case by name (kind and office of each valid grant), and whether a conflict is open."""

    def __init__(self) -> None:
        self.grants: list[tuple[GrantKind, Any]] = []
        self.conflict = False


def prepare_reach(user: "User", cases: Collection[Case]) -> None:
    """Ask for the user's grants and conflicts on all of these cases at once, before `may` is asked for each of them.

    No grant counts while the case's own office is locked down.
    """
    by_case = {case.pk: _Reach() for case in cases}
    grants = CaseGrant.objects.valid().filter(
        user=user, content_object__in=list(by_case), content_object__office__locked_at__isnull=True
    )
    for case_id, kind, office in grants.values_list("content_object", "kind", "office"):
        by_case[case_id].grants.append((GrantKind(kind), office))
    conflicts = ConflictOfInterest.objects.blocking().filter(user=user, case__in=list(by_case))
    for case_id in conflicts.values_list("case", flat=True):
        by_case[case_id].conflict = True
    for case in cases:
        case.__dict__.setdefault("_reach", {})[user.pk] = by_case[case.pk]


def reach_of(user: "User", case: Case) -> list[str]:
    """By which kinds of grant the user reaches the case, or `office`: for the audit, which looks for reading at large."""
    return sorted({kind.value for kind, _office in _reach_of(user, case).grants}) or ["office"]


def _stood_in_for(user: "User", case: Case) -> uuid.UUID | None:
    """The responsible worker, where the user reaches the case by standing in for an absence alone."""
    kinds = {kind for kind, _office in _reach_of(user, case).grants}
    return case.owner_id if kinds == {GrantKind.COVER} and case.owner_id != user.pk else None


def forget_reach(case: Case) -> None:
    """Ask the database again at the next question (after a grant, a conflict or a consent changed)."""
    case.__dict__.pop("_reach", None)
    case.__dict__.pop("_consents", None)


def _reach_of(user: "User", case: Case) -> _Reach:
    """The user's reach of the case; asked once per case instance and user."""
    kept: dict[Any, _Reach] = case.__dict__.setdefault("_reach", {})
    if user.pk not in kept:
        prepare_reach(user, [case])
    return kept[user.pk]
