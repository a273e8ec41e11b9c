"""Which permission each field of the dictionary is read and written by: one table for the whole record.

Every field has exactly one area, also those of sections that are not built yet. The area follows, in this
order, from the field's own key, from its section, and from its sensitivity class. Pages, history, former
answers, drafts, search, exports and the API ask `area_of` through cases.access and nothing else.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache

from accounts.permissions import Permission
from cases import dictionary

P = Permission


class Area(Enum):
    """A part of the record that is read, and written, by one permission."""

    IDENTITY = (P.IDENTITY_READ, P.IDENTITY_WRITE)
    CONFIDENTIAL = (P.CONFIDENTIAL_READ, P.CONFIDENTIAL_WRITE)
    RESTRICTED = (P.RESTRICTED_READ, P.RESTRICTED_WRITE)
    STATISTICAL = (P.STATISTICAL_READ, P.STATISTICAL_WRITE)
    HEALTH = (P.HEALTH_READ, P.HEALTH_WRITE)
    LOCATION = (P.LOCATION_READ, P.LOCATION_WRITE)
    LEGAL = (P.LEGAL_READ, P.LEGAL_WRITE)
    PERPETRATOR = (P.PERPETRATOR_READ, P.PERPETRATOR_WRITE)
    DOCUMENT = (P.DOCUMENT_READ, P.DOCUMENT_WRITE)

    @property
    def read(self) -> Permission:
        return self.value[0]

    @property
    def write(self) -> Permission:
        return self.value[1]


# Fields whose subject is another than that of their section.
OF_FIELD: Mapping[str, Area] = {
    # where the person is, lives, sleeps or will arrive
    "current_region": Area.LOCATION,
    "current_city": Area.LOCATION,
    "current_street": Area.LOCATION,
    "current_postal_code": Area.LOCATION,
    "shelter": Area.LOCATION,
    "stay_room": Area.LOCATION,
    "destination_place": Area.LOCATION,
    "transit_points": Area.LOCATION,
    "departure_planned": Area.LOCATION,
    "arrival_planned": Area.LOCATION,
    "departed_at": Area.LOCATION,
    "arrived_at": Area.LOCATION,
    "carrier_reference": Area.LOCATION,
    # health told outside the health section
    "observed_reactions": Area.HEALTH,
    "arrival_condition": Area.HEALTH,
    "monitor_health": Area.HEALTH,
    # proceedings told outside the legal sections
    "charged_offence": Area.LEGAL,
    "detained_after_exit": Area.LEGAL,
    "monitor_legal": Area.LEGAL,
    # papers and files
    "photo": Area.DOCUMENT,
    "consent_document": Area.DOCUMENT,
    "bid_document": Area.DOCUMENT,
    "travel_document": Area.DOCUMENT,
}
OF_SECTION: Mapping[str, Area] = {
    "health": Area.HEALTH,
    "law_enforcement": Area.LEGAL,
    "legal_status": Area.LEGAL,
    "perpetrator": Area.PERPETRATOR,
    "documents": Area.DOCUMENT,
    "attachments": Area.DOCUMENT,
}
OF_SENSITIVITY: Mapping[str, Area] = {
    "identifying": Area.IDENTITY,
    "confidential": Area.CONFIDENTIAL,
    "restricted": Area.RESTRICTED,
    "statistical": Area.STATISTICAL,
}


@cache
def area_of(key: str) -> Area:
    """The area of a field. Raises KeyError for a field or a sensitivity class that is not in the dictionary."""
    entry = dictionary.fields()[key]
    found = OF_FIELD.get(key) or OF_SECTION.get(entry.section)
    return found or OF_SENSITIVITY[entry.sensitivity]
