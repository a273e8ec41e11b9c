"""Which columns an export may have, and for whom: the dictionary's fields, by the permission each is read with."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from accounts.permissions import Permission
from cases import dictionary
from cases.field_permissions import Area, area_of
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import Office, User

# One row per case: sections with one row, and of them no accounts, files or references to other cases.
FROM_SECTIONS = ("registration", "biodata", "socio_economic", "education", "recruitment")
NOT_TYPES = frozenset({"long_text", "file", "ref", "json"})
NOT_KEYS = frozenset(
    {"narrative_summary", "linked_cases", "link_reason", "previous_case", "vulnerability_details"}
    # Who referred is another person, who was not asked.
    | {"referring_person", "referring_contact"}
)

# What a consent to sharing calls these columns (data_category).
CATEGORY_OF_SECTION = {
    "registration": "needs",
    "biodata": "identity",
    "socio_economic": "family",
    "education": "needs",
    "recruitment": "trafficking",
}
CATEGORY_OF_AREA = {
    Area.LOCATION: "contact",
    Area.HEALTH: "health",
    Area.LEGAL: "legal",
    Area.PERPETRATOR: "perpetrator",
    Area.RESTRICTED: "risk",
}
CONTACT = frozenset(
    {"phone", "other_phone", "email", "safe_contact_method", "safe_contact_notes", "origin_address"}
)
FAMILY = frozenset({"emergency_contact_name", "emergency_contact_phone", "emergency_contact_relation"})


def section_of(key: str) -> str | None:
    """The section a column comes from; None for a field that is no column."""
    for section in FROM_SECTIONS:
        if key in SECTIONS[section].all_fields:
            return section
    return None


def is_location(key: str) -> bool:
    """Whether the column says where the person is: never exported unless asked for by itself."""
    return area_of(key) is Area.LOCATION


def offered(user: "User", office: "Office") -> dict[str, list[tuple[str, Any]]]:
    """Columns this person may ask for at an office, by section; those of places under `location`."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for section in FROM_SECTIONS:
        for key in SECTIONS[section].all_fields:
            entry = dictionary.fields()[key]
            if key in NOT_KEYS or entry.type in NOT_TYPES or not user.can(area_of(key).read, office):
                continue
            group = "location" if is_location(key) else section
            found.setdefault(group, []).append((key, dictionary.label(key)))
    if not user.can(Permission.LOCATION_READ, office):
        found.pop("location", None)
    return found


def category_of(key: str) -> str:
    """What a consent to sharing calls this column."""
    if key in CONTACT:
        return "contact"
    if key in FAMILY:
        return "family"
    return CATEGORY_OF_AREA.get(area_of(key)) or CATEGORY_OF_SECTION[section_of(key) or "registration"]


def categories_of(keys: Iterable[str]) -> list[str]:
    """The kinds of data of several columns."""
    return sorted({category_of(key) for key in keys})
