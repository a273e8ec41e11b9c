"""The life of two of Amina's cases, for the invented world: a refusal with a deadline, an alert, tasks, visits to come.

Everything is plainly invented and done through the real actions. One transaction: it is there whole, or a later run
makes it.
"""

from datetime import datetime, time, timedelta

from django.db import transaction

from accounts import acting
from accounts.models import User
from agenda import actions as agenda
from agenda.models import Todo
from cases import actions
from cases.models import Case
from legal import actions as legal
from vault import keys


def live(cast: dict[str, User]) -> bool:
    """Make it where it is missing and there are cases enough; whether it was made."""
    amina = cast["amina"]
    with acting.as_user(amina), keys.session():
        found = Case.objects.visible_to(amina).open().filter(owner=amina, restricted_case=False)
        own = list(found.order_by("opened_at", "pk")[:2])
        if len(own) < 2 or Todo.objects.filter(case__in=own).exists():
            return False
        with transaction.atomic():
            _right_to_stay(amina, own[0])
            _agenda(amina, own[0])
            _alert(amina, own[1])
    return True


def _right_to_stay(amina: User, case: Case) -> None:
    today = case.office.today()
    row = legal.enter_permit(
        actor=amina,
        case=case,
        kind="temporary_humanitarian",
        state="applied",
        on=today - timedelta(days=60),
        authority="Aliens office of the invented town",
        number="X 17/3",
    )
    legal.take_step(
        actor=amina,
        permit=row,
        step="refuse",
        on=today - timedelta(days=2),
        appeal_until=today + timedelta(days=12),
        note="By letter, without reasons",
    )


def _agenda(amina: User, case: Case) -> None:
    today, zone = case.office.today(), case.office.zone
    tomorrow = today + timedelta(days=1)
    agenda.give_todo(
        actor=amina, case=case, what="Ask the lawyer about the appeal", assignee=amina, due_on=tomorrow
    )
    agenda.make_appointment(
        actor=amina,
        case=case,
        kind="home_visit",
        starts_at=datetime.combine(tomorrow, time(10), zone),
        companion=amina,
        place="The blue house behind the invented mill",
        plan="By bus. Back by noon. If I do not answer: call Bruno, then the guard of the mill.",
    )
    agenda.make_appointment(
        actor=amina,
        case=case,
        kind="medical",
        starts_at=datetime.combine(today + timedelta(days=4), time(9, 30), zone),
        companion=amina,
        place="Invented clinic, second floor",
        transport="needed",
    )


def _alert(amina: User, case: Case) -> None:
    until = case.office.today() + timedelta(days=20)
    actions.set_alert(
        actor=amina,
        case=case,
        reason="contact",
        until=until,
        words="Never ring in the evening: the number is shared.",
    )
