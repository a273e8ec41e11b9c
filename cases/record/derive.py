"""Values that are computed at every save and never typed (types `derived:` of the dictionary)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from vault.partial import PartialDate

if TYPE_CHECKING:
    from cases.models import Case, Exploitation, PersonBiodata, Trafficking, TransitLeg

ADULT_FROM = 18
CHILD_DISPUTES = frozenset({"presumed_child", "assessment_pending", "assessed_child"})
BANDS = (
    (8, "0-8"),
    (17, "9-17"),
    (20, "18-20"),
    (23, "21-23"),
    (26, "24-26"),
    (29, "27-29"),
    (38, "30-38"),
    (47, "39-47"),
)
# Types that CTDC counts as forced labour (codelists.csv, column ctdc_value).
LABOUR_TYPES = frozenset(
    {"forced_labour", "child_labour", "domestic_servitude", "forced_begging", "forced_criminality"}
)
SEXUAL = "sexual"
OLDEST = 130


def age_on(birth: PartialDate, day: date) -> int:
    """Full years on a day. Of a partial date the youngest possible age, so that a doubt protects a child."""
    latest = birth.latest()
    return day.year - latest.year - ((day.month, day.day) < (latest.month, latest.day))


def age_band(age: int | None) -> str:
    """The dictionary's band of an age; `unknown` without one, or with one nobody reaches."""
    if age is None or age < 0 or age > OLDEST:
        return "unknown"
    return next((band for highest, band in BANDS if age <= highest), "48+")


def majority_status(age: int | None, dispute: str) -> str:
    """Adult, minor or unknown. A disputed age counts as a child until it is assessed (principle B9)."""
    if dispute in CHILD_DISPUTES:
        return "minor"
    if dispute == "assessed_adult":
        return "adult"
    if age is None or age < 0 or age > OLDEST:
        return "unknown"
    return "adult" if age >= ADULT_FROM else "minor"


def majority_at_entry(row: "Trafficking", biodata: "PersonBiodata") -> str:
    """Adult, minor or unknown when it began. Who was a child at registration was one then, too.

    Without an age it is told from the dates of birth and entry, the earliest that the entry can have been,
    so that a doubt protects a child.
    """
    if majority_status(biodata.age_at_registration, biodata.age_dispute) == "minor":
        return "minor"
    age = row.age_at_entry
    if age is None and biodata.birth_date and row.entry_date:
        age = age_on(biodata.birth_date, row.entry_date.earliest())
    return majority_status(age, "")


def months_between(start: PartialDate | None, end: PartialDate | None) -> int | None:
    """Whole months of an episode; a year without month counts from its middle. None when not known or reversed."""
    if start is None or end is None or end.latest() < start.earliest():
        return None
    middle = 7
    months = (end.year - start.year) * 12 + (end.month or middle) - (start.month or middle)
    return max(months, 0)


def is_sex_and_labour(types: Iterable[str]) -> bool | None:
    """Both sexual and labour exploitation in one episode; None when no type is known."""
    known = set(types)
    return (SEXUAL in known and bool(known & LABOUR_TYPES)) if known else None


def home_country(biodata: "PersonBiodata") -> str:
    """Country of habitual residence, else the only citizenship, else the country of birth, else empty [INF]."""
    if biodata.habitual_residence_country:
        return biodata.habitual_residence_country
    if len(biodata.citizenship) == 1:
        return biodata.citizenship[0]
    return biodata.birth_country


def crossed_border(exp_country: str, home: str) -> bool | None:
    """Whether the person crossed a border to reach the place of exploitation; None when either side is unknown."""
    return exp_country != home if exp_country and home else None


def trafficking_scope(crossings: Iterable[bool | None], leg_crossings: Iterable[bool | None] = ()) -> str:
    """Internal when every episode and leg was in the home country, international when no episode was, both, or unknown.

    Legs alone decide only where no episode does; a way over a border to an episode at home makes it both.
    """
    known = {crossed for crossed in crossings if crossed is not None}
    legs = {crossed for crossed in leg_crossings if crossed is not None}
    if not known:
        known = {max(legs)} if legs else set()
    elif known == {False} and True in legs:
        known = {True, False}
    if not known:
        return "unknown"
    if known == {True, False}:
        return "both"
    return "international" if known == {True} else "internal"


