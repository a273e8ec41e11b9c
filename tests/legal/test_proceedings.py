"""Proceedings with hearings and claims: a history, its clocks, and nobody else's business (practice.md P17)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.actions.assessing import REVIEW
from cases.models import Case, CaseTask
from legal import actions
from legal.clocks import HEARING
from legal.models import Claim, Hearing, Proceeding, ProceedingStep, Stage
from tests.cases.conftest import open_for
from vault.money import Money
from vault.sealed import StaleVersion


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def entered(cast: SimpleNamespace, case: Case, **given: Any) -> Proceeding:
    return actions.enter_proceeding(actor=cast.amina, case=case, **{"kind": "labour", **given})


def heard(cast: SimpleNamespace, row: Proceeding, **given: Any) -> Hearing:
    given = {"starts_at": timezone.now() + timedelta(days=20), **given}
    return actions.enter_hearing(actor=cast.amina, proceeding=row, **given)


def waiting(case: Case, kind: str) -> CaseTask | None:
    return CaseTask.objects.waiting().filter(case=case, kind=kind).first()


def test_a_proceeding_is_a_history(cast: SimpleNamespace, case: Case) -> None:
    today = case.office.today()
    row = entered(cast, case, stage="filed", court="Court of the tests")
    actions.move_proceeding(actor=cast.amina, row=row, stage="heard", on=today, note="By letter")
    steps = list(ProceedingStep.objects.filter(proceeding=row))
    assert [(one.stage, one.on, one.note) for one in steps] == [
        ("filed", None, ""),
        ("heard", today, "By letter"),
    ]
    assert Proceeding.objects.get().court == "Court of the tests"


@pytest.mark.parametrize("stage", Stage)
def test_whatever_happened_can_be_noted(cast: SimpleNamespace, case: Case, stage: str) -> None:
    row = entered(cast, case, stage="final")
    assert actions.move_proceeding(actor=cast.amina, row=row, stage=stage).stage == stage


def test_a_hearing_is_prepared_in_time_and_the_risk_is_looked_at_before_and_after(
    cast: SimpleNamespace, case: Case
) -> None:
    row = heard(cast, entered(cast, case), protection=["screen"], companion=cast.amina)
    task, before = waiting(case, HEARING), waiting(case, REVIEW)
    assert task is not None and task.due_at == row.starts_at - timedelta(days=7)
    assert before is not None and "hearing" in before.causes
    CaseTask.objects.filter(pk=before.pk).update(done_at=timezone.now(), done_by=cast.amina)
    row = Hearing.objects.get(pk=row.pk)
    row.case = case
    row = actions.change_hearing(
        actor=cast.amina, row=row, base_version=row.version, is_prepared=True, wishes="No public"
    )
    assert waiting(case, HEARING) is None and waiting(case, REVIEW) is None
    actions.close_hearing(actor=cast.amina, row=row, state="held", outcome="Tired, but heard")
    after = waiting(case, REVIEW)
    assert after is not None and after.causes == ["hearing"]


def test_a_hearing_put_off_waits_for_its_new_day(cast: SimpleNamespace, case: Case) -> None:
    row = heard(cast, entered(cast, case))
    actions.close_hearing(actor=cast.amina, row=row, state="postponed")
    assert waiting(case, HEARING) is None
    later = timezone.now() + timedelta(days=40)
    row = actions.change_hearing(
        actor=cast.amina, row=row, base_version=row.version, is_prepared=False, starts_at=later
    )
    task = waiting(case, HEARING)
    assert row.state == "planned" and task is not None and task.due_at == later - timedelta(days=7)


def test_nobody_goes_along_who_does_not_work_on_the_case(cast: SimpleNamespace, case: Case) -> None:
    row = entered(cast, case)
    with pytest.raises(ValidationError):
        heard(cast, row, companion=cast.emil)


def test_amounts_keep_their_currency_and_the_second_of_two_is_told(cast: SimpleNamespace, case: Case) -> None:
    row = actions.enter_claim(
        actor=cast.amina,
        proceeding=entered(cast, case),
        kind="wages",
        claimed=Money(Decimal("900.50"), "EUR"),
    )
    base = row.version
    got = Money(Decimal(400), "USD")
    actions.change_claim(actor=cast.amina, row=row, base_version=base, received=got)
    kept = Claim.objects.get()
    assert (kept.claimed, kept.received, kept.awarded) == (Money(Decimal("900.50"), "EUR"), got, None)
    with pytest.raises(StaleVersion):
        actions.change_claim(actor=cast.amina, row=row, base_version=base, received=None)


def test_only_who_may_write_what_is_legal(cast: SimpleNamespace, case: Case) -> None:
    row = entered(cast, case)
    for person in (cast.dana, cast.emil, cast.hala, cast.farah):
        with pytest.raises(PermissionDenied):
            actions.move_proceeding(actor=person, row=row, stage="final")
        with pytest.raises(PermissionDenied):
            actions.enter_claim(actor=person, proceeding=row, kind="wages")


def test_the_pages_take_it_and_the_third_person_sees_nothing(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina = client_of(cast.amina)
    tab = reverse("cases:panel", args=[case.pk, "proceedings"])
    sent: dict[str, Any] = {"kind": "criminal", "stage": "heard", "court": "Court of the tests"}
    answer = amina.post(reverse("legal:proceeding_enter", args=[case.pk]), sent)
    assert (answer.status_code, answer["Location"]) == (302, tab)
    row = Proceeding.objects.get()
    sent = {"day": "2027-03-01", "time": "10:00", "protection": ["screen"], "companion": cast.amina.pk}
    assert amina.post(reverse("legal:hearing_enter", args=[case.pk, row.pk]), sent).status_code == 302
    hearing = Hearing.objects.get()
    assert hearing.starts_at.astimezone(case.office.zone).strftime("%d %H:%M") == "01 10:00"
    sent = {"kind": "wages"}
    names = [f"claimed_{end}" for end in ("amount", "currency")]
    sent |= dict(zip(names, ("900.50", "EUR"), strict=True))
    assert amina.post(reverse("legal:claim_enter", args=[case.pk, row.pk]), sent).status_code == 302
    page = amina.get(tab).content.decode()
    for word in ("Court of the tests", "A screen between", "900.50 EUR", cast.amina.display_name):
        assert word in page
    closed = {"state": "held", "outcome": "Heard once"}
    assert amina.post(reverse("legal:hearing_close", args=[case.pk, hearing.pk]), closed).status_code == 302
    assert "Heard once" in amina.get(tab).content.decode()
    for person in (cast.dana, cast.emil):
        for address in (
            tab,
            reverse("legal:proceedings", args=[case.pk]),
            reverse("legal:proceeding", args=[case.pk, row.pk]),
            reverse("legal:hearing", args=[case.pk, hearing.pk]),
        ):
            assert client_of(person).get(address).status_code == 404
