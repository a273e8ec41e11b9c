"""Which answers may be passed on to a provider, each under the category of data that a consent names.

Nothing about exploitation, perpetrators, police or papers is here: a provider helps without it. What is passed on is
chosen answer by answer, as far as whoever sends may read it, and kept in words as it was that day.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from cases import access, dictionary
from cases.models import Case
from cases.record import reading
from cases.sections import SECTIONS
from resources.models import Provider

if TYPE_CHECKING:
    from accounts.models import User

# By section: answer → category of consent.
OFFERED: dict[str, dict[str, str]] = {
    "biodata": {
        "first_name": "identity",
        "family_name": "identity",
        "birth_date": "identity",
        "sex": "identity",
        "gender": "identity",
        "age_band": "identity",
        "primary_language": "identity",
        "secondary_languages": "identity",
        "phone": "contact",
        "safe_contact_method": "contact",
        "safe_contact_notes": "contact",
    },
    "health": {
        "urgent_medical": "health",
        "pregnant": "health",
        "medication": "health",
        "allergies": "health",
        "disabilities": "health",
    },
}
CATEGORY = {key: category for keys in OFFERED.values() for key, category in keys.items()}
HEALTH = frozenset(key for key, category in CATEGORY.items() if category == "health")
# What is asked for is itself told: that the person has the need.
ALWAYS = "needs"


def offered(user: "User", case: Case) -> list[tuple[str, Any]]:
    """The answers this person may pass on, with their labels; those that are empty are left out when it is sent."""
    return [(key, dictionary.label(key)) for key in access.readable_keys(user, case, CATEGORY)]


def categories_of(keys: Iterable[str]) -> frozenset[str]:
    """The categories of data that a consent has to cover."""
    return frozenset({ALWAYS, *(CATEGORY[key] for key in keys)})


def in_words(user: "User", case: Case, keys: Collection[str]) -> list[dict[str, str]]:
    """The chosen answers as they stand now: key, label and words. Those without an answer are left out."""
    found: list[dict[str, str]] = []
    for section, own in OFFERED.items():
        chosen = [key for key in own if key in keys]
        row = SECTIONS[section].row_of(case) if chosen else None
        for key in chosen:
            for line in reading.rows(row, [key], reader=user):
                said = ", ".join(map(str, line.many)) or str(line.value)
                found.append({"key": key, "label": str(line.label), "value": said})
    return found


def names_of(provider: Provider) -> list[str]:
    """How a consent may name the provider: as it is called, and as the organisation that has accounts."""
    return [provider.name, *([str(provider.organisation_id)] if provider.organisation_id else [])]
