"""No case without a next step: listed for its worker and the supervisor, and a task until something is planned (B7)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from agenda import actions, next_steps, tasks
from agenda.models import Todo
from cases import case_tasks
from cases.models import Case
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def plan(cast: SimpleNamespace, case: Case) -> Todo:
    given = {"what": "Ring", "assignee": cast.amina, "due_on": case.office.today()}
    return actions.give_todo(actor=cast.amina, case=case, **given)


def listed(user: Any) -> list[Any]:
    return [row.pk for row in next_steps.shown_to(user)]


def test_listed_for_its_worker_and_the_supervisor_until_something_is_planned(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    assert listed(cast.amina) == listed(cast.bruno) == [case.pk]
    assert listed(cast.dana) == listed(cast.emil) == []
    page = client_of(cast.amina).get("/").content.decode()
    assert (
        "Cases without a next step" in page and "Something is to be done about every open case." not in page
    )
    row = plan(cast, case)
    assert listed(cast.amina) == []
    actions.do_todo(actor=cast.amina, todo=row)
    assert listed(cast.amina) == [case.pk]


def test_a_task_asks_for_it_once_and_goes_with_the_plan(cast: SimpleNamespace, case: Case) -> None:
    for _night in range(2):
        tasks.look_for_next.apply().get()
    waiting = case_tasks.of_case(case)
    assert [task.kind for task in waiting] == [next_steps.NEXT_STEP] and listed(cast.amina) == [case.pk]
    plan(cast, case)
    assert case_tasks.of_case(case) == []


def test_any_task_of_the_house_is_a_next_step(cast: SimpleNamespace, case: Case) -> None:
    case_tasks.raise_task(case, "risk_review", due_at=case_tasks.end_of_day(case), cause="clock")
    tasks.look_for_next.apply().get()
    assert listed(cast.amina) == [] and [task.kind for task in case_tasks.of_case(case)] == ["risk_review"]
