"""What the law of the office's country asks: read by consent, the read-out, and whoever discloses (practice.md P12)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office
from accounts.permissions import Permission
from cases.models import CountryLaw
from cases.models.laws import Duty

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

OF_AGE = 18
# Which age decides about which consent.
AGE_OF = {"medical_exam": "age_medical", "medical_test": "age_medical", "medical_sharing": "age_medical"}


def law_of(country: str, on: date | None = None) -> CountryLaw | None:
    """The version in effect on a day (the reader's today), or None where nobody has entered one."""
    rows = CountryLaw.objects.filter(country=country, effective_from__lte=on or timezone.localdate())
    return rows.order_by("-effective_from", "-entered_at").first()


def enterable(user: "User", countries: Collection[str]) -> set[str]:
    """Of these countries those whose law somebody may enter: with an office there that they administer.

    A country without any office is entered by who administers one elsewhere.
    """
    offices = set(user.offices_with(Permission.SETTINGS_CHANGE))
    if not offices:
        return set()
    there: dict[str, set[UUID]] = {}
    for country, office in Office.objects.filter(country__in=countries).values_list("country", "pk"):
        there.setdefault(country, set()).add(office)
    return {country for country in countries if offices & there.get(country, offices)}


def decided_alone(case: "Case", kinds: "Collection[str]", age: int | None) -> frozenset[str]:
    """Of these kinds of consent, those about which a young person of this age decides alone; one query at most.

    From 18 on where no law was entered.
    """
    asked = AGE_OF.keys() & set(kinds)
    if not asked or age is None:
        return frozenset()
    law = law_of(case.office.country, case.office.today())
    least = {kind: getattr(law, AGE_OF[kind]) if law else None for kind in asked}
    return frozenset(
        kind for kind, from_age in least.items() if age >= (OF_AGE if from_age is None else from_age)
    )


def limits(law: CountryLaw | None) -> Sequence[str]:
    """What the office must report by this law: the sentences read out before the first question."""
    told = []
    for duty in Duty:
        asked = (law.duties if law else {}).get(duty.value)
        if asked and asked.get("to"):
            words = {"what": duty.label, "to": asked["to"], "hours": asked.get("hours") or 0}
            told.append(
                _("By law we must report this to %(to)s within %(hours)s hours: %(what)s.") % words
                if words["hours"]
                else _("By law we must report this to %(to)s: %(what)s.") % words
            )
    return told
