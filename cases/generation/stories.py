"""An invented case as plain values, section by section: what a caseworker might have typed.

The same story feeds the demonstration world (through the real actions) and the bulk generator (through
cases.bulk), so that both look alike.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.generation import names, recruiting
from cases.generation.aftermath import Parts, Teller
from cases.generation.distributions import FactDrawer, Facts
from vault.money import Money
from vault.partial import PartialDate

Values = dict[str, Any]
LANGUAGE_OF = {
    "UA": "uk", "BY": "be", "MD": "ro", "RO": "ro", "BG": "bg", "PH": "fil", "KH": "km", "ID": "id", "US": "en",
    "MM": "my", "VN": "vi", "TH": "th", "LA": "lo", "AF": "fa", "ER": "ti", "HT": "ht", "CO": "es", "MX": "es",
    "BO": "es", "KG": "ky", "UZ": "uz", "TJ": "tg", "TM": "tk", "KZ": "kk", "SN": "wo", "ML": "bm", "NP": "ne",
    "BD": "bn", "CN": "zh", "KR": "ko", "AL": "sq", "MG": "mg", "LK": "si",
}  # fmt: skip
# Shares of how well a birth date is known: to the day, to the month, to the year, not at all.
BIRTH_DATE_KNOWN = (58, 12, 15, 15)
REFUSES_DATA_PROCESSING = 0.03
CURRENCY_OF = {"IT": "EUR", "MD": "MDL", "KH": "KHR", "US": "USD", "PH": "PHP", "UA": "UAH"}

SITUATION = {"very_poor": 22, "poor": 44, "standard": 18, "well_off": 1, "unknown": 15}
EMPLOYMENT = {
    "unemployed": 30, "employed_informal": 18, "seasonal": 9, "self_employed": 7, "employed_formal": 9, "student": 12,
    "home_care": 8, "unable": 2, "unknown": 5,
}  # fmt: skip
EDUCATION = {
    "none": 9, "primary": 24, "lower_secondary": 25, "upper_secondary": 19, "post_secondary": 8, "bachelor": 5,
    "unknown": 10,
}  # fmt: skip
MARITAL = {
    "single": 48,
    "married": 20,
    "cohabiting": 10,
    "separated": 7,
    "divorced": 7,
    "widowed": 3,
    "unknown": 5,
}
REASONS = {
    "poverty": 30, "lack_opportunity": 28, "debt": 12, "family_violence": 9, "join_family": 6, "education": 5,
    "armed_conflict": 4, "marriage": 4, "taken": 4, "economic_crisis": 8,
}  # fmt: skip
SOURCES = {
    "ngo": 34,
    "police": 24,
    "self": 12,
    "hotline": 10,
    "iom_mission": 6,
    "embassy": 5,
    "social_services": 9,
}
OCCUPATIONS = (
    "sold bread at the market", "helped on a farm", "sewed at home", "mason's helper", "kitchen help", "fishing",
    "looked after neighbours' children", "hairdresser", "driver's mate", "cleaned offices",
)  # fmt: skip
PLACES = ("Quiet Harbour", "Old Mill", "Seven Wells", "Reed Bay", "Upper Ford", "Salt Market", "Lantern Hill")
ACCOUNTS = (
    "Was promised other work; papers were kept on arrival. Says the days were long and the pay was held back.",
    "Came with somebody trusted. Could not leave the building alone. A neighbour helped to call for help.",
    "Was told of a debt that grew every month. Left during a delivery and walked to the next town.",
)


@dataclass
class Story:
    """One invented case; a section that was not reached is empty."""

    facts: Facts
    registration: Values
    consents: list[Values]
    biodata: Values
    socio_economic: Values
    education: Values
    recruitment: Values
    exploitation: Values = field(default_factory=dict)
    # Entries of every further section.
    parts: Parts = field(default_factory=dict)


class StoryTeller:
    """Tells stories; the same `random` state and `today` give the same ones."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self.facts = FactDrawer(random, today.year)
        self.aftermath = Teller(random, today)

    def __call__(self) -> Story:
        facts = self.facts()
        registered = self._registered(facts.year)
        named = self.random.random() >= REFUSES_DATA_PROCESSING
        story = Story(
            facts=facts,
            registration=self._registration(facts, registered),
            consents=self._consents(named),
            biodata=self._biodata(facts, registered, named),
            socio_economic=self._socio_economic(facts),
            education=self._education(facts),
            recruitment={},
            exploitation=self._exploitation(facts, registered),
        )
        began = story.exploitation.get("exp_start")
        story.recruitment = recruiting.tell(self.random, facts, began)
        story.parts = self.aftermath(facts, registered, named=named, exploited=bool(story.exploitation))
        return story

    def _one(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _several(self, weights: dict[str, int]) -> list[str]:
        """One to three different codes."""
        return sorted({self._one(weights) for _ in range(self.random.randint(1, 3))})

    def _registered(self, year: int) -> date:
        last = self.today if year == self.today.year else date(year, 12, 31)
        first = date(year, 1, 1)
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def _registration(self, facts: Facts, registered: date) -> Values:
        started = registered + timedelta(days=self.random.randint(0, 20))
        source = self._one(SOURCES)
        return {
            "registration_date": registered,
            "assistance_start_date": started if started <= self.today else None,
            "data_source": facts.data_source,
            "referral_source": source,
            "referral_scenario": "police_ngo" if source in ("police", "ngo") else "direct",
            "identification_country": facts.exp_country or facts.citizenship or "",
        }

    def _consents(self, named: bool) -> list[Values]:
        told = {"informed_withdrawal": True, "informed_voluntary": True}
        granted = {
            "consent_form": "written",
            "consent_giver": "beneficiary",
            "consent_language": "en",
            **told,
        }
        processing = {"informed_data_use": True, "informed_access": True, "informed_retention": True, **told}
        return [
            {
                "consent_type": "screening_interview",
                "consent_status": "granted",
                "informed_purpose": True,
                **granted,
            },
            {
                "consent_type": "data_processing",
                "consent_status": "granted" if named else "refused",
                **granted,
                **processing,
            },
        ]

    def _biodata(self, facts: Facts, registered: date, named: bool) -> Values:
        values: Values = {
            "sex": "female" if facts.gender == "woman" else "male",
            "gender": facts.gender,
            "age_dispute": "not_disputed",
            "statelessness": "national" if facts.citizenship else "undetermined",
            "citizenship": [facts.citizenship] if facts.citizenship else [],
            "birth_country": facts.citizenship or "",
            "primary_language": LANGUAGE_OF.get(facts.citizenship or "", "en"),
            "marital_status": self._one(MARITAL) if (facts.age or 18) >= 18 else "single",
            "safe_contact_method": self.random.choice(("phone", "app", "via_caseworker", "none")),
            "current_country": facts.exp_country or facts.citizenship or "",
        }
        born = self._birth_date(facts, registered)
        if born is None or not named:
            values["age_at_registration"] = facts.age
        return values | (self._identity(facts, born) if named else {})

    def _identity(self, facts: Facts, born: PartialDate | None) -> Values:
        name = names.draw(self.random, facts.citizenship, facts.gender)
        other = (
            names.draw(self.random, facts.citizenship, facts.gender).given
            if self.random.random() < 0.15
            else ""
        )
        return {
            "first_name": name.given,
            "family_name": name.family,
            "name_original_script": name.original,
            "other_names": other,
            "birth_date": born,
            "phone": f"+999 {self.random.randint(10**8, 10**9 - 1)}",
            "safe_contact_notes": "Only in the morning; do not leave a message.",
            "current_city": self.random.choice(PLACES),
        }

    def _birth_date(self, facts: Facts, registered: date) -> PartialDate | None:
        if facts.age is None:
            return None
        # At least a day older than `age` years on the day of registration, and less than a year more.
        day = registered - timedelta(days=round(facts.age * 365.2425) + self.random.randint(1, 360))
        precision = self.random.choices(("day", "month", "year", ""), BIRTH_DATE_KNOWN)[0]
        known = {
            "day": PartialDate.of(day),
            "month": PartialDate(day.year, day.month),
            "year": PartialDate(day.year),
        }
        return known.get(precision)

    def _socio_economic(self, facts: Facts) -> Values:
        return {
            "economic_situation": self._one(SITUATION),
            "employment_before": self._one(EMPLOYMENT) if (facts.age or 18) >= 15 else "student",
            "occupation_before": self.random.choice(OCCUPATIONS),
            "departure_reasons": self._several(REASONS),
            "household_size": self.random.randint(1, 9),
        }

    def _education(self, facts: Facts) -> Values:
        level = self._one(EDUCATION) if (facts.age or 18) >= 12 else "primary"
        return {"education_level": level, "literacy": "none" if level == "none" else "reads_writes"}

    def _exploitation(self, facts: Facts, registered: date) -> Values:
        if not facts.exp_types:
            return {}
        ended = registered - timedelta(days=self.random.randint(3, 300))
        started = ended - timedelta(days=self.random.choice((60, 150, 300, 500, 900)))
        values: Values = {
            "exp_country": facts.exp_country or "",
            "exp_types": list(facts.exp_types),
            "exp_start": PartialDate(started.year, started.month),
            "exp_end": PartialDate(ended.year, ended.month),
            "means_of_control": list(facts.means),
            "freedom_of_movement": self.random.choice(("limited", "accompanied", "confined", "unknown")),
            "exp_place": self.random.choice(PLACES),
            "exp_account": self.random.choice(ACCOUNTS),
        }
        if "forced_labour" in facts.exp_types:
            values["labour_types"] = [
                self.random.choice(("construction", "agriculture", "manufacturing", "hospitality"))
            ]
        if "debt_bondage" in facts.means:
            currency = CURRENCY_OF.get(facts.exp_country or "", "USD")
            values["debt_amount"] = Money.read((self.random.randint(2, 80) * 100, currency))
        return values
