"""Providers for the invented world: two with an agreement, one without, and something that is asked of the clinic.

Everything is plainly invented and done through the real actions, in one transaction.
"""

from datetime import timedelta

from django.db import transaction

from accounts import acting
from accounts.models import User
from cases.models import AssistanceItem
from resources import actions
from resources.models import Provider
from vault import keys

GIVEN = (
    {
        "name": "Birch Clinic",
        "services": ["medical", "psychological"],
        "languages": ["en", "ro"],
        "suitability": ["women", "men", "children", "no_papers"],
    },
    {"name": "Invented Legal Aid", "services": ["legal", "documentation"], "languages": ["en", "fr"]},
    {"name": "Invented Night House", "services": ["shelter"], "suitability": ["women", "families"]},
)


def register(cast: dict[str, User]) -> bool:
    """Make them where there are none; whether they were made."""
    bruno, amina = cast["bruno"], cast["amina"]
    if Provider.objects.plain().exists():
        return False
    office = bruno.memberships_now()[0].office
    clinic = cast["yusra"].memberships_now()[0].office.organisation
    with transaction.atomic(), keys.session():
        with acting.as_user(bruno):
            rows = [
                actions.register_provider(actor=bruno, office=office, countries=["MD"], **one)
                for one in GIVEN
            ]
            actions.change_provider(
                actor=bruno, provider=rows[0], base_version=rows[0].version, organisation=clinic
            )
            actions.say_availability(actor=bruno, provider=rows[0], free_places=4, waiting_days=2)
            today = office.today()
            for row, days in ((rows[0], 20), (rows[1], 300)):
                actions.enter_agreement(
                    actor=bruno,
                    provider=row,
                    office=office,
                    allows=["sharing"],
                    begins=today - timedelta(days=40),
                    ends=today + timedelta(days=days),
                )
        with acting.as_user(amina):
            item = AssistanceItem.objects.filter(
                case__owner=amina, case__closed_to_use_at__isnull=True
            ).first()
            if item is not None:
                actions.enquire_at_provider(actor=amina, item=item, provider=rows[0], wanted=["women"])
    return True
