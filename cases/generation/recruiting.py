"""How an invented recruitment went: plausible around the recruiter's relation, which the calibration draws.

Only the relation follows counts; method, promises and sums are invented around it.
"""

from random import Random
from typing import Any

from cases.generation.distributions import Draw, Facts
from vault.money import Money
from vault.partial import PartialDate

ONLINE = frozenset({"online_social_network", "online_advert"})
# Where each recruiter is likely to meet somebody.
METHODS = {
    relation: Draw(weights)
    for relations, weights in (
        (("parent", "relative"), {"family_event": 85, "other": 15}),
        (
            ("intimate_partner",),
            {"online_social_network": 40, "friends_event": 35, "street": 15, "other": 10},
        ),
        (("friend", "acquaintance"), {"friends_event": 60, "online_social_network": 25, "at_work": 15}),
        (("labour_broker",), {"agency": 50, "online_advert": 30, "newspaper_advert": 12, "radio": 8}),
        (("employer",), {"at_work": 40, "online_advert": 30, "place_of_business": 30}),
        (("stranger",), {"street": 45, "online_social_network": 35, "online_advert": 20}),
        (("smuggler",), {"street": 50, "friends_event": 25, "online_social_network": 25}),
    )
    for relation in relations
}
# Beside "recruited", which every known recruiter makes likely.
ALSO = {"intimate_partner": "persuaded_partner", "parent": "sent_by_family", "relative": "sent_by_family"}
WITHOUT_RECRUITER = Draw({"unknown": 70, "migrated_then_exploited": 18, "kidnapped": 7, "sold": 5})
PLATFORMS = Draw({"facebook": 40, "whatsapp": 20, "instagram": 15, "telegram": 15, "tiktok": 10})
ACTIVITIES = Draw(
    {
        "domestic_work": 18, "hospitality": 18, "agriculture": 14, "construction": 14, "factory": 12, "care_work": 8,
        "entertainment": 8, "study": 4, "other": 4,
    }
)  # fmt: skip
PAYERS = Draw({"recruiter": 45, "loan": 20, "family": 15, "self": 15, "unknown": 5})
ANSWERS = Draw({"yes": 25, "no": 60, "unknown": 15})
ACCOUNTS = (
    "Was told of work abroad with a room and meals. The offer came quickly and had to be answered the same week.",
    "Knew the person for some months. The journey was arranged and paid in advance.",
    "Heard of the offer from somebody in the village who had come back with money.",
)


def tell(random: Random, facts: Facts, began: PartialDate | None) -> dict[str, Any]:
    """The answers of the section; `began` is when the exploitation did, None without any."""
    relation = facts.recruiter_relation
    values: dict[str, Any] = {"recruitment_country": facts.citizenship or ""}
    if began is not None:
        values["entry_date"] = began
        if facts.age is not None:
            values["age_at_entry"] = max(facts.age - (facts.year - began.year), 0)
    if relation is None:
        return values | {"entry_mode": [WITHOUT_RECRUITER(random)]}
    method = METHODS[relation](random)
    also = ALSO.get(relation)
    values |= {
        "entry_mode": ["recruited", also] if also else ["recruited"],
        "recruiter_relation": [relation],
        "recruitment_methods": [method],
        "promised_activity": ACTIVITIES(random),
        "promised_wage": Money.read((random.randint(3, 20) * 100, "USD")),
        "travel_paid_by": [PAYERS(random)],
        "knew_risk": ANSWERS(random),
        "recruitment_account": random.choice(ACCOUNTS),
    }
    if method in ONLINE:
        values["recruitment_platforms"] = [PLATFORMS(random)]
    return values
