"""Who may open a case: given, ended, restricted and locked; and what the third person sees of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval
from accounts.permissions import Permission
from accounts.policy import GrantKind
from cases import access
from cases.actions import (
    ask_to_reopen,
    assign_case,
    end_grant,
    lock_location,
    restrict_case,
    reveal_location,
    save_section,
)
from cases.actions.flags import UNLOCK, UNRESTRICT
from cases.models import Case, CaseGrant, PersonBiodata
from notifications.models import Outbox

pytestmark = pytest.mark.django_db
TOWN = "Quiet Quay 7"


def give(cast: Any, case: Case, user: Any, kind: str = "co_worker", **more: Any) -> CaseGrant:
    return assign_case(actor=cast.bruno, case=case, user=user, kind=kind, reason="assigned", **more)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def live_somewhere(cast: Any, case: Case) -> None:
    version = PersonBiodata.objects.get(case=case).version
    values = {"current_street": TOWN, "first_name": "Zlata"}
    save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)


def test_a_supervisor_gives_a_colleague_the_case_and_tells_her(cast: Any, case: Case, client_of: Any) -> None:
    answer = client_of(cast.bruno).post(
        f"/cases/{case.pk}/access/give/",
        {"user": str(cast.dana.pk), "kind": "co_worker", "reason": "special_skill"},
    )
    assert answer.status_code == 302
    assert access.get_case_for(cast.dana, case.pk)
    assert Outbox.objects.filter(event="case.assigned", recipient=cast.dana).exists()
    page = client_of(cast.amina).get(f"/cases/{case.pk}/access/").content.decode()
    assert "Dana Petrenko" in page and "Language or training" in page and "Bruno Keller" in page
    assert "End now" not in page


@pytest.mark.parametrize("name", ["dana", "emil", "farah", "goran", "hala", "kofi"])
def test_the_third_person_finds_no_such_page(cast: Any, case: Case, client_of: Any, name: str) -> None:
    client = client_of(getattr(cast, name))
    for path in (
        "access/",
        "access/give/",
        "access/restrict/",
        "access/lock/",
        "access/conflict/",
        "location/",
    ):
        assert client.get(f"/cases/{case.pk}/{path}").status_code in {403, 404}, path


def test_a_caseworker_gives_nothing(cast: Any, case: Case, client_of: Any) -> None:
    with pytest.raises(PermissionDenied):
        assign_case(actor=cast.amina, case=case, user=cast.dana, kind="co_worker", reason="assigned")
    assert client_of(cast.amina).get(f"/cases/{case.pk}/access/give/").status_code == 403


@pytest.mark.parametrize("name", ["emil", "farah", "ines", "kofi", "nadia"])
def test_nobody_without_the_role_at_the_office_is_named(cast: Any, case: Case, name: str) -> None:
    with pytest.raises(ValidationError):
        give(cast, case, getattr(cast, name))


@pytest.mark.parametrize("kind", ["break_glass", "recipient"])
def test_other_deeds_have_grants_of_their_own(cast: Any, case: Case, kind: str) -> None:
    with pytest.raises(ValidationError):
        give(cast, case, cast.dana, kind, until=timezone.now() + timedelta(hours=1))


def test_a_new_owner_takes_the_place_of_the_former(cast: Any, case: Case) -> None:
    give(cast, case, cast.dana, "owner")
    assert fresh(case).owner == cast.dana
    assert not access.may(cast.amina, Permission.CASE_VIEW, fresh(case))
    assert access.may(cast.dana, Permission.CASE_EDIT, fresh(case))


def test_the_owner_is_not_ended_and_not_made_less(cast: Any, case: Case) -> None:
    own = CaseGrant.objects.get(content_object=case, user=cast.amina)
    with pytest.raises(ValidationError):
        end_grant(actor=cast.bruno, case=case, grant=own.pk)
    with pytest.raises(ValidationError):
        give(cast, case, cast.amina, "co_worker")


def test_cover_has_an_end_in_the_form_the_action_and_the_database(
    cast: Any, case: Case, client_of: Any
) -> None:
    page = client_of(cast.bruno).post(
        f"/cases/{case.pk}/access/give/", {"user": str(cast.dana.pk), "kind": "cover", "reason": "absence"}
    )
    assert "Standing in for somebody needs an end." in page.content.decode()
    with pytest.raises(ValidationError):
        give(cast, case, cast.dana, "cover")
    grant = give(cast, case, cast.dana, "cover", until=timezone.now() + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseGrant.objects.filter(pk=grant.pk).update(valid_to=None)


def test_ending_counts_at_once(cast: Any, case: Case, client_of: Any) -> None:
    grant = give(cast, case, cast.dana)
    answer = client_of(cast.bruno).post(f"/cases/{case.pk}/access/{grant.pk}/end/")
    assert answer.status_code == 302
    assert client_of(cast.dana).get(f"/cases/{case.pk}/").status_code == 404
    assert client_of(cast.bruno).post(f"/cases/{case.pk}/access/{grant.pk}/end/").status_code == 404


def test_the_page_asks_for_a_second_factor_just_now(cast: Any, case: Case, client_of: Any) -> None:
    from tests.people import give_factor_to_session

    client = client_of(cast.bruno)
    give_factor_to_session(client, cast.bruno, age=3600)
    answer = client.post(
        f"/cases/{case.pk}/access/give/",
        {"user": str(cast.dana.pk), "kind": "co_worker", "reason": "assigned"},
    )
    assert answer.status_code == 303 and "/account/confirm/" in answer.headers["Location"]
    assert not CaseGrant.objects.filter(user=cast.dana).exists()


# --- restricted --------------------------------------------------------------------------------------------------


def test_restricting_leaves_named_staff_alone(cast: Any, case: Case, client_of: Any) -> None:
    answer = client_of(cast.bruno).post(f"/cases/{case.pk}/access/restrict/", {"reason": "threat"})
    assert answer.status_code == 302
    assert client_of(cast.vera).get(f"/cases/{case.pk}/").status_code == 404
    for named in (cast.amina, cast.bruno):
        assert client_of(named).get(f"/cases/{case.pk}/").status_code == 200
    page = client_of(cast.bruno).get(f"/cases/{case.pk}/access/").content.decode()
    assert "Supervises this case" in page and "Vera Stone" not in page


def test_opening_it_again_takes_two(cast: Any, case: Case, client_of: Any) -> None:
    restrict_case(actor=cast.bruno, case=case, reason="threat")
    answer = client_of(cast.bruno).post(f"/cases/{case.pk}/access/unrestrict/", {"reason": "over"})
    assert answer.status_code == 302
    assert fresh(case).restricted_case
    asked = Approval.objects.get(kind=UNRESTRICT)
    with pytest.raises(PermissionDenied):
        approvals.approve(actor=cast.bruno, approval=asked)
    with pytest.raises(PermissionDenied):
        approvals.approve(actor=cast.emil, approval=asked)
    approvals.approve(actor=cast.vera, approval=asked)
    assert not fresh(case).restricted_case
    assert client_of(cast.vera).get(f"/cases/{case.pk}/").status_code == 200


def test_who_was_taken_off_the_case_meanwhile_opens_nothing(cast: Any, case: Case) -> None:
    restrict_case(actor=cast.bruno, case=case, reason="threat")
    asked = ask_to_reopen(actor=cast.bruno, case=case, kind=UNRESTRICT, reason="over")
    CaseGrant.objects.filter(user=cast.bruno).delete()
    with pytest.raises(ValidationError):
        approvals.approve(actor=cast.vera, approval=asked)
    assert fresh(case).restricted_case


def test_a_caseworker_restricts_nothing(cast: Any, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        restrict_case(actor=cast.amina, case=case, reason="threat")
    with pytest.raises(ValueError, match="gossip"):
        restrict_case(actor=cast.bruno, case=case, reason="gossip")


# --- the locked location -------------------------------------------------------------------------------------------


@pytest.fixture
def locked(cast: Any, case: Case) -> Case:
    live_somewhere(cast, case)
    lock_location(actor=cast.bruno, case=case, reason="threat")
    return fresh(case)


def test_a_locked_location_is_on_no_page(cast: Any, locked: Case, client_of: Any) -> None:
    for user in (cast.amina, cast.bruno):
        client = client_of(user)
        for path in ("", "record/biodata/", "interview/", "access/", "history/"):
            page = client.get(f"/cases/{locked.pk}/{path}").content.decode()
            assert TOWN not in page and "current_street" not in page, path


def test_it_needs_the_second_key_even_for_a_supervisor(cast: Any, locked: Case, client_of: Any) -> None:
    for user in (cast.amina, cast.bruno):
        assert client_of(user).get(f"/cases/{locked.pk}/location/").status_code == 403
        with pytest.raises(PermissionDenied):
            reveal_location(actor=user, case=locked, purpose="visit", stepped_up=True)


def test_nobody_cuts_the_second_key_for_themselves(cast: Any, locked: Case) -> None:
    with pytest.raises(ValidationError):
        assign_case(actor=cast.bruno, case=locked, user=cast.bruno, kind="location", reason="knows_location")


def test_a_look_is_a_click_with_purpose_and_an_event(
    cast: Any, locked: Case, client_of: Any, monkeypatch: Any
) -> None:
    from audit import events

    seen: list[tuple[str, Any]] = []
    record = events.record
    monkeypatch.setattr(
        events, "record", lambda name, **given: (seen.append((name, given)), record(name, **given))
    )
    give(cast, locked, cast.amina, "location")
    client = client_of(cast.amina)
    address = f"/cases/{locked.pk}/location/"
    assert TOWN not in client.get(address).content.decode()
    assert TOWN not in client.post(address, {"purpose": "curious"}).content.decode()
    assert not [name for name, _given in seen if name == "location.revealed"]
    answer = client.post(address, {"purpose": "visit"})
    page = answer.content.decode()
    assert TOWN in page and answer.headers["Refresh"] == f"60; url={address}"
    assert answer.headers["Cache-Control"] == "no-store"
    (given,) = [given for name, given in seen if name == "location.revealed"]
    assert given["purpose"] == "visit" and given["facts"] == {"fields": ["current_street"]}
    assert "location" not in str(given["facts"].values())


def test_a_stale_second_factor_shows_nothing(cast: Any, locked: Case, client_of: Any) -> None:
    from tests.people import give_factor_to_session

    give(cast, locked, cast.amina, "location")
    client = client_of(cast.amina)
    give_factor_to_session(client, cast.amina, age=3600)
    answer = client.post(f"/cases/{locked.pk}/location/", {"purpose": "visit"})
    assert answer.status_code == 303 and TOWN not in answer.content.decode()
    with pytest.raises(PermissionDenied):
        reveal_location(actor=cast.amina, case=fresh(locked), purpose="visit", stepped_up=False)
    with pytest.raises(PermissionDenied):
        reveal_location(actor=cast.amina, case=fresh(locked), purpose="", stepped_up=True)


def test_the_second_key_alone_opens_no_case(cast: Any, locked: Case, client_of: Any) -> None:
    give(cast, locked, cast.dana, "location")
    assert client_of(cast.dana).get(f"/cases/{locked.pk}/").status_code == 404
    assert client_of(cast.dana).get(f"/cases/{locked.pk}/location/").status_code == 404


def test_unlocking_takes_two(cast: Any, locked: Case) -> None:
    asked = ask_to_reopen(actor=cast.bruno, case=locked, kind=UNLOCK, reason="over")
    assert fresh(locked).location_locked
    approvals.approve(actor=cast.vera, approval=asked)
    assert not fresh(locked).location_locked
    assert GrantKind.LOCATION not in set(CaseGrant.objects.values_list("kind", flat=True))
