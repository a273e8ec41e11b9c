"""The breach register: the danger is assessed for everybody before anybody is told (P21)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.actions import withdraw_consent
from cases.models import Case, CaseTask
from redress import actions
from redress.models import Affected, Breach
from tests.cases.conftest import open_for


@pytest.fixture
def breach(cast: SimpleNamespace) -> Breach:
    """A telephone lost yesterday."""
    return actions.record_breach(
        actor=cast.farah,
        office=cast.harbour,
        kind="device_lost",
        discovered_at=timezone.now() - timedelta(days=1),
        what="A telephone with notes was left in a taxi",
    )


@pytest.fixture
def cases(cast: SimpleNamespace) -> list[Case]:
    return [open_for(cast.amina), open_for(cast.amina)]


def test_nobody_is_told_before_everybody_was_assessed(
    cast: SimpleNamespace, client_of: Any, breach: Breach, cases: list[Case]
) -> None:
    farah, amina = client_of(cast.farah), client_of(cast.amina)
    for case in cases:
        farah.post(f"/breaches/{breach.pk}/person/", {"reference": case.reference})
    first, second = (Affected.objects.get(case=case) for case in cases)
    told = {"risk": "high", "decision": "tell", "assessment": "The former employer may read it"}
    assert amina.post(f"/breaches/person/{first.pk}/", told).status_code == 302
    amina.post(f"/breaches/person/{first.pk}/told/")
    assert Affected.objects.get(pk=first.pk).told_at is None
    farah.post(f"/breaches/{breach.pk}/close/")
    assert Breach.objects.get().closed_at is None
    amina.post(f"/breaches/person/{second.pk}/", {**told, "risk": "low", "decision": "wait"})
    amina.post(f"/breaches/person/{first.pk}/told/")
    amina.post(f"/breaches/person/{second.pk}/told/")
    assert Affected.objects.get(pk=first.pk).told_at and not Affected.objects.get(pk=first.pk).told_early
    assert Affected.objects.get(pk=second.pk).told_at is None
    for case in cases:
        review = CaseTask.objects.waiting().get(case=case, kind="risk_review")
        assert review.causes == ["breach"] and review.due_at <= timezone.now() + timedelta(hours=72)
    farah.post(f"/breaches/{breach.pk}/close/")
    assert Breach.objects.get().closed_at is not None


def test_a_closed_file_holds_nobody_up(
    cast: SimpleNamespace, client_of: Any, breach: Breach, cases: list[Case]
) -> None:
    farah, amina = client_of(cast.farah), client_of(cast.amina)
    withdraw_consent(actor=cast.amina, case=cases[0], consent_type="data_processing")
    assert Case.objects.get(pk=cases[0].pk).is_closed_to_use
    farah.post(f"/breaches/{breach.pk}/person/", {"reference": cases[0].reference})
    row = Affected.objects.get()
    url = f"/breaches/person/{row.pk}/"
    assert amina.get(url).status_code == 200
    assert client_of(cast.paola).get(url).status_code == 404
    assert (
        amina.post(url, {"risk": "high", "decision": "tell", "assessment": "Read by many"}).status_code == 302
    )
    amina.post(f"{url}told/")
    farah.post(f"/breaches/{breach.pk}/close/")
    assert Affected.objects.get().told_at and Breach.objects.get().closed_at


def test_what_happened_already_is_recorded_with_a_mark(
    cast: SimpleNamespace, client_of: Any, breach: Breach, cases: list[Case]
) -> None:
    row = actions.add_affected(actor=cast.farah, breach=breach, reference=cases[0].reference)
    client_of(cast.amina).post(f"/breaches/person/{row.pk}/told/", {"happened_before": "yes"})
    row.refresh_from_db()
    assert row.told_at and row.told_early


def test_the_keeper_sees_codes_and_no_word(
    cast: SimpleNamespace, client_of: Any, breach: Breach, cases: list[Case]
) -> None:
    row = actions.add_affected(actor=cast.farah, breach=breach, reference=cases[0].reference)
    row.case = cases[0]
    actions.assess(
        actor=cast.amina, affected=row, risk="extreme", decision="wait", assessment="The uncle reads her post"
    )
    page = client_of(cast.farah).get(f"/breaches/{breach.pk}/").content.decode()
    assert cases[0].reference in page and "Danger to life" in page and "uncle" not in page
    assert client_of(cast.farah).get(f"/breaches/person/{row.pk}/").status_code in {403, 404}


def test_strangers_find_nothing(
    cast: SimpleNamespace, client_of: Any, breach: Breach, cases: list[Case]
) -> None:
    row = actions.add_affected(actor=cast.farah, breach=breach, reference=cases[0].reference)
    for stranger in (cast.dana, cast.emil, cast.oskar, cast.kofi):
        client = client_of(stranger)
        assert client.get(f"/breaches/{breach.pk}/").status_code in {403, 404}
        assert client.get(f"/breaches/person/{row.pk}/").status_code in {403, 404}
        assert client.post(f"/breaches/person/{row.pk}/told/").status_code in {403, 404}


def test_a_case_of_another_office_is_answered_like_none(
    cast: SimpleNamespace, client_of: Any, breach: Breach
) -> None:
    other = open_for(cast.lina)
    farah = client_of(cast.farah)
    pages = [
        farah.post(f"/breaches/{breach.pk}/person/", {"reference": reference}).content.decode()
        for reference in (other.reference, "W7F3K2QXM")
    ]
    assert all("no case of this reference" in page for page in pages)
    assert not Affected.objects.exists()


def test_the_authority_clock_runs_from_the_discovery(cast: SimpleNamespace, breach: Breach) -> None:
    assert breach.authority_due_at - breach.discovered_at == timedelta(hours=72)
    assert not breach.authority_is_late()
    assert breach.authority_is_late(at=breach.authority_due_at + timedelta(minutes=1))
    actions.change_breach(actor=cast.farah, breach=breach, authority_told_at=timezone.now())
    assert not breach.authority_is_late(at=breach.authority_due_at + timedelta(days=9))
