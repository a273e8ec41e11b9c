"""Odd answers, section by section: pure functions that say which answer to look at again, and why (P1: none is refused).

Here what the person tells; what is found, decided and done for her is in cases/record/oddities_of_work.py.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from cases.record.derive import OLDEST, age_on
from cases.record.oddities_of_work import OF_WORK, Answers, Days, Odd, OddIn, none_beside
from vault.partial import PartialDate

HOURS_IN_A_DAY, DAYS_IN_A_WEEK, ALL_PERCENT = 24, 7, 100


def _odd_registration(values: Answers, days: Days) -> Odd:
    found: Odd = []
    if days.registered > days.today:
        found.append(("registration_date", _("Lies in the future")))
    started = values["assistance_start_date"]
    if started and started < days.registered:
        found.append(("assistance_start_date", _("Lies before the registration")))
    referred = values["referral_date"]
    if referred and referred > days.registered:
        found.append(("referral_date", _("Lies after the registration")))
    identified = values["identification_date"]
    if identified and identified.earliest() > days.registered:
        found.append(("identification_date", _("Lies after the registration")))
    return found


def _odd_biodata(values: Answers, days: Days) -> Odd:
    found: Odd = []
    birth, age = values["birth_date"], values["age_at_registration"]
    if birth and birth.earliest() > days.registered:
        found.append(("birth_date", _("Lies after the registration")))
    elif (
        birth
        and age is not None
        and not age_on(birth, days.registered) <= age <= _oldest(birth, days.registered)
    ):
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


def _odd_socio_economic(values: Answers, _days: Days) -> Odd:
    found: Odd = [
        (key, _("Is less than zero")) for key in ("dependants", "household_size") if (values[key] or 0) < 0
    ]
    if values["household_size"] and (values["dependants"] or 0) > values["household_size"]:
        found.append(("dependants", _("Is more than the household has members")))
    return found


def _odd_education(values: Answers, _days: Days) -> Odd:
    years = values["education_years"]
    return [("education_years", _("Is unusual"))] if years is not None and not 0 <= years <= 30 else []


def _odd_recruitment(values: Answers, days: Days) -> Odd:
    found: Odd = []
    if _after(values["entry_date"], days.registered):
        found.append(("entry_date", _("Lies after the registration")))
    age = values["age_at_entry"]
    if age is not None and not 0 <= age <= OLDEST:
        found.append(("age_at_entry", _("Is no age a person has")))
    return found + none_beside(values, "promised_benefits")


def _odd_exploitation(values: Answers, days: Days) -> Odd:
    found: Odd = []
    start, end = values["exp_start"], values["exp_end"]
    if start and end and end.latest() < start.earliest():
        found.append(("exp_end", _("Lies before the start")))
    found += [
        (key, _("Lies after the registration"))
        for key in ("exp_start", "exp_end")
        if _after(values[key], days.registered)
    ]
    limits = (
        ("hours_per_day", HOURS_IN_A_DAY),
        ("days_per_week", DAYS_IN_A_WEEK),
        ("earnings_kept_percent", ALL_PERCENT),
    )
    for key, highest in limits:
        if values[key] is not None and not 0 <= values[key] <= highest:
            found.append((key, _("Is outside what is possible")))
    return found + none_beside(values, "violence_during")


def _odd_documents(values: Answers, days: Days) -> Odd:
    issued, ends = values["doc_issue_date"], values["doc_expiry_date"]
    found: Odd = []
    if issued and issued > days.today:
        found.append(("doc_issue_date", _("Lies in the future")))
    if issued and ends and ends < issued:
        found.append(("doc_expiry_date", _("Lies before the date of issue")))
    if ends and ends < days.today and values["doc_status"] == "in_possession":
        found.append(("doc_expiry_date", _("Has passed")))
    return found


def _odd_family(values: Answers, _days: Days) -> Odd:
    found: Odd = [
        (key, _("Is less than zero"))
        for key in ("number_of_children", "children_with_person")
        if (values[key] or 0) < 0
    ]
    children = values["number_of_children"]
    if children is not None and (values["children_with_person"] or 0) > children:
        found.append(("children_with_person", _("Is more than the number of children")))
    return found + none_beside(values, "family_problems") + none_beside(values, "violence_before")


def _odd_transit(values: Answers, days: Days) -> Odd:
    left, arrived = values["leg_departure_date"], values["leg_arrival_date"]
    found: Odd = []
    if left and arrived and arrived.latest() < left.earliest():
        found.append(("leg_arrival_date", _("Lies before the departure")))
    found += [
        (key, _("Lies after the registration"))
        for key in ("leg_departure_date", "leg_arrival_date")
        if values["leg_type"] != "return" and _after(values[key], days.registered)
    ]
    if values["leg_border"] == "no_border" and values["leg_from_country"] != values["leg_to_country"]:
        found.append(("leg_border", _("The countries differ")))
    return found


def _odd_exit(values: Answers, days: Days) -> Odd:
    found: Odd = []
    if _after(values["exit_date"], days.registered):
        found.append(("exit_date", _("Lies after the registration")))
    modes = values["exit_mode"] or []
    if "still_in" in modes and (len(modes) > 1 or values["exit_date"]):
        found.append(("exit_mode", _("Still in the situation stands beside a way out")))
    if values["charged_offence"] == "yes":
        found.append(
            ("charged_offence", _("Needs a lawyer: nobody is punished for what they were forced to do"))
        )
    return found


def _after(value: PartialDate | None, registered: date) -> bool:
    return value is not None and value.earliest() > registered


def _oldest(birth: PartialDate, registered: date) -> int:
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


ODD: dict[str, OddIn] = {
    **OF_WORK,
    "registration": _odd_registration,
    "biodata": _odd_biodata,
    "socio_economic": _odd_socio_economic,
    "education": _odd_education,
    "recruitment": _odd_recruitment,
    "exploitation": _odd_exploitation,
    "documents": _odd_documents,
    "family": _odd_family,
    "transit": _odd_transit,
    "exit": _odd_exit,
}
