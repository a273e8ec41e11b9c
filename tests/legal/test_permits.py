"""Applications to stay: a history with its clocks, and nobody else's business (practice.md P18)."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases.models import Case, CaseTask
from cases.sections import SECTIONS
from legal import actions
from legal.clocks import APPEAL, RENEW
from legal.models import Permit, PermitStep
from legal.workflow import STEPS, PermitState
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def due(case: Case, kind: str) -> date | None:
    waiting = CaseTask.objects.waiting().filter(case=case, kind=kind).first()
    return waiting.due_at.astimezone(case.office.zone).date() if waiting else None


def entered(cast: SimpleNamespace, case: Case, **given: Any) -> Permit:
    given = {"kind": "temporary_humanitarian", "state": "applied", **given}
    return actions.enter_permit(actor=cast.amina, case=case, **given)


def told(case: Case) -> Any:
    return SECTIONS["legal_status"].row_of(Case.objects.get(pk=case.pk))


def test_refused_appealed_granted_is_a_history_and_moves_the_clocks(
    cast: SimpleNamespace, case: Case
) -> None:
    today = case.office.today()
    row = entered(cast, case)
    assert told(case).residence_permit == "applied"
    last = today + timedelta(days=14)
    actions.take_step(
        actor=cast.amina, permit=row, step="refuse", on=today, appeal_until=last, note="By letter"
    )
    assert due(case, APPEAL) == last and told(case).residence_permit == "refused"
    actions.take_step(actor=cast.amina, permit=row, step="appeal", on=today)
    assert due(case, APPEAL) is None
    until = today + timedelta(days=365)
    row = actions.take_step(actor=cast.amina, permit=row, step="grant", valid_from=today, valid_until=until)
    assert due(case, RENEW) == until - timedelta(days=60)
    assert (told(case).residence_permit, told(case).permit_until) == ("temporary_humanitarian", until)
    history = PermitStep.objects.filter(permit=row)
    assert [step.step for step in history] == ["entered", "refuse", "appeal", "grant"]
    assert [step.note for step in history] == ["", "By letter", "", ""]


def test_who_asks_again_in_time_has_nothing_left_to_do(cast: SimpleNamespace, case: Case) -> None:
    until = case.office.today() + timedelta(days=30)
    row = entered(cast, case, state="granted", valid_until=until)
    assert due(case, RENEW) == until - timedelta(days=60)
    entered(cast, case, follows=row)
    assert due(case, RENEW) is None
    assert told(case).permit_until == until  # an application beside it takes nothing away


def test_what_is_written_is_corrected_and_the_clock_goes_back_too(cast: SimpleNamespace, case: Case) -> None:
    until = case.office.today() + timedelta(days=100)
    row = entered(cast, case, state="granted", valid_until=until)
    later = until + timedelta(days=300)
    row = Permit.objects.get(pk=row.pk)
    actions.change_permit(actor=cast.amina, permit=row, base_version=row.version, valid_until=later)
    assert due(case, RENEW) == later - timedelta(days=60)


def test_a_step_that_says_nothing_new_is_told(cast: SimpleNamespace, case: Case) -> None:
    row = entered(cast, case, state="refused")
    with pytest.raises(actions.NothingNew):
        actions.take_step(actor=cast.amina, permit=row, step="refuse")


@pytest.mark.parametrize("state", PermitState)
@pytest.mark.parametrize("step", STEPS)
def test_whatever_happened_can_be_recorded(cast: SimpleNamespace, case: Case, state: str, step: str) -> None:
    row = entered(cast, case, state=state)
    if STEPS[step].to != state:
        assert actions.take_step(actor=cast.amina, permit=row, step=step).state == STEPS[step].to


def test_a_reflection_period_ends_on_its_day(cast: SimpleNamespace, case: Case) -> None:
    until = case.office.today() + timedelta(days=45)
    entered(cast, case, kind="reflection_period", state="granted", valid_until=until)
    assert told(case).reflection_end == until and told(case).residence_permit == ""


def test_only_who_may_write_what_is_legal(cast: SimpleNamespace, case: Case) -> None:
    for person in (cast.dana, cast.emil, cast.hala, cast.farah):
        with pytest.raises(PermissionDenied):
            actions.enter_permit(actor=person, case=case, kind="asylum")


def test_the_tab_tells_the_history_and_the_third_person_sees_nothing(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina = client_of(cast.amina)
    sent = {
        "kind": "asylum",
        "state": "applied",
        "authority": "Aliens office of the tests",
        "on": "2026-01-05",
    }
    answer = amina.post(reverse("legal:permit_enter", args=[case.pk]), sent)
    tab = reverse("cases:panel", args=[case.pk, "legal"])
    assert (answer.status_code, answer["Location"]) == (302, tab)
    row = Permit.objects.get(case=case)
    sent = {"on": "2026-02-01", "appeal_until": "2026-02-15", "note": "A clerk brought it"}
    amina.post(reverse("legal:permit_step", args=[case.pk, row.pk, "refuse"]), sent)
    page = amina.get(tab).content.decode()
    assert (
        "Aliens office of the tests" in page
        and "A clerk brought it" in page
        and "An appeal was lodged" in page
    )
    for person in (cast.dana, cast.emil):
        assert client_of(person).get(tab).status_code == 404
        assert client_of(person).get(reverse("legal:permit", args=[case.pk, row.pk])).status_code == 404
        assert client_of(person).get(reverse("legal:right_to_stay", args=[case.pk])).status_code == 404


def test_the_second_of_two_keeps_what_was_typed(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    row = entered(cast, case)
    amina, address = client_of(cast.amina), reverse("legal:permit", args=[case.pk, row.pk])
    sent = {"kind": "asylum", "number": "A 17", "base_version": row.version}
    assert amina.post(address, sent).status_code == 302
    page = amina.post(address, {**sent, "number": "B 18"})
    assert page.status_code == 200 and "B 18" in page.content.decode()
    assert Permit.objects.get(pk=row.pk).number == "A 17"
    again = page.context["form"]["base_version"].value()
    assert amina.post(address, {**sent, "number": "B 18", "base_version": again}).status_code == 302
    assert Permit.objects.get(pk=row.pk).number == "B 18"


def test_no_rule_here_asks_whether_the_person_helps_police() -> None:
    from tests.services import ROOT

    for path in (ROOT / "legal").rglob("*.py"):
        assert "le_cooperation" not in path.read_text("utf-8"), path
