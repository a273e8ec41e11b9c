"""What an invented case holds beyond the story: journey, way out, papers, family, law, needs, risk and help.

Only what hangs on a calibrated fact follows counts (recruiter, country, age); the rest is invented around it. A
section is told with a likelihood: no case is complete, as no real one is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.assessing.risk import Kind, Told, assess
from cases.generation.distributions import Draw, Facts
from vault.partial import PartialDate

Values = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One row: the answers somebody would type, and what an action would have decided."""

    told: Values
    decided: Values = field(default_factory=dict)


Parts = dict[str, list[Entry]]
LANGUAGES = ("en", "ru", "es", "fr", "ar", "uk")
PLACES = Draw({"office": 45, "shelter": 35, "police_station": 10, "hospital": 5, "remote": 5})
OUTCOMES = Draw({"completed": 82, "interrupted": 8, "stopped_by_beneficiary": 6, "postponed": 4})
EXITS = Draw(
    {"own_escape": 32, "police": 26, "ngo": 14, "client": 6, "family_friend": 10, "embassy": 4, "released": 8}
)
COOPERATION = Draw(
    {
        "not_asked": 15,
        "undecided": 20,
        "not_willing": 25,
        "intends": 10,
        "informal": 10,
        "statement": 17,
        "testified": 3,
    }
)
IMMIGRATION = Draw(
    {"irregular": 38, "reflection_period": 14, "vot_permit": 10, "asylum_seeker": 12, "regular": 26}
)
WISHES = Draw({"return": 38, "stay_temporary": 22, "stay_permanent": 22, "third_country": 4, "undecided": 14})
TRANSPORT = Draw({"bus": 34, "car": 22, "air": 26, "train": 8, "small_boat": 6, "foot": 4})
BORDERS = Draw({"official_own_docs": 62, "official_false_docs": 12, "unofficial": 18, "official_hidden": 8})
DOCUMENTS = Draw({"passport": 52, "id_card": 30, "birth_certificate": 12, "residence_permit": 6})
KEPT = Draw(
    {"in_possession": 46, "withheld_by_exploiter": 24, "lost": 14, "held_by_staff": 10, "being_issued": 6}
)
LIVED = Draw(
    {
        "both_parents": 30,
        "one_parent": 18,
        "spouse_partner": 20,
        "own_children": 12,
        "alone": 12,
        "friends": 8,
    }
)
RELATIVES = Draw({"mother": 40, "sibling": 24, "father": 14, "spouse": 8, "aunt_uncle": 14})
AT_WORK = Draw({"exploiter": 40, "controlled": 25, "recruiter": 20, "transporter": 15})
NEEDS = (
    "shelter",
    "medical",
    "psychological",
    "legal",
    "documents",
    "food_clothing",
    "job",
    "education",
    "return",
)
HELP = Draw(
    {
        "shelter": 24, "counselling": 20, "medical": 14, "legal": 12, "food_material": 14, "documentation": 8,
        "vocational": 8,
    }
)  # fmt: skip
DANGERS = (
    "explicit_threat",
    "threat_to_family",
    "trafficker_at_large",
    "knows_home",
    "debt_outstanding",
    "own_fear",
)
GUARDIANS = Draw({"none_yet": 34, "parent": 26, "state_agency": 22, "court": 12, "relative": 6})
WORDS = (
    "Would like to sleep, and to call home.",
    "Wants work and a room of her own.",
    "Wants to go home soon.",
)
FEARS = ("Is afraid that they know the street.", "Says nobody will look.", "Fears for the family at home.")


