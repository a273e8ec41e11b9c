"""A world with one object of every kind that a route can name, for the access matrix.

A route with a placeholder needs an entry in OBJECTS (by its view name) or in KWARGS (by the placeholder's name):
a callable that gives an id of something at the Harbour office, or of a given case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval, Duty, KeptForm, Membership
from cases.actions import (
    add_exploitation,
    break_glass,
    grant_access,
    open_case,
    record_consent,
    restrict_case,
    save_filter,
)
from cases.actions.flags import UNRESTRICT
from cases.models import (
    BreakGlass,
    Case,
    CaseGrant,
    ConflictOfInterest,
    DuplicatePair,
    ErasureRequest,
    Exploitation,
    GrantKind,
    GrantReason,
    LegalHold,
    SavedFilter,
)
from cases.search import SearchQuery, find
from notifications.models import InboxItem
from reports.models import ReportRun

CONSENT = {
    "consent_status": "granted",
    "consent_form": "written",
    "consent_giver": "beneficiary",
    "consent_language": "ro",
    "informed_purpose": True,
    "informed_data_use": True,
    "informed_access": True,
    "informed_retention": True,
    "informed_withdrawal": True,
    "informed_voluntary": True,
}


def open_for(actor: Any) -> Case:
    """A case of somebody's with both first consents and an episode."""
    made = find(actor, SearchQuery(name="Nobody Known")).made
    office = actor.memberships_now()[0].office
    case = open_case(actor=actor, office=office, search=made, data_source="case_management")
    for kind in ("screening_interview", "data_processing"):
        record_consent(actor=actor, case=case, consent_type=kind, **CONSENT)
    add_exploitation(actor=actor, case=case)
    return case


@dataclass
class World:
    """The cast, a case in every state, and what hangs on them."""

    cast: SimpleNamespace
    cases: dict[str, Case] = field(default_factory=dict)
    erased: UUID = field(default_factory=uuid4)

    def ids(self) -> dict[str, UUID]:
        """The id of a case in each state; `random` was never there."""
        return {
            **{name: case.pk for name, case in self.cases.items()},
            "erased": self.erased,
            "random": uuid4(),
        }


def build(cast: SimpleNamespace) -> World:
    """The world; everything belongs to Harbour but the case of the other office."""
    world = World(cast)
    world.cases = {
        "own": open_for(cast.amina),
        "same office": open_for(cast.dana),
        "other office": open_for(cast.paola),
        "restricted": open_for(cast.dana),
        "in conflict": open_for(cast.amina),
    }
    # Vera restricts it: Bruno, supervisor of the same office, is not named.
    restrict_case(actor=cast.vera, case=world.cases["restricted"], reason="threat")
    for user in (cast.amina, cast.bruno):
        conflicted = world.cases["in conflict"]
        ConflictOfInterest.objects.create(case=conflicted, user=user, office=conflicted.office, source="name")
    gone = open_for(cast.amina)
    world.erased = gone.pk
    gone.delete()
    _beside(world)
    return world


def _beside(world: World) -> None:
    """One of each thing that stands beside the cases."""
    cast, case = world.cast, world.cases["restricted"]
    approvals.ask(UNRESTRICT, actor=cast.vera, subject=case, office=case.office, reason="over")
    break_glass(
        actor=cast.dana,
        wanted=str(world.cases["own"].pk),
        reason="danger",
        purpose="protect",
        stepped_up=True,
    )
    CaseGrant.objects.filter(kind=GrantKind.BREAK_GLASS).update(valid_to=timezone.now())
    ConflictOfInterest.objects.create(
        case=world.cases["own"], user=cast.dana, office=case.office, source="name"
    )
    grant_access(
        case=world.cases["own"],
        user=cast.hala,
        given_by=cast.bruno,
        kind=GrantKind.CO_WORKER,
        reason=GrantReason.SPECIAL_SKILL,
    )
    save_filter(actor=cast.amina, name="Mine", query="status=screening")
    InboxItem.objects.create(outbox_id=uuid4(), recipient=cast.amina, event="case.opened")
    first, second = sorted((world.cases["own"], world.cases["same office"]), key=lambda one: one.pk)
    DuplicatePair(first=first, second=second).save()
    for held in world.cases.values():
        LegalHold(case=held, reason="court_order", placed_by=cast.vera, authority="Court").save()
    ErasureRequest.objects.create(
        case_uuid=world.erased, office=case.office, reason="asked", state="done", asked_by=cast.amina
    )
    KeptForm(user=cast.amina, sent={"path": "/", "fields": []}).save()
    ReportRun.objects.create(requester=cast.bruno, params={}, language="en", threshold=5)


