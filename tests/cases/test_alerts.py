"""Alerts on the bar of every page of a case: reason, author, day and audience (practice.md P16)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import access, actions, alerts
from cases.models import Case, CaseAlert
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def warn(cast: SimpleNamespace, case: Case, **given: Any) -> CaseAlert:
    given = {"reason": "looked_for", "until": case.office.today(), "words": "A man in a grey van", **given}
    return actions.set_alert(actor=cast.amina, case=case, **given)


def on_bar(user: Any, case: Case) -> list[str]:
    return alerts.told(user, access.get_case_for(user, case.pk))


def test_it_stands_on_every_page_without_its_words(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    warn(cast, case)
    amina = client_of(cast.amina)
    for page in ("", "risk/", "consent/"):
        shown = amina.get(f"/cases/{case.pk}/{page}").content.decode()
        assert "Somebody is looking for the person" in shown and "grey van" not in shown
    assert "grey van" in amina.get(f"/cases/{case.pk}/alerts/").content.decode()
    for person in (cast.dana, cast.emil):
        assert client_of(person).get(f"/cases/{case.pk}/alerts/").status_code == 404


def test_the_bar_asks_nothing_more_of_the_database(
    cast: SimpleNamespace, client_of: Any, case: Case, django_assert_max_num_queries: Any
) -> None:
    for reason in ("contact", "health", "care", "other", "missing"):
        warn(cast, case, reason=reason)
    amina = client_of(cast.amina)
    amina.get(f"/cases/{case.pk}/risk/")
    with django_assert_max_num_queries(25):
        amina.get(f"/cases/{case.pk}/risk/")
    assert len(on_bar(cast.amina, case)) == alerts.AT_MOST


def test_it_ends_by_its_day_and_when_it_is_lifted(cast: SimpleNamespace, case: Case) -> None:
    row = warn(cast, case)
    assert on_bar(cast.amina, case)
    CaseAlert.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert on_bar(cast.amina, case) == []
    other = warn(cast, case, reason="contact")
    actions.lift_alert(actor=cast.bruno, alert=other)
    assert on_bar(cast.amina, case) == []
    assert [one.stands for one in alerts.rows_for(cast.amina, case)] == [False, False]


def test_only_its_audience_sees_it(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    actions.grant_access(
        case=case, user=cast.hala, given_by=cast.bruno, kind="co_worker", reason="special_skill"
    )
    warn(cast, case, audience="restricted_read")
    assert on_bar(cast.amina, case) and on_bar(cast.hala, case) == []
    page = client_of(cast.hala).get(f"/cases/{case.pk}/alerts/").content.decode()
    assert "grey van" not in page and "looking for" not in page


def test_nobody_sets_what_they_could_not_read_or_without_an_end(cast: SimpleNamespace, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_alert(actor=cast.dana, case=case, reason="other", until=case.office.today())
    with pytest.raises(ValidationError):
        warn(cast, case, until=case.office.today() - timedelta(days=1))


def test_the_page_sets_and_lifts_and_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina, address = client_of(cast.amina), f"/cases/{case.pk}/alerts/set/"
    sent = {"reason": "staff_safety", "words": "Go in twos", "audience": "case_view", "until": "2020-01-01"}
    page = amina.post(address, sent)
    assert page.status_code == 200 and "Go in twos" in page.content.decode()
    assert amina.post(address, {**sent, "until": case.office.today().isoformat()}).status_code == 302
    row = CaseAlert.objects.get()
    assert amina.post(f"/cases/{case.pk}/alerts/{row.pk}/lift/").status_code == 302
    assert "No alert stands." in amina.get(f"/cases/{case.pk}/alerts/").content.decode()
