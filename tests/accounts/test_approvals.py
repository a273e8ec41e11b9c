"""The two-person rule: who may ask and decide, what stays as it was asked, and that it counts once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import actions, approvals, tasks
from accounts.models import Approval, User
from accounts.permissions import Permission
from notifications.models import Outbox
from tests.people import give_factor_to_session

DONE: list[tuple[uuid.UUID, uuid.UUID]] = []
REASONS = {"needed": "Needed", "other": "Other"}


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Two kinds for these tests: one done at the approval, one later; and one of no office."""
    DONE.clear()
    approvals.register(
        "try_now",
        title="Try something",
        ask=Permission.EXPORT_ASK,
        approve=Permission.EXPORT_APPROVE,
        reasons=REASONS,
        perform=lambda approval, actor: DONE.append((approval.pk, actor.pk)),
        describe=lambda approval: [{"label": "What", "value": approval.facts["what"]}],
    )
    approvals.register(
        "try_later",
        title="Try later",
        ask=Permission.KEY_OPERATE,
        approve=Permission.KEY_OPERATE,
        reasons=REASONS,
    )
    yield
    for code in ("try_now", "try_later"):
        approvals.KINDS.pop(code, None)


def asked(cast: SimpleNamespace, **changed: Any) -> Approval:
    given: dict[str, Any] = {
        "actor": cast.amina,
        "subject": ("cases.case", uuid.uuid4()),
        "office": cast.harbour,
        "reason": "needed",
        "facts": {"what": "names"},
    }
    return approvals.ask("try_now", **{**given, **changed})


def test_a_second_person_approves_and_it_is_done_once(cast: SimpleNamespace) -> None:
    row = asked(cast)
    approvals.approve(actor=cast.bruno, approval=row)
    assert [(row.pk, cast.bruno.pk)] == DONE
    row.refresh_from_db()
    assert (row.state, row.decided_by, bool(row.used_at)) == ("approved", cast.bruno, True)
    with pytest.raises(approvals.DecisionOver):
        approvals.approve(actor=cast.vera, approval=row)
    assert len(DONE) == 1


def test_who_asked_never_decides(cast: SimpleNamespace) -> None:
    row = asked(cast, actor=cast.bruno)
    for decide in (approvals.approve, lambda **given: approvals.refuse(reason="other", **given)):
        with pytest.raises(approvals.NotForYou):
            decide(actor=cast.bruno, approval=row)
    row.refresh_from_db()
    assert row.state == "asked" and not DONE


@pytest.mark.parametrize("who", ["amina", "dana", "emil", "oskar", "jonas", "kofi", "ines"])
def test_others_cannot_decide(cast: SimpleNamespace, who: str) -> None:
    row = asked(cast)
    with pytest.raises(approvals.NotForYou):
        approvals.approve(actor=getattr(cast, who), approval=row)


def test_nobody_decides_about_themselves(cast: SimpleNamespace) -> None:
    row = asked(cast, subject=cast.vera)
    with pytest.raises(approvals.NotForYou):
        approvals.approve(actor=cast.vera, approval=row)
    assert cast.vera not in approvals.deciders(row)


def test_asking_needs_the_permission_at_the_office(cast: SimpleNamespace) -> None:
    for actor, office in ((cast.ines, cast.harbour), (cast.amina, cast.ponte), (cast.amina, cast.linden)):
        with pytest.raises(PermissionDenied):
            asked(cast, actor=actor, office=office)
    assert not Approval.objects.exists()


def test_facts_are_codes(cast: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="codes"):
        asked(cast, facts={"what": "Amina's sister, two words"})
    with pytest.raises(ValidationError):
        asked(cast, reason="because_i_say_so")


def test_the_same_asking_waits_once(cast: SimpleNamespace) -> None:
    subject = ("cases.case", uuid.uuid4())
    first, again = asked(cast, subject=subject), asked(cast, subject=subject)
    assert first.pk == again.pk
    assert asked(cast, subject=subject, facts={"what": "photos"}).pk != first.pk


