"""What the law of the office's country asks: read by consent, the read-out, and whoever discloses (practice.md P12)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CountryLaw
from cases.models.laws import Duty

if TYPE_CHECKING:
    from cases.models import Case

OF_AGE = 18
# Which age decides about which consent.
AGE_OF = {"medical_exam": "age_medical", "medical_test": "age_medical", "medical_sharing": "age_medical"}


def law_of(country: str, on: date | None = None) -> CountryLaw | None:
    """The version in effect on a day (today), or None where nobody has entered one."""
    rows = CountryLaw.objects.filter(country=country, effective_from__lte=on or timezone.localdate())
    return rows.order_by("-effective_from", "-entered_at").first()


def decides_alone(case: "Case", consent_type: str, age: int | None) -> bool:
    """Whether a young person of this age decides alone about this kind of consent; 18 where no law was entered."""
    name = AGE_OF.get(consent_type)
    if name is None or age is None:
        return False
    law = law_of(case.office.country)
    least = getattr(law, name) if law else None
    return age >= (OF_AGE if least is None else least)


def limits(country: str) -> Sequence[str]:
    """What the office must report by law there: the sentences read out before the first question."""
    law = law_of(country)
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