class Teller:
    """Tells the further sections of one case after another; the same `random` state gives the same ones."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today

    def __call__(self, facts: Facts, registered: date, *, named: bool, exploited: bool) -> Parts:
        """The entries by section; `named` where the person agreed that we keep who they are."""
        parts: Parts = defaultdict(list)
        for key, entry in self._entries(facts, registered, named, exploited):
            parts[key].append(entry)
        return dict(parts)

    def _entries(
        self, facts: Facts, registered: date, named: bool, exploited: bool
    ) -> Iterator[tuple[str, Entry]]:
        way_out, law = self._exit(registered), self._law_enforcement()
        yield "interview", Entry(self._interview(facts, registered))
        if named:
            yield from self._identifying()
        if self._may(0.6):
            yield "family", Entry(self._family(facts))
        if exploited:
            yield from (("transit", Entry(leg)) for leg in self._legs(facts, registered))
            yield "exit", Entry(way_out)
            if self._may(0.5):
                yield "perpetrator", Entry(self._perpetrator(facts))
            yield "determination", self._determination(facts, registered)
        if self._may(0.6):
            yield "law_enforcement", Entry(law)
        if facts.exp_country and facts.exp_country != facts.citizenship:
            yield "legal_status", Entry(self._legal_status(registered))
        yield "health", Entry({"urgent_medical": self._yes(0.2), "suicide_risk": self._yes(0.06)})
        if self._may(0.75):
            yield "needs", Entry(self._needs(registered))
        yield "risk", self._risk(facts, registered, way_out, law)
        if facts.age is not None and facts.age < 18:
            yield "child", self._child(registered)
        for _ in range(self.random.randint(0, 3)):
            yield "assistance", Entry(self._help(registered))

    def _may(self, likelihood: float) -> bool:
        return self.random.random() < likelihood

    def _yes(self, likelihood: float) -> str:
        return "yes" if self._may(likelihood) else "no"

    def _after(self, day: date, most: int) -> date:
        return min(day + timedelta(days=self.random.randint(0, most)), self.today)

    def _interview(self, facts: Facts, registered: date) -> Values:
        helped = self._may(0.55)
        return {
            "interview_date": self._after(registered, 10),
            "interview_country": facts.exp_country or facts.citizenship or "",
            "interview_location": PLACES(self.random),
            "interview_language": self.random.choice(LANGUAGES),
            "interpreter_used": helped,
            "interpreter_oath": True if helped else None,
            "interview_outcome": OUTCOMES(self.random),
            "people_present": ["interpreter"] if helped else ["none"],
        }

    def _identifying(self) -> Iterator[tuple[str, Entry]]:
        if self._may(0.55):
            number = f"X{self.random.randint(10**6, 10**7 - 1)}"
            told = {"doc_type": DOCUMENTS(self.random), "doc_number": number, "doc_status": KEPT(self.random)}
            yield "documents", Entry(told)
        if self._may(0.4):
            relation = RELATIVES(self.random)
            told = {
                "relative_name": "Somebody invented",
                "relative_relation": relation,
                "relative_safe": "unknown",
            }
            yield "family_members", Entry(told)

    def _family(self, facts: Facts) -> Values:
        grown = (facts.age or 18) >= 20
        return {
            "living_before": [LIVED(self.random)],
            "number_of_children": self.random.choice((0, 0, 1, 2, 3)) if grown else 0,
            "family_knows": self._yes(0.4),
            "family_involved": "yes"
            if facts.recruiter_relation in ("parent", "relative")
            else self._yes(0.04),
            "family_contact_wanted": self._yes(0.6),
        }

    def _legs(self, facts: Facts, registered: date) -> Iterator[Values]:
        home, there = facts.citizenship or "", facts.exp_country or ""
        if not home or not there:
            return
        via = self.random.choice(("TR", "RS", "TH", "MX", "LY")) if home != there and self._may(0.25) else ""
        stops = [country for country in (home, via, there) if country]
        for first, second in zip(stops, stops[1:], strict=False):
            yield {
                "leg_type": "transit" if second == via else "recruitment",
                "leg_from_country": first,
                "leg_to_country": second,
                "leg_departure_date": PartialDate(registered.year - self.random.randint(1, 3)),
                "leg_transport": [TRANSPORT(self.random)],
                "leg_border": BORDERS(self.random) if first != second else "no_border",
            }

    def _exit(self, registered: date) -> Values:
        day = registered - timedelta(days=self.random.randint(0, 90))
        return {
            "exit_date": PartialDate(day.year, day.month),
            "exit_mode": [EXITS(self.random)],
            "detained_after_exit": self._yes(0.08),
            "trafficked_before": self._yes(0.05),
        }

    def _perpetrator(self, facts: Facts) -> Values:
        told: Values = {
            "perp_roles": [AT_WORK(self.random)],
            "perp_sex": self.random.choice(("male", "male", "female")),
            "perp_at_large": self.random.choice(("yes", "unknown", "unknown", "no")),
            "perp_knows_home": self._yes(0.35),
        }
        if facts.recruiter_relation:
            told |= {"perp_roles": ["recruiter"], "perp_relation": facts.recruiter_relation}
        return told

    def _law_enforcement(self) -> Values:
        cooperation = COOPERATION(self.random)
        told: Values = {"le_informed_of_options": cooperation != "not_asked", "le_cooperation": cooperation}
        if cooperation in ("intends", "informal", "statement", "testified"):
            told["le_trafficker_aware"] = self._yes(0.3)
        return told

    def _legal_status(self, registered: date) -> Values:
        status = IMMIGRATION(self.random)
        told: Values = {
            "immigration_status": status,
            "residence_permit": "temporary_cooperation" if status == "vot_permit" else "none",
            "asylum_claim": "yes" if status == "asylum_seeker" else "no",
            "stay_preference": WISHES(self.random),
        }
        if status == "reflection_period":
            told |= {"reflection_start": registered, "reflection_end": registered + timedelta(days=30)}
        return told

    def _determination(self, facts: Facts, registered: date) -> Entry:
        told = {
            "ilo_d4_asked": True,
            "ilo_d5_asked": True,
            "ilo_exploitation": ["hours", "low_wage"]
            if "forced_labour" in facts.exp_types
            else ["bad_working"],
            "ilo_coercion_destination": ["isolation"] if facts.means else [],
            "act_elements": ["recruitment", "harbouring"],
            "means_elements": ["deception"] if facts.means else [],
        }
        if not self._may(0.75):
            return Entry(told)
        verdict = self.random.choices(("victim", "possible", "exploited_not_trafficked"), (80, 14, 6))[0]
        decided = {
            "determination": verdict,
            "determination_date": self._after(registered, 40),
            "determination_org": self.random.choices(
                ("ngo", "police", "government", "other"), (50, 24, 16, 10)
            )[0],
            "eligible_for_assistance": True,
        }
        return Entry(told, decided)

    def _needs(self, registered: date) -> Values:
        needs = sorted(set(self.random.choices(NEEDS, k=self.random.randint(1, 5))))
        day = self._after(registered, 15)
        return {
            "needs_date": day,
            "needs": needs,
            "need_priority": {need: self.random.choice(("immediate", "short", "medium")) for need in needs},
            "beneficiary_wishes": self.random.choice(WORDS),
            "needs_next_review": day + timedelta(days=90),
        }

    def _risk(self, facts: Facts, registered: date, way_out: Values, law: Values) -> Entry:
        day = self._after(registered, 7)
        ticked = sorted({code for code in DANGERS if self._may(0.16)})
        about = Told(
            frozenset(way_out["exit_mode"]),
            law["le_cooperation"],
            law.get("le_trafficker_aware", ""),
            facts.age is not None and facts.age < 18,
        )
        found = assess(kind=Kind.INDIVIDUAL, ticked=ticked, told=about, generic=None)
        told = {
            "risk_type": "individual",
            "risk_date": day,
            "risk_indicators": ticked,
            "risk_beneficiary_view": self.random.choice(FEARS),
        }
        decided = {
            "risk_score": found.score,
            "risk_level": found.computed.code,
            "risk_immediate": found.immediate,
            "risk_level_final": found.computed.code,
            "risk_next_review": day + timedelta(days=30),
        }
        return Entry(told, decided)

    def _child(self, registered: date) -> Entry:
        guardian = GUARDIANS(self.random)
        told: Values = {
            "child_accompaniment": "accompanied" if guardian == "parent" else "unaccompanied",
            "guardian_type": guardian,
            "child_wishes": self.random.choice(WORDS),
        }
        decided: Values = {"bia_date": self._after(registered, 20)}
        told["care_arrangement"] = self.random.choice(("residential", "foster", "kinship", "parents"))
        return Entry(told, decided)

    def _help(self, registered: date) -> Values:
        started = self._after(registered, 60)
        over = self._may(0.6)
        told: Values = {
            "assist_phase": self.random.choice(("immediate", "shelter", "reintegration")),
            "assist_type": HELP(self.random),
            "assist_provider": "An invented house",
            "assist_start": started,
            "assist_status": "completed" if over else "ongoing",
        }
        return told | ({"assist_end": self._after(started, 120)} if over else {})
