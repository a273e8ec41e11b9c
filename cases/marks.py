"""Marks: what is missing or odd in a record. They are shown and counted; they never refuse a save (P1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import conditions
from cases.conditions import Surroundings
from cases.derive import OLDEST, age_on
from cases.models import Case, Exploitation, PersonBiodata, SectionRow
from cases.models.scoped import EMPTY
from cases.sections import SECTIONS, Section

if TYPE_CHECKING:
    from collections.abc import Callable

# A mark on the first says something about the others: who may not read them is not shown the mark.
TOLD_BY = {"age_at_registration": ("birth_date",)}
MISSING = _("Not answered yet")
HOURS_IN_A_DAY, DAYS_IN_A_WEEK, ALL_PERCENT = 24, 7, 100


@dataclass(frozen=True)
class Mark:
    """Something to look at again: which section, row and field, and why."""

    section: str
    field: str
    reason: str | Promise
    row: UUID | None = None

    def __iter__(self) -> Iterator[Any]:
        """Unpacks as (section, field, reason)."""
        return iter((self.section, self.field, self.reason))


def marks_for(case: Case) -> list[Mark]:
    """Every mark of a case as it stands now, in the order of the sections. Opens all its sections."""
    case = Case.objects.get(pk=case.pk)
    biodata = PersonBiodata.objects.get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    marks: list[Mark] = []
    for section in SECTIONS.values():
        if not section.is_edited:
            continue
        for row in _rows(section, case, biodata):
            marks += marks_of(section, row, around, case.registration_date)
    return marks


def marks_of(section: Section, row: SectionRow, around: Surroundings, registered: date) -> list[Mark]:
    """The marks of one row."""
    values = {key: getattr(row, key) for key in section.all_fields}
    row_id = row.pk if section.repeats else None
    missing = [
        Mark(section.key, key, MISSING, row_id)
        for key in section.all_fields
        if conditions.is_required(key, values, around) and not conditions.has_answer(row, key)
    ]
    find_odd = _ODD.get(section.key)
    odd = find_odd(values, registered) if find_odd else []
    return missing + [Mark(section.key, key, reason, row_id) for key, reason in odd]


def _rows(section: Section, case: Case, biodata: PersonBiodata) -> list[SectionRow]:
    if section.repeats:
        return list(Exploitation.objects.filter(case=case))
    return [biodata if section.key == "biodata" else section.row_of(case)]


Odd = list[tuple[str, str | Promise]]


def _odd_registration(values: dict[str, Any], registered: date) -> Odd:
    found: Odd = []
    if registered > timezone.localdate():
        found.append(("registration_date", _("Lies in the future")))
    started = values["assistance_start_date"]
    if started and started < registered:
        found.append(("assistance_start_date", _("Lies before the registration")))
    referred = values["referral_date"]
    if referred and referred > registered:
        found.append(("referral_date", _("Lies after the registration")))
    identified = values["identification_date"]
    if identified and identified.earliest() > registered:
        found.append(("identification_date", _("Lies after the registration")))
    return found


def _odd_biodata(values: dict[str, Any], registered: date) -> Odd:
    found: Odd = []
    birth, age = values["birth_date"], values["age_at_registration"]
    if birth and birth.earliest() > registered:
        found.append(("birth_date", _("Lies after the registration")))
    elif birth and age is not None and not age_on(birth, registered) <= age <= _oldest(birth, registered):
        found.append(("age_at_registration", _("Does not agree with the date of birth")))
    if age is not None and not 0 <= age <= OLDEST:
        found.append(("age_at_registration", _("Is no age a person has")))
    if values["statelessness"] == "stateless" and values["citizenship"]:
        found.append(("citizenship", _("A citizenship is given for somebody stateless")))
    for key in ("phone", "other_phone", "emergency_contact_phone"):
        if values[key] and sum(character.isdigit() for character in values[key]) < 5:
            found.append((key, _("Is too short for a telephone number")))
    if values["email"] and not _is_email(values["email"]):
        found.append(("email", _("Does not look like an e-mail address")))
    return found


def _odd_socio_economic(values: dict[str, Any], _registered: date) -> Odd:
    found: Odd = [
        (key, _("Is less than zero")) for key in ("dependants", "household_size") if (values[key] or 0) < 0
    ]
    if values["household_size"] and (values["dependants"] or 0) > values["household_size"]:
        found.append(("dependants", _("Is more than the household has members")))
    return found


def _odd_education(values: dict[str, Any], _registered: date) -> Odd:
    years = values["education_years"]
    return [("education_years", _("Is unusual"))] if years is not None and not 0 <= years <= 30 else []


def _odd_recruitment(values: dict[str, Any], registered: date) -> Odd:
    found: Odd = []
    if _after(values["entry_date"], registered):
        found.append(("entry_date", _("Lies after the registration")))
    age = values["age_at_entry"]
    if age is not None and not 0 <= age <= OLDEST:
        found.append(("age_at_entry", _("Is no age a person has")))
    if "none" in (values["promised_benefits"] or []) and len(values["promised_benefits"]) > 1:
        found.append(("promised_benefits", _("None stands beside other answers")))
    return found


def _odd_exploitation(values: dict[str, Any], registered: date) -> Odd:
    found: Odd = []
    start, end = values["exp_start"], values["exp_end"]
    if start and end and end.latest() < start.earliest():
        found.append(("exp_end", _("Lies before the start")))
    found += [
        (key, _("Lies after the registration"))
        for key in ("exp_start", "exp_end")
        if _after(values[key], registered)
    ]
    limits = (
        ("hours_per_day", HOURS_IN_A_DAY),
        ("days_per_week", DAYS_IN_A_WEEK),
        ("earnings_kept_percent", ALL_PERCENT),
    )
    for key, highest in limits:
        if values[key] is not None and not 0 <= values[key] <= highest:
            found.append((key, _("Is outside what is possible")))
    if "none" in (values["violence_during"] or []) and len(values["violence_during"]) > 1:
        found.append(("violence_during", _("None stands beside other answers")))
    return found


def _after(value: Any, registered: date) -> bool:
    return value not in EMPTY and value.earliest() > registered


def _oldest(birth: Any, registered: date) -> int:
    earliest = birth.earliest()
    return (
        registered.year
        - earliest.year
        - ((registered.month, registered.day) < (earliest.month, earliest.day))
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


_ODD: dict[str, "Callable[[dict[str, Any], date], Odd]"] = {
    "registration": _odd_registration,
    "biodata": _odd_biodata,
    "socio_economic": _odd_socio_economic,
    "education": _odd_education,
    "recruitment": _odd_recruitment,
    "exploitation": _odd_exploitation,
}
