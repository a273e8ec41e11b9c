"""Tasks people write: given, put off, given on, done; reminded of once, and told further when they are long overdue."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import acting
from agenda import actions
from agenda.actions.todos import remind
from agenda.models import Todo
from cases.models import Case
from notifications.models import Outbox
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def given(cast: SimpleNamespace, case: Case, **more: Any) -> Todo:
    more = {"what": "Ring the school", "assignee": cast.amina, "due_on": case.office.today(), **more}
    return actions.give_todo(actor=cast.amina, case=case, **more)


def told(event: str) -> set[Any]:
    return set(Outbox.objects.filter(event=event).values_list("recipient", flat=True))


def test_a_colleague_hears_of_it_without_what_it_is(cast: SimpleNamespace, case: Case) -> None:
    given(cast, case, assignee=cast.bruno)
    assert told("todo.given") == {cast.bruno.pk}
    assert list(Todo.objects.of(cast.bruno)) and not list(Todo.objects.of(cast.amina))
    with pytest.raises(ValidationError):
        given(cast, case, assignee=cast.dana)
    with pytest.raises(PermissionDenied):
        actions.give_todo(
            actor=cast.dana, case=case, what="x", assignee=cast.dana, due_on=case.office.today()
        )


def test_put_off_given_on_done_and_taken_up_again(cast: SimpleNamespace, case: Case) -> None:
    row = given(cast, case)
    later = case.office.today() + timedelta(days=9)
    actions.move_todo(actor=cast.amina, todo=row, due_on=later, assignee=cast.bruno, why="Holidays")
    row = Todo.objects.get()
    assert row.assignee == cast.bruno and "Holidays" in row.story and row.story.count("\n") == 1
    assert row.due_at.astimezone(case.office.zone).date() == later
    row.case = case
    actions.do_todo(actor=cast.bruno, todo=row)
    actions.do_todo(actor=cast.amina, todo=row)
    assert Todo.objects.get().done_by == cast.bruno
    actions.reopen_todo(actor=cast.amina, todo=row)
    assert Todo.objects.waiting().count() == 1


def test_reminded_once_and_told_further_once(cast: SimpleNamespace, case: Case) -> None:
    row = given(cast, case)
    with acting.as_system("remind_of_todos"):
        assert (remind(), remind()) == (1, 0)
    assert told("todo.due") == {cast.amina.pk} and not told("todo.late")
    Todo.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(days=20))
    with acting.as_system("remind_of_todos"):
        assert (remind(), remind()) == (1, 0)
    assert {cast.bruno.pk, cast.vera.pk} == told("todo.late")


def test_the_pages_and_the_third_person(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    amina = client_of(cast.amina)
    sent = {"what": "Ring the school", "assignee": str(cast.amina.pk), "due_on": "2026-12-24"}
    page = amina.post(f"/cases/{case.pk}/todos/give/", {**sent, "due_on": "soon"})
    assert page.status_code == 200 and "Ring the school" in page.content.decode()
    assert amina.post(f"/cases/{case.pk}/todos/give/", sent).status_code == 302
    row = Todo.objects.get()
    for address in (f"/cases/{case.pk}/tab/agenda/", "/agenda/"):
        assert "Ring the school" in amina.get(address).content.decode()
    for person in (cast.dana, cast.emil):
        third = client_of(person)
        assert third.get(f"/cases/{case.pk}/tab/agenda/").status_code == 404
        assert third.get(f"/cases/{case.pk}/todos/{row.pk}/").status_code == 404
        assert "Ring the school" not in third.get("/agenda/").content.decode()
    moved = {"assignee": str(cast.bruno.pk), "due_on": "2026-12-28", "why": "Holidays"}
    assert amina.post(f"/cases/{case.pk}/todos/{row.pk}/", moved).status_code == 302
    assert client_of(cast.bruno).post(f"/cases/{case.pk}/todos/{row.pk}/done/").status_code == 302
    assert amina.post(f"/cases/{case.pk}/todos/{row.pk}/reopen/").status_code == 302
    assert Todo.objects.waiting().count() == 1