def leg_crossed_border(row: "TransitLeg", home: str) -> bool | None:
    """Whether a leg begins or ends outside the home country; None when nothing is known of it."""
    known = [country for country in (row.leg_from_country, row.leg_to_country) if country]
    return any(country != home for country in known) if known and home else None


def transit_countries(legs: Iterable["TransitLeg"], home: str, exploited_in: Iterable[str]) -> list[str]:
    """Countries the legs touch that are neither home nor a country of exploitation, in the order of the journey."""
    ends = {home, *exploited_in, ""}
    touched = [country for leg in legs for country in (leg.leg_from_country, leg.leg_to_country)]
    return list(dict.fromkeys(country for country in touched if country not in ends))


# codelists.csv referral_source -> organisation_type, where the source is an organisation.
ORGANISATION_OF_SOURCE = {
    "police": "law_enforcement",
    "ngo": "ngo",
    "other_organisation": "other",
    "iom_mission": "iom_mission",
    "border_guard": "law_enforcement",
    "immigration_authority": "immigration",
    "embassy": "embassy",
    "social_services": "local_government",
    "health_service": "health",
    "labour_inspection": "central_government",
    "school": "education",
}


def referring_organisation_type(referral_source: str) -> str:
    """The kind of organisation that a source of referral is; empty for people and hotlines."""
    return ORGANISATION_OF_SOURCE.get(referral_source, "")


def retention_until(
    closed: date | None, birth: PartialDate | None, adult_years: int, child_age: int
) -> date | None:
    """Until when identifying data is kept: years after the closure, and at least until a child reaches an age (D9).

    Of a partial date of birth the latest day counts. None for a case that is not closed.
    """
    if closed is None:
        return None
    until = _years_later(closed, adult_years)
    if birth is not None and age_on(birth, closed) < ADULT_FROM:
        until = max(until, _years_later(birth.latest(), child_age))
    return until


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def bid_required(majority: str, stay_preference: str, accompaniment: str) -> bool:
    """A formal determination of best interests: for a child who would return, go to a third country, or is without
    parents (row bid_required of the dictionary).
    """
    leaves = stay_preference in {"return", "third_country"}
    return majority == "minor" and (leaves or accompaniment in {"separated", "unaccompanied"})


def age_now(biodata: "PersonBiodata", registered: date, today: date) -> int | None:
    """Full years today: by the birth date, else by the age at registration and the years since then.

    Of a partial date and of an estimated age the youngest that fits, so that nobody comes of age too early.
    """
    day = max(today, registered)
    if biodata.birth_date:
        return age_on(biodata.birth_date, day)
    if biodata.age_at_registration is None:
        return None
    return biodata.age_at_registration + age_on(PartialDate.of(registered), day)


def majority_now(at_registration: int | None, now: int | None, dispute: str) -> str:
    """Adult, minor or unknown today. Somebody held to be a child becomes an adult on the day that even the youngest
    age of the record says so; where the record says an adult's age and it is in doubt, the doubt stands.
    """
    was_child = at_registration is not None and 0 <= at_registration < ADULT_FROM
    if was_child and now is not None and now >= ADULT_FROM:
        return "adult"
    return majority_status(now, dispute)


def derive_biodata(biodata: "PersonBiodata", registered: date, today: date) -> None:
    """Set age at registration (when the birth date is known), age band and majority on the row."""
    now = age_now(biodata, registered, today)
    if biodata.birth_date:
        biodata.age_at_registration = age_on(biodata.birth_date, registered)
    biodata.age_band = age_band(biodata.age_at_registration)
    biodata.majority_status = majority_now(biodata.age_at_registration, now, biodata.age_dispute)


def derive_exploitation(row: "Exploitation", home: str) -> None:
    """Set duration, both-kinds and border crossing on one episode."""
    row.exp_months = months_between(row.exp_start, row.exp_end)
    row.sex_and_labour = is_sex_and_labour(row.exp_types)
    row.exp_trafficking_scope = crossed_border(row.exp_country, home)


def derive_journey(
    case: "Case", episodes: Iterable["Exploitation"], legs: Iterable["TransitLeg"], home: str
) -> None:
    """Set the case's scope and its countries of transit from its episodes and legs."""
    episodes, legs = list(episodes), list(legs)
    case.trafficking_scope = trafficking_scope(
        (row.exp_trafficking_scope for row in episodes), (leg_crossed_border(leg, home) for leg in legs)
    )
    case.transit_countries = transit_countries(legs, home, (row.exp_country for row in episodes))
