"""Turning 18: the rules of children end, so does what guardians agreed to, and the person is asked (consent.md 5)."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import events
from cases.actions.child_age import follow_age
from cases.models import Case, PersonBiodata
from cases.record import upkeep
from cases.record.derive import ADULT_FROM
from vault.envelope import VaultError

log = logging.getLogger("wayhome.cases")


def come_of_age() -> int:
    """Look at everybody who may have turned 18 by now in the zone of the office (by beat); gives how many have.

    Each in a transaction of its own: a record that does not open stands in nobody's way.
    """
    found = 0
    for case in list(_candidates()):
        try:
            found += _look_at(case)
        except VaultError:
            log.warning("a record does not open: whether somebody came of age is not known")
    return found


def _candidates() -> Iterator[UUID]:
    """Cases in use of people who are minors by the record and at the oldest 18 by now; nothing is opened.

    Who was `age` at registration turns 18 within the year that begins 17 - `age` years after it.
    """
    tomorrow = timezone.now().date() + timedelta(days=1)  # some office is in it
    by_age = Q(pk__in=[])
    for age in range(ADULT_FROM):
        begins = _years_before(tomorrow, ADULT_FROM - 1 - age)
        by_age |= Q(age_at_registration=age, case__registration_date__lte=begins)
    rows = PersonBiodata.objects.plain().filter(by_age, majority_status="minor")
    in_use = rows.filter(case__in=Case.objects.plain().in_use())
    yield from in_use.values_list("case", flat=True)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)


@transaction.atomic
def _look_at(number: UUID) -> bool:
    # Behind the lock of every decision: nothing ends here that was withdrawn a moment ago.
    rows = Case.objects.select_for_update(of=("self",)).select_related("office", "owner")
    case = rows.get(pk=number)
    today = case.office.today()
    biodata = PersonBiodata.objects.get(case=case)
    if not upkeep.grow_up(case, biodata, today):
        return False
    facts = {"count": len(follow_age(actor=None, case=case))}
    events.record("child.came_of_age", subject=case, office=case.office_id, facts=facts)
    return True
