"""Whose cases need somebody: what waits for an answer, what nobody can work on, who is leaving (practice.md P6)."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts import acting
from accounts.models import Membership, Office, User
from accounts.models.memberships import prepare_memberships
from accounts.permissions import ROLE_PERMISSIONS, Permission
from audit import events
from cases.models import Case, CaseGrant, GrantKind, HandOverCase

State = HandOverCase.State
READERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW in held]


def without_worker(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Open cases whose responsible worker cannot work on them: suspended, ended, without role or access there."""
    now = timezone.now()
    works = Membership.objects.valid().filter(
        user=OuterRef("user"), office=OuterRef("office"), role__in=READERS
    )
    has_access = CaseGrant.objects.valid().filter(
        Exists(works), content_object=OuterRef("pk"), user=OuterRef("owner"), kind=GrantKind.OWNER
    )
    gone = Q(owner__is_active=False) | Q(owner__valid_until__lte=now)
    return cases.filter(gone | ~Exists(has_access))


def assignable(user: User) -> QuerySet[Any]:
    """The open cases that this person may give to others."""
    rows: QuerySet[Any] = Case.objects.plain().visible_to(user, Permission.CASE_ASSIGN).open()
    return rows


def need_somebody(user: User) -> QuerySet[Any]:
    """For a supervisor: cases without a worker that nobody has been asked to take."""
    offered = HandOverCase.objects.filter(case=OuterRef("pk"), state=State.OFFERED)
    return without_worker(assignable(user)).filter(~Exists(offered)).select_related("person", "owner")


def hidden_without_worker(user: User) -> int:
    """How many restricted cases without a worker there are at one's offices that one is not named on: a number only."""
    offices = user.offices_with(Permission.CASE_ASSIGN)
    seen = list(without_worker(assignable(user)).filter(restricted_case=True).values_list("pk", flat=True))
    with acting.by_rule("hand_over"):
        rows = Case.objects.plain().open().filter(office__in=offices, restricted_case=True)
        return without_worker(rows).exclude(pk__in=seen).count()


def offered_to(user: User) -> QuerySet[Any]:
    """What this person was asked to take over and has not answered."""
    rows: QuerySet[Any] = HandOverCase.objects.filter(to=user, state=State.OFFERED)
    return rows.select_related("hand_over__leaver", "office").order_by("offered_at")


def unanswered(user: User) -> QuerySet[Any]:
    """Offers that wait for somebody else's answer: those one made, for a supervisor all of the office."""
    mine = Q(hand_over__made_by=user) | Q(case__in=to_give(user).values("pk"))
    rows: QuerySet[Any] = HandOverCase.objects.filter(mine, state=State.OFFERED)
    return rows.select_related("hand_over__leaver", "case__person", "to").order_by("offered_at")


def declined(user: User) -> QuerySet[Any]:
    """For a supervisor: cases whose newest offer was declined, and which still have the former worker."""
    newer = HandOverCase.objects.filter(case=OuterRef("case"), offered_at__gt=OuterRef("offered_at"))
    rows: QuerySet[Any] = HandOverCase.objects.filter(
        ~Exists(newer), state=State.DECLINED, case__in=to_give(user).values("pk")
    )
    return rows.select_related("hand_over__leaver", "case__person", "to").order_by("answered_at")


def leavers_for(user: User) -> list[tuple[User, int]]:
    """Colleagues with cases that this person may give to others, with how many; oneself first."""
    counts = dict(
        to_give(user)
        .order_by()
        .values_list("owner")
        .annotate(number=Count("pk"))
        .values_list("owner", "number")
    )
    counts[user.pk] = own_cases(user).count()
    people = User.objects.filter(pk__in=counts).order_by("display_name")
    found = [(one, counts[one.pk]) for one in people if counts[one.pk]]
    return sorted(found, key=lambda each: each[0].pk != user.pk)


def own_cases(user: User) -> QuerySet[Any]:
    """The own cases, which a worker hands over without a supervisor; closed ones too, somebody answers for them."""
    rows: QuerySet[Any] = Case.objects.plain().visible_to(user, Permission.CASE_HAND_OVER)
    return rows.filter(owner=user)


def to_give(user: User) -> QuerySet[Any]:
    """The cases that this person may give to others, closed ones too."""
    rows: QuerySet[Any] = Case.objects.plain().visible_to(user, Permission.CASE_ASSIGN)
    return rows


def cases_of(user: User, leaver: User) -> QuerySet[Any]:
    """The leaver's cases that this person may hand over and that wait for nobody's answer; closed ones too."""
    rows = own_cases(user) if leaver.pk == user.pk else to_give(user).filter(owner=leaver)
    offered = HandOverCase.objects.filter(case=OuterRef("pk"), state=State.OFFERED)
    rows = rows.filter(~Exists(offered)).select_related("person", "office")
    return rows.order_by("reference")


def takers_at(office: Office | uuid.UUID, leaver: User) -> list[User]:
    """Who could take a case of an office over: whoever may change cases there, but the leaver."""
    office_id = office.pk if isinstance(office, Office) else office
    members = User.objects.filter(memberships__office=office_id, is_active=True).distinct()
    return [
        one
        for one in prepare_memberships(members.exclude(pk=leaver.pk).order_by("display_name"))
        if one.can(Permission.CASE_EDIT, office_id)
    ]


def get_offer_for(user: User, offer_id: uuid.UUID) -> HandOverCase:
    """The door: an offer to or by this person, or of a case this person may give to others; else 404."""
    rows = HandOverCase.objects.select_related("hand_over__leaver", "hand_over__made_by", "office", "to")
    found = rows.filter(Q(to=user) | Q(hand_over__made_by=user), pk=offer_id).first()
    if found is None:
        found = rows.filter(pk=offer_id, case__in=to_give(user).values("pk")).first()
    if found is None:
        raise Http404
    return found


def label_of(offer: HandOverCase) -> tuple[str, str]:
    """Reference and code name of an offered case: all that its new worker sees before the answer."""
    with acting.by_rule("hand_over"):
        case = Case.objects.plain().select_related("person").get(pk=offer.case_id)
        return case.reference, case.person.code_name


def record_listed(cases: Iterable[uuid.UUID]) -> None:
    """Looking at a list of cases is a read like any other."""
    ids = sorted(str(case) for case in set(cases))
    if ids:
        digest = hashlib.sha256(",".join(ids).encode()).hexdigest()
        facts = {"count": len(ids), "ids_hash": digest, "filters": ["hand_over"]}
        events.record("case.listed", facts=facts)