def _episode(_world: World, case: UUID | None) -> Any:
    return Exploitation.objects.plain().filter(case=case).values_list("pk", flat=True).first() or uuid4()


def _grant(_world: World, case: UUID | None) -> Any:
    return CaseGrant.objects.filter(content_object=case).values_list("pk", flat=True).first() or 10**9


def _newest(model: Any, **of: Any) -> Callable[[World, UUID | None], Any]:
    def found(_world: World, _case: UUID | None) -> Any:
        rows = getattr(model.objects, "plain", model.objects.all)()
        return rows.filter(**of).values_list("pk", flat=True).first()

    return found


def _of(world: World, name: str, user: Any) -> Any:
    rows = ConflictOfInterest.objects.filter(case=world.cases[name], user=user)
    return rows.values_list("pk", flat=True).get()


def _saved_filter(world: World, _case: UUID | None) -> Any:
    return SavedFilter.objects.filter(owner=world.cast.amina).values_list("pk", flat=True).first()


# By view name, where the placeholder alone does not say what it is.
OBJECTS: dict[str, dict[str, Callable[[World, UUID | None], Any]]] = {
    "cases:emergency_review": {"row_id": _newest(BreakGlass)},
    "cases:conflict_review": {"row_id": lambda world, _case: _of(world, "own", world.cast.dana)},
    "cases:filter_remove": {"row_id": _saved_filter},
}


# By placeholder: what an id of this name is, at Harbour or of the given case.
KWARGS: dict[str, Callable[[World, UUID | None], Any]] = {
    "row_id": _episode,
    "grant_id": _grant,
    "approval_id": lambda world, _case: _newest(Approval, asked_by=world.cast.vera)(world, None),
    "user_id": lambda world, _case: world.cast.amina.pk,
    "membership_id": lambda world, _case: _newest(Membership, user=world.cast.amina)(world, None),
    "duty_id": lambda world, _case: _newest(Duty, user=world.cast.vera)(world, None),
    "office_id": lambda world, _case: world.cast.harbour.pk,
    "item_id": lambda world, _case: _newest(InboxItem, recipient=world.cast.amina)(world, None),
    "run_id": _newest(ReportRun),
    "pair_id": _newest(DuplicatePair),
    "erasure_id": _newest(ErasureRequest),
    "kept_id": _newest(KeptForm),
    "hold_id": lambda _world, case: _newest(LegalHold, case=case)(_world, case) or uuid4(),
    "pk": lambda world, _case: _newest(Authenticator, user=world.cast.amina)(world, None),
}
# No object yet: such a route is asked with identifiers of nothing on both sides, which shows little. Each page's
# own tests hold the third person off; give an object here to let the matrix do it, too.
AWAITED = {
    "lockdown_id": "freezing an office would end everybody's session in this world",
    "suspension_id": "a suspension would end its person's session in this world",
    "notice_id": "tests/cases/pages of the erasure",
    "export_id": "tests/exchange",
    "offer_id": "tests of handing over",
    "complaint_id": "tests/redress",
    "breach_id": "tests/redress",
    "affected_id": "tests/redress",
    "request_id": "tests/redress",
}
KWARGS |= {name: lambda _world, _case: uuid4() for name in AWAITED}
# Words in addresses: a code of ours, not an object.
CODES = {"key": "biodata", "kind": "assistance"}
CODES_OF = {"accounts:change-setting": {"key": "cases.consent_months"}}
# What the same placeholder is when nothing of the kind exists.
NOTHING: dict[str, Callable[[], Any]] = {"int": lambda: 2_000_000_000, "uuid": uuid4}
