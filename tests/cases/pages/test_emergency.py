"""Breaking glass: what it opens, what it never opens, who is told, and who reviews it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.permissions import Permission
from cases import access
from cases.actions import (
    TooManyOpenings,
    break_glass,
    declare_conflict,
    lock_location,
    remind_of_reviews,
    restrict_case,
    review_emergency,
    save_section,
    withdraw_consent,
)
from cases.models import BreakGlass, Case, CaseGrant, PersonBiodata
from cases.reference import new_reference
from notifications.models import Outbox
from tests.cases.pages.conftest import new_case
from tests.people import give_factor_to_session

pytestmark = pytest.mark.django_db
# What differs in every answer: form keys, tokens, the second.
TOKENS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Za-z0-9]{64}\b|\b\d\d:\d\d(:\d\d)?\b")
ASKED = {"reason": "danger", "purpose": "protect"}


def smash(user: Any, wanted: Any, **more: Any) -> Any:
    return break_glass(actor=user, wanted=str(wanted), **{"stepped_up": True, **ASKED, **more})


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("by", ["pk", "reference"])
def test_a_case_of_the_own_office_opens_for_an_hour(cast: Any, case: Case, client_of: Any, by: str) -> None:
    client = client_of(cast.dana)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    answer = client.post("/cases/emergency/", {"wanted": str(getattr(case, by)), **ASKED})
    assert answer.status_code == 302
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    row = BreakGlass.objects.get()
    assert row.until - row.opened_at == timedelta(minutes=60)
    CaseGrant.objects.filter(user=cast.dana).update(valid_to=timezone.now())
    assert client.get(f"/cases/{case.pk}/").status_code == 404


def test_it_reads_and_nothing_else(cast: Any, case: Case, client_of: Any) -> None:
    values = {"current_street": "Quiet Quay 7", "first_name": "Zlata"}
    version = PersonBiodata.objects.get(case=case).version
    save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)
    smash(cast.dana, case.pk)
    client = client_of(cast.dana)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Zlata" in page and "Quiet Quay" not in page
    assert client.get(f"/cases/{case.pk}/location/").status_code == 302  # not locked: nothing to show there
    for path in ("record/biodata/", "access/give/"):
        assert client.get(f"/cases/{case.pk}/{path}").status_code == 403, path
    for never in (
        Permission.LOCATION_READ,
        Permission.EXPORT_ASK,
        Permission.CASE_PRINT,
        Permission.DOCUMENT_READ,
        Permission.CASE_EDIT,
        Permission.CASE_ERASE,
    ):
        assert not access.may(cast.dana, never, fresh(case)), never


def test_owner_supervisors_and_data_protection_officer_are_told(cast: Any, case: Case) -> None:
    smash(cast.dana, case.pk)
    told = {(row.event, row.recipient) for row in Outbox.objects.filter(event__contains="emergency")}
    assert told == {
        ("case.emergency", cast.amina),
        ("emergency.opened", cast.bruno),
        ("emergency.opened", cast.vera),
        ("emergency.opened", cast.farah),
    }
    channels = set(Outbox.objects.filter(event="emergency.opened").values_list("channel", flat=True))
    assert channels == {"in_app", "email"}


def wanted_by(cast: Any, case: Case) -> dict[str, Any]:
    """Cases that Dana cannot break open, by why."""
    other = new_case(cast.paola)
    restricted, conflicted, closed = new_case(cast.amina), new_case(cast.amina), case
    restrict_case(actor=cast.bruno, case=restricted, reason="threat")
    declare_conflict(actor=cast.bruno, case=conflicted, user=cast.dana)
    withdraw_consent(actor=cast.amina, case=closed, consent_type="data_processing")
    return {
        "another office": other.pk,
        "restricted": restricted.reference,
        "conflict": conflicted.pk,
        "closed": closed.pk,
        "unknown id": uuid4(),
        "unknown reference": new_reference(),
        "nonsense": "what you will",
    }


def test_unknown_and_forbidden_are_one_answer(cast: Any, case: Case, client_of: Any) -> None:
    client, answers, counts = client_of(cast.dana), {}, {}
    wanted = wanted_by(cast, case)
    client.post("/cases/emergency/", {"wanted": "warm up", **ASKED})
    for why, one in wanted.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/cases/emergency/", {"wanted": str(one), **ASKED})
        assert answer.status_code == 200, why
        text = answer.content.decode().replace(str(one), "X")
        answers[why], counts[why] = TOKENS.sub("", text), len(queries)
    assert len(set(answers.values())) == 1, sorted(answers)
    assert len(set(counts.values())) == 1, counts
    assert not BreakGlass.objects.exists()


def test_a_supervisor_breaks_a_restricted_case_open_and_is_reviewed(cast: Any, case: Case) -> None:
    restrict_case(actor=cast.bruno, case=case, reason="threat")
    found, row = smash(cast.vera, case.pk)
    assert found == case and access.may(cast.vera, Permission.CASE_VIEW, fresh(case))
    with pytest.raises(PermissionDenied):
        review_emergency(actor=cast.vera, row=row, outcome="justified")


def test_a_locked_location_stays_locked(cast: Any, case: Case) -> None:
    lock_location(actor=cast.bruno, case=case, reason="threat")
    smash(cast.dana, case.pk)
    seen = access.decide(cast.dana, Permission.LOCATION_READ, fresh(case), purpose="visit", stepped_up=True)
    assert not seen.allow


def test_three_a_day(cast: Any, case: Case) -> None:
    cases = [case, *(new_case(cast.amina) for _number in range(3))]
    for one in cases[:3]:
        smash(cast.dana, one.pk)
    with pytest.raises(TooManyOpenings):
        smash(cast.dana, cases[3].pk)
    BreakGlass.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    assert smash(cast.dana, cases[3].pk)[1]


def test_who_may_open_it_anyway_breaks_nothing(cast: Any, case: Case) -> None:
    assert smash(cast.amina, case.pk) == (case, None)
    assert smash(cast.bruno, case.reference) == (case, None)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("name", ["farah", "goran", "hala", "ines", "jonas", "kofi", "nadia"])
def test_only_some_roles_break_glass(cast: Any, case: Case, client_of: Any, name: str) -> None:
    assert client_of(getattr(cast, name)).get("/cases/emergency/").status_code == 403
    with pytest.raises(PermissionDenied):
        smash(getattr(cast, name), case.pk)


def test_a_second_factor_now_or_nothing(cast: Any, case: Case, client_of: Any) -> None:
    with pytest.raises(PermissionDenied):
        smash(cast.dana, case.pk, stepped_up=False)
    client = client_of(cast.dana)
    give_factor_to_session(client, cast.dana, age=3600)
    assert client.post("/cases/emergency/", {"wanted": str(case.pk), **ASKED}).status_code == 303
    assert not BreakGlass.objects.exists()


def test_reason_and_purpose_are_asked_and_what_was_typed_stays(cast: Any, case: Case, client_of: Any) -> None:
    page = client_of(cast.dana).post("/cases/emergency/", {"wanted": case.reference}).content.decode()
    assert "govuk-error-summary" in page and case.reference in page
    with pytest.raises(ValueError, match="bored"):
        smash(cast.dana, case.pk, reason="bored")


def test_an_emergency_does_not_overwrite_a_grant_to_come(cast: Any, case: Case) -> None:
    from cases.actions import assign_case

    start = timezone.now() + timedelta(days=2)
    assign_case(actor=cast.bruno, case=case, user=cast.dana, kind="co_worker", reason="assigned", since=start)
    smash(cast.dana, case.pk)
    kinds = set(CaseGrant.objects.filter(user=cast.dana).values_list("kind", flat=True))
    assert kinds == {"co_worker", "break_glass"}


# --- the review --------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(cast: Any, case: Case) -> BreakGlass:
    row: BreakGlass = smash(cast.dana, case.pk)[1]
    return row


@pytest.mark.parametrize("name", ["bruno", "vera", "farah"])
def test_the_review_is_closed_by_somebody_else(
    cast: Any, opened: BreakGlass, client_of: Any, name: str
) -> None:
    client = client_of(getattr(cast, name))
    assert (
        f"/cases/emergency/reviews/{opened.pk}/" in client.get("/cases/emergency/reviews/").content.decode()
    )
    page = client.get(f"/cases/emergency/reviews/{opened.pk}/").content.decode()
    assert "Dana Petrenko" in page and "danger" in page
    answer = client.post(f"/cases/emergency/reviews/{opened.pk}/", {"outcome": "justified"})
    assert answer.status_code == 302
    opened.refresh_from_db()
    assert opened.reviewed_by == getattr(cast, name) and opened.outcome == "justified"
    with pytest.raises(ValidationError):
        review_emergency(actor=cast.bruno, row=opened, outcome="abuse")


@pytest.mark.parametrize("name", ["emil", "oskar", "rithy"])
def test_supervisors_of_other_offices_see_no_review(
    cast: Any, opened: BreakGlass, client_of: Any, name: str
) -> None:
    client = client_of(getattr(cast, name))
    assert str(opened.pk) not in client.get("/cases/emergency/reviews/").content.decode()
    there = client.get(f"/cases/emergency/reviews/{opened.pk}/")
    not_there = client.get(f"/cases/emergency/reviews/{uuid4()}/")
    assert there.status_code == not_there.status_code == 404


def test_nobody_reviews_themselves_in_the_database_either(cast: Any, opened: BreakGlass) -> None:
    with pytest.raises(PermissionDenied):
        review_emergency(actor=cast.dana, row=opened, outcome="justified")
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=opened.pk).update(reviewed_by=cast.dana)


def test_who_is_in_conflict_with_the_case_reviews_nothing(
    cast: Any, opened: BreakGlass, client_of: Any
) -> None:
    declare_conflict(actor=cast.vera, case=opened.case, user=cast.bruno)
    assert client_of(cast.bruno).get(f"/cases/emergency/reviews/{opened.pk}/").status_code == 404


def test_an_overdue_review_is_marked_and_reminded_once_a_day(
    cast: Any, opened: BreakGlass, client_of: Any
) -> None:
    assert remind_of_reviews() == 0
    BreakGlass.objects.update(review_due=timezone.now() - timedelta(minutes=1))
    assert remind_of_reviews() == 1 and remind_of_reviews() == 0
    told = set(Outbox.objects.filter(event="emergency.overdue").values_list("recipient", flat=True))
    assert told == {cast.bruno.pk, cast.vera.pk, cast.farah.pk}
    assert "Overdue" in client_of(cast.farah).get("/cases/emergency/reviews/").content.decode()
    BreakGlass.objects.update(reminded_at=timezone.now() - timedelta(hours=25))
    assert remind_of_reviews() == 1
    review_emergency(actor=cast.farah, row=opened, outcome="mistaken")
    BreakGlass.objects.update(reminded_at=None)
    assert remind_of_reviews() == 0
