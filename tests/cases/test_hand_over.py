"""Handing over a leaver's cases: asked, accepted or declined case by case; nothing is left without a worker."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.actions import end_role, give_role, suspend
from accounts.models import User
from accounts.permissions import Role
from cases import actions, hand_over
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantKind, HandOverCase
from cases.models.scoped import set_quietly
from notifications.models import Outbox
from tests.cases.conftest import open_for

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def cases(people: SimpleNamespace) -> list[Case]:
    """Three open cases of Amina's."""
    return [open_for(people.amina) for _number in range(3)]


def begin(
    people: SimpleNamespace, cases: list[Case], to: User, days: int = 3, **more: Any
) -> list[HandOverCase]:
    given = {"actor": people.bruno, "leaver": people.amina, **more}
    row = actions.begin_hand_over(
        last_day=TODAY() + timedelta(days=days), choices={case.pk: to for case in cases}, **given
    )
    return list(row.offers.order_by("case__reference"))


def owner_of(case: Case) -> User:
    return Case.objects.get(pk=case.pk).owner


def visible(user: User) -> set[uuid.UUID]:
    user = User.objects.get(pk=user.pk)
    return set(Case.objects.visible_to(user).values_list("pk", flat=True))


def test_until_the_answer_nothing_moves(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    assert {owner_of(case) for case in cases} == {people.amina}
    assert not visible(people.dana), "an offer opens nothing"
    assert {each.state for each in offers} == {"offered"}
    assert (
        Outbox.objects.filter(event="hand_over.offered", recipient=people.dana, channel="in_app").count() == 3
    )


def test_who_accepts_owns_the_case_and_the_leaver_reads_until_the_last_day(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    actions.accept_hand_over(actor=people.dana, offer=offers[0])
    case = offers[0].case
    assert owner_of(case) == people.dana and visible(people.dana) == {case.pk}
    grants = {grant.user: grant for grant in CaseGrant.objects.filter(content_object=case)}
    assert grants[people.dana].kind == GrantKind.OWNER and grants[people.dana].valid_to is None
    former = grants[people.amina]
    assert former.kind == GrantKind.CO_WORKER and former.valid_to is not None
    local = former.valid_to.astimezone(case.office.zone)
    assert local.date() == TODAY() + timedelta(days=4) and local.hour == 0
    assert User.objects.filter(pk=people.amina.pk).exists()


def test_a_leaver_keeps_nothing_at_the_office(people, cases) -> None:
    theirs, hidden = open_for(people.dana), open_for(people.dana)
    for case in (theirs, hidden):
        actions.grant_access(
            case=case,
            user=people.amina,
            given_by=people.vera,
            kind=GrantKind.CO_WORKER,
            reason="special_skill",
        )
    # Bruno does not know of this one.
    actions.restrict_case(actor=people.vera, case=hidden, reason="threat")
    begin(people, cases[:1], people.dana, leaves=False)
    assert CaseGrant.objects.get(content_object=theirs, user=people.amina).valid_to is None
    begin(people, cases[1:2], people.dana)
    ends = set(CaseGrant.objects.filter(user=people.amina).values_list("valid_to", flat=True))
    assert len(ends) == 1 and None not in ends
    assert CaseGrant.objects.get(content_object=theirs, user=people.dana).valid_to is None


def test_closed_cases_are_handed_over_too(people, cases) -> None:
    set_quietly(Case.objects.get(pk=cases[0].pk), status="closed")
    assert cases[0].pk in {case.pk for case in hand_over.cases_of(people.bruno, people.amina)}
    offers = begin(people, cases[:1], people.dana)
    actions.accept_hand_over(actor=people.dana, offer=offers[0])
    assert owner_of(cases[0]) == people.dana


def test_after_the_last_day_the_access_is_over(people, cases) -> None:
    offers = begin(people, cases, people.dana, days=-1)
    for offer in offers:
        actions.accept_hand_over(actor=people.dana, offer=offer)
    assert not visible(people.amina)
    assert visible(people.dana) == {case.pk for case in cases}


def test_declined_goes_back_to_the_supervisor_and_on_to_somebody_else(people, cases) -> None:
    give_role(actor=None, user=people.vera, office=cases[0].office, role=Role.CASEWORKER)
    offers = begin(people, cases, people.dana)
    with pytest.raises(ValidationError):
        actions.decline_hand_over(actor=people.dana, offer=offers[0], reason="I do not feel like it")
    actions.decline_hand_over(actor=people.dana, offer=offers[0], reason="too_many")
    assert owner_of(offers[0].case) == people.amina
    assert [each.case for each in hand_over.declined(people.bruno)] == [offers[0].case]
    told = set(Outbox.objects.filter(event="hand_over.declined").values_list("recipient", flat=True))
    assert told == {people.bruno.pk, people.vera.pk}
    again = begin(people, [offers[0].case], people.vera)
    assert not hand_over.declined(people.bruno)
    actions.accept_hand_over(actor=people.vera, offer=again[0])
    assert owner_of(offers[0].case) == people.vera


def test_cases_of_somebody_suspended_ended_or_without_role_need_somebody(people, cases) -> None:
    assert not hand_over.need_somebody(people.bruno)
    suspend(actor=None, user=people.amina)
    assert set(hand_over.need_somebody(people.bruno)) == set(cases)
    begin(people, cases[:1], people.dana)
    assert set(hand_over.need_somebody(people.bruno)) == set(cases[1:]), "what was offered waits elsewhere"
    User.objects.filter(pk=people.amina.pk).update(is_active=True, valid_until=timezone.now())
    assert set(hand_over.need_somebody(people.bruno)) == set(cases[1:])
    User.objects.filter(pk=people.amina.pk).update(valid_until=timezone.now() + timedelta(days=9))
    assert not hand_over.need_somebody(people.bruno)
    end_role(actor=None, membership=people.amina.memberships.get())
    assert set(hand_over.need_somebody(people.bruno)) == set(cases[1:])


def test_restricted_cases_are_told_as_a_number_only(people, cases) -> None:
    Case.objects.filter(pk=cases[0].pk).update(restricted_case=True)
    suspend(actor=None, user=people.amina)
    assert set(hand_over.need_somebody(people.bruno)) == set(cases[1:])
    assert hand_over.hidden_without_worker(people.bruno) == 1
    assert hand_over.hidden_without_worker(people.emil) == 0


def test_every_case_is_in_one_of_the_lists(people, cases) -> None:
    """The chairs: owner at work, offered, declined or needing somebody; never none of them."""
    suspend(actor=None, user=people.amina)
    offers = begin(people, cases, people.dana)
    actions.decline_hand_over(actor=people.dana, offer=offers[0], reason="other")
    actions.withdraw_hand_over(actor=people.bruno, offer=offers[1])
    needing = set(hand_over.need_somebody(people.bruno))
    assert {offers[0].case, offers[1].case} <= needing
    assert [each.case for each in hand_over.unanswered(people.bruno)] == [offers[2].case]
    suspend(actor=None, user=people.dana)
    assert [each.case for each in hand_over.unanswered(people.bruno)] == [offers[2].case]


@pytest.mark.parametrize("who", ["dana", "emil", "paola", "farah", "jonas", "kofi", "oskar", "hala"])
def test_others_hand_nothing_over(people, cases, who) -> None:
    with pytest.raises(PermissionDenied):
        begin(people, cases, people.dana, actor=getattr(people, who))
    assert not HandOverCase.objects.exists()
    assert all(
        CaseGrant.objects.filter(content_object=case, valid_to__isnull=True).exists() for case in cases
    )


@pytest.mark.parametrize("who", ["amina", "ines", "farah", "emil", "samira", "hala", "jonas"])
def test_only_who_can_work_there_takes_a_case(people, cases, who) -> None:
    with pytest.raises(actions.CannotTake):
        begin(people, cases, getattr(people, who))


def test_a_conflict_of_interest_keeps_away_also_after_the_offer(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    ConflictOfInterest.objects.create(
        case=offers[0].case,
        user=people.dana,
        office=offers[0].office,
        source="declared",
        raised_by=people.dana,
    )
    with pytest.raises(actions.CannotTake):
        actions.accept_hand_over(actor=people.dana, offer=offers[0])
    assert owner_of(offers[0].case) == people.amina


def test_answers_belong_to_who_was_asked_and_count_once(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    for who in (people.bruno, people.vera, people.amina, people.emil):
        with pytest.raises(PermissionDenied):
            actions.accept_hand_over(actor=who, offer=offers[0])
        with pytest.raises(PermissionDenied):
            actions.decline_hand_over(actor=who, offer=offers[0], reason="other")
    actions.decline_hand_over(actor=people.dana, offer=offers[0], reason="other")
    with pytest.raises(ValidationError):
        actions.accept_hand_over(actor=people.dana, offer=offers[0])
    actions.withdraw_hand_over(actor=people.vera, offer=offers[1])
    with pytest.raises(ValidationError):
        actions.accept_hand_over(actor=people.dana, offer=offers[1])
    with pytest.raises(PermissionDenied):
        actions.withdraw_hand_over(actor=people.emil, offer=offers[2])


def test_an_offer_of_somebody_suspended_is_void(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    suspend(actor=None, user=people.bruno)
    with pytest.raises(ValidationError):
        actions.accept_hand_over(actor=people.dana, offer=offers[0])


def test_an_offer_is_void_once_the_case_has_another_worker(people, cases) -> None:
    offers = begin(people, cases, people.dana)
    give_role(actor=None, user=people.vera, office=cases[0].office, role=Role.CASEWORKER)
    actions.assign_case(
        actor=people.bruno, case=offers[0].case, user=people.vera, kind=GrantKind.OWNER, reason="assigned"
    )
    with pytest.raises(ValidationError):
        actions.accept_hand_over(actor=people.dana, offer=offers[0])
    assert owner_of(offers[0].case) == people.vera


def test_a_worker_hands_over_own_cases_also_restricted_ones(people, cases) -> None:
    Case.objects.filter(pk=cases[0].pk).update(restricted_case=True)
    offers = begin(people, cases[:1], people.dana, actor=people.amina)
    actions.accept_hand_over(actor=people.dana, offer=offers[0])
    assert owner_of(cases[0]) == people.dana
    with pytest.raises(PermissionDenied):
        begin(people, cases[1:], people.amina, actor=people.dana)


def test_a_case_is_offered_to_one_person_at_a_time(people, cases) -> None:
    begin(people, cases[:1], people.dana)
    with pytest.raises(PermissionDenied):
        begin(people, cases[:1], people.dana)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_wizard(people, cases, client_of) -> None:
    client = client_of(people.bruno)
    assert "Amina Okoro" in client.get("/cases/hand-over/").content.decode()
    path = f"/cases/hand-over/of/{people.amina.pk}/"
    page = client.get(path).content.decode()
    assert all(case.reference in page for case in cases)
    last = TODAY() + timedelta(days=5)
    empty = client.post(path, {"last_day": last})
    assert empty.status_code == 200 and last.isoformat() in empty.content.decode()
    given = {"last_day": last, "to": people.dana.pk, f"case-{cases[0].pk}": "none"}
    assert client.post(path, given).status_code == 302
    assert set(HandOverCase.objects.values_list("case", flat=True)) == {cases[1].pk, cases[2].pk}
    offer = HandOverCase.objects.first()
    dana = client_of(people.dana)
    assert "Amina Okoro" in dana.get("/cases/hand-over/").content.decode()
    page = dana.get(f"/cases/hand-over/offers/{offer.pk}/").content.decode()
    assert offer.case.reference in page and "Take the case" in page
    assert dana.get(f"/cases/{offer.case_id}/").status_code == 404
    assert dana.post(f"/cases/hand-over/offers/{offer.pk}/accept/").status_code == 302
    assert dana.get(f"/cases/{offer.case_id}/").status_code == 200


@pytest.mark.parametrize("who", ["hala", "emil", "paola", "samira", "lina"])
def test_a_third_person_sees_nothing(people, cases, client_of, who) -> None:
    offer = begin(people, cases, people.dana)[0]
    client = client_of(getattr(people, who))
    known = client.get(f"/cases/hand-over/offers/{offer.pk}/").status_code
    assert known == client.get(f"/cases/hand-over/offers/{uuid.uuid4()}/").status_code
    assert known in (403, 404)
    for verb in ("accept", "decline", "withdraw"):
        answer = client.post(f"/cases/hand-over/offers/{offer.pk}/{verb}/", {"reason": "other"})
        assert answer.status_code == known
    assert client.get(f"/cases/hand-over/of/{people.amina.pk}/").status_code == known
    page = client.get("/cases/hand-over/").content.decode()
    assert offer.case.reference not in page and "Amina" not in page
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_the_start_page_shows_what_waits(people, cases, client_of) -> None:
    suspend(actor=None, user=people.amina)
    assert "Cases that need somebody" in client_of(people.bruno).get("/").content.decode()
    begin(people, cases, people.dana)
    assert "Cases you are asked to take over" in client_of(people.dana).get("/").content.decode()