def test_what_was_asked_and_decided_stays(cast: SimpleNamespace) -> None:
    row = asked(cast)
    rows = Approval.objects.filter(pk=row.pk)
    approvals.refuse(actor=cast.bruno, approval=row, reason="too_wide")
    for change in (
        {"facts": {"what": "everything"}},
        {"asked_by": cast.dana},
        {"subject_id": uuid.uuid4()},
        {"state": "approved"},
        {"decided_by": cast.vera},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    other = asked(cast, facts={"what": "photos"})
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.filter(pk=other.pk).update(state="approved", decided_by=cast.amina)


def test_too_late_is_too_late(cast: SimpleNamespace) -> None:
    row = asked(cast)
    Approval.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(approvals.DecisionOver):
        approvals.approve(actor=cast.bruno, approval=row)
    tasks.expire_approvals()
    row.refresh_from_db()
    assert row.state == "expired"


def test_whoever_lost_the_right_to_ask_gets_nothing_approved(cast: SimpleNamespace) -> None:
    row = asked(cast)
    actions.end_role(actor=None, membership=cast.amina.memberships.get())
    with pytest.raises(approvals.AskerGone):
        approvals.approve(actor=cast.bruno, approval=row)
    assert not DONE


def test_a_deed_that_fails_leaves_no_decision(cast: SimpleNamespace) -> None:
    def fail(approval: Approval, actor: User) -> None:
        raise ValidationError("no")

    approvals.KINDS.pop("try_now")
    approvals.register(
        "try_now", title="Try", ask=Permission.EXPORT_ASK, approve=Permission.EXPORT_APPROVE, perform=fail
    )
    row = asked(cast)
    with pytest.raises(ValidationError):
        approvals.approve(actor=cast.bruno, approval=row)
    row.refresh_from_db()
    assert row.state == "asked"


def later(cast: SimpleNamespace) -> tuple[Approval, tuple[str, uuid.UUID]]:
    subject = ("vault.rotation", uuid.uuid4())
    row = approvals.ask("try_later", actor=cast.kofi, subject=subject, office=None, reason="needed")
    return row, subject


def test_work_done_later_uses_its_approval_up(cast: SimpleNamespace) -> None:
    row, subject = later(cast)
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", subject)
    approvals.approve(actor=cast.wanda, approval=row)
    assert approvals.require_approved("try_later", subject).pk == row.pk
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", subject)


def test_an_approval_for_later_does_not_last(cast: SimpleNamespace) -> None:
    row, subject = later(cast)
    approvals.approve(actor=cast.farah, approval=row)
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", ("vault.rotation", uuid.uuid4()))
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", subject, facts={"other": "thing"})
    actions.end_role(actor=None, membership=cast.farah.memberships.get())
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", subject)
    Approval.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    with pytest.raises(approvals.NotApproved):
        approvals.require_approved("try_later", subject)


def test_those_who_may_decide_are_told(cast: SimpleNamespace) -> None:
    row = asked(cast)
    told = set(Outbox.objects.filter(event="approval.asked").values_list("recipient", flat=True))
    assert told == {cast.bruno.pk, cast.vera.pk, cast.farah.pk}
    approvals.refuse(actor=cast.farah, approval=row, reason="too_wide")
    assert set(Outbox.objects.filter(event="approval.refused").values_list("recipient", flat=True)) == {
        cast.amina.pk
    }


def test_the_pages(cast: SimpleNamespace, client_of: Any) -> None:
    row = asked(cast, note="Asked by the person herself")
    second = client_of(cast.bruno)
    listed = second.get("/approvals/").content.decode()
    assert "Try something" in listed and "waiting for you" in listed
    page = second.get(f"/approvals/{row.pk}/").content.decode()
    assert "Asked by the person herself" in page and ">names<" in page.replace("<bdi>", ">").replace(
        "</bdi>", "<"
    )
    assert second.post(f"/approvals/{row.pk}/refuse/", {}).status_code == 200
    assert second.post(f"/approvals/{row.pk}/approve/").status_code == 302
    assert len(DONE) == 1
    assert b"Approved" in client_of(cast.amina).get(f"/approvals/{row.pk}/").content


@pytest.mark.parametrize("who", ["dana", "emil", "jonas", "kofi", "hala"])
def test_a_third_person_sees_nothing(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    row = asked(cast)
    client = client_of(getattr(cast, who))
    known, unknown = client.get(f"/approvals/{row.pk}/"), client.get(f"/approvals/{uuid.uuid4()}/")
    assert known.status_code == unknown.status_code == 404
    for verb in ("approve", "refuse", "withdraw"):
        assert client.post(f"/approvals/{row.pk}/{verb}/", {"reason": "other"}).status_code == 404
    assert b"Try something" not in client.get("/approvals/").content
    row.refresh_from_db()
    assert row.state == "asked"


def test_deciding_needs_a_fresh_factor(cast: SimpleNamespace, client_of: Any) -> None:
    row = asked(cast)
    client = client_of(cast.bruno)
    give_factor_to_session(client, cast.bruno, age=301)
    answer = client.post(f"/approvals/{row.pk}/approve/")
    assert answer.headers["Location"].startswith("/account/confirm/")
    row.refresh_from_db()
    assert row.state == "asked"


def test_the_asker_withdraws_and_nobody_else(cast: SimpleNamespace, client_of: Any) -> None:
    row = asked(cast)
    assert client_of(cast.bruno).post(f"/approvals/{row.pk}/withdraw/").status_code == 403
    assert client_of(cast.amina).post(f"/approvals/{row.pk}/withdraw/").status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    with pytest.raises(approvals.DecisionOver):
        approvals.approve(actor=cast.bruno, approval=row)
