"""Offices: made at set-up, their calendars and languages kept by their administrators."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import calendars
from accounts.actions.guards import must
from accounts.models import Office, OfficeHoliday, Organisation, User
from accounts.permissions import Permission
from audit import events

# What of an office its clocks run by.
CALENDAR = frozenset({"time_zone", "weekend_days"})


@transaction.atomic
def create_office(*, actor: User | None, organisation: str, kind: str, **fields: Any) -> Office:
    """An office of an organisation, which is made when it is new. For set-up: actor None only."""
    if actor is not None:
        raise PermissionDenied("create_office")
    owner, _made = Organisation.objects.get_or_create(
        name=organisation, defaults={"kind": kind, "country": fields["country"]}
    )
    office = Office(organisation=owner, **fields)
    office.full_clean()
    office.save()
    events.record("office.changed", subject=office, office=office.pk, facts={"fields": sorted(fields)})
    return office


@transaction.atomic
def change_office(*, actor: User | None, office: Office, changed: list[str]) -> Office:
    """Keep an office whose calendar, languages or time zone was changed; `changed` are the fields' names."""
    must(actor, Permission.OFFICE_MANAGE, office)
    office.full_clean()
    before = Office.objects.get(pk=office.pk).zone
    office.save(update_fields=changed)
    if CALENDAR & set(changed):
        calendars.changed(office, before)
    events.record(
        "office.changed", subject=office, office=office.pk, facts={"fields": sorted(changed)}, actor=actor
    )
    return office


@transaction.atomic
def add_holiday(*, actor: User | None, office: Office, day: date, name: str) -> OfficeHoliday:
    """Close an office on one day."""
    must(actor, Permission.OFFICE_MANAGE, office)
    holiday = OfficeHoliday.objects.create(office=office, day=day, name=name)
    calendars.changed(office)
    events.record("holiday.changed", subject=office, office=office.pk, facts={"count": 1}, actor=actor)
    return holiday


@transaction.atomic
def remove_holiday(*, actor: User | None, holiday: OfficeHoliday) -> None:
    """Open an office on a day that was a holiday."""
    office = holiday.office
    must(actor, Permission.OFFICE_MANAGE, office)
    holiday.delete()
    calendars.changed(office)
    events.record("holiday.changed", subject=office, office=office.pk, facts={"count": 1}, actor=actor)
