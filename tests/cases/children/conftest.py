"""A child of Amina's: fifteen by her birth date, nobody who answers for her on record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions, case_tasks
from cases.models import Case, ChildProtection
from cases.sections import SECTIONS
from tests.cases.conftest import save
from vault.partial import PartialDate


def birth_of(age):
    """A birth date that makes somebody this old, and some days."""
    today = timezone.localdate()
    day = today - timedelta(days=20)
    return PartialDate(day.year - age, day.month, min(day.day, 28))


@pytest.fixture
def child(people, case):
    """The case, of somebody who is fifteen."""
    save(people.amina, case, "biodata", {"birth_date": birth_of(15)})
    return Case.objects.get(pk=case.pk)


def told(actor, case, **values):
    """Answers of the child section."""
    return save(actor, case, "child", values)


def row_of(case) -> ChildProtection:
    return SECTIONS["child"].row_of(Case.objects.get(pk=case.pk))  # type: ignore[return-value]  # its model


def waiting(case):
    """The kinds of tasks that wait."""
    return {task.kind for task in case_tasks.of_case(case)}


def assessed(people, case, *covers):
    """An assessment of best interests in force."""
    row = actions.assess_best_interests(actor=people.amina, case=case, reasons="Safe with us.", covers=covers)
    return actions.look_at_best_interests(actor=people.bruno, case=case, assessment=row.pk, agrees=True)
