"""Search cards: what of a person is normalised, tagged and sealed so that she, he or they can be found."""

import re
from collections.abc import Iterable
from typing import Any

from cases.models import Case, PersonBiodata, SearchCard
from vault import indexes

NAME_FIELDS = ("first_name", "middle_name", "family_name", "other_names", "name_original_script")
INDEXED = frozenset({*NAME_FIELDS, "birth_date", "national_id_number", "phone", "other_phone", "email"})
INDEX_VERSION = 1
# Tags of different kinds share one column and one index; the kind stands in the upper bits, out of each other's way.
KIND_BITS = 24
KINDS = {"name": 1, "name_year": 2, "phone": 3, "document": 4, "email": 5}
SEPARATORS = re.compile(r"[,;/\n]")


def index(case: Case, biodata: PersonBiodata) -> SearchCard:
    """Write the case's card anew from the bio data. Part of other actions."""
    found = SearchCard.objects.filter(case=case).first() or SearchCard(case=case)
    fill(found, case, biodata).save()
    return found


def fill(card: SearchCard, case: Case, biodata: PersonBiodata) -> SearchCard:
    """Set the contents and tags of a card that is not saved here."""
    card.office_id, card.ix_v = case.office_id, INDEX_VERSION
    card.card = contents(biodata)
    card.tags = tags(card.card)
    return card


def contents(biodata: PersonBiodata) -> dict[str, Any]:
    """The sealed card: tokens of given and family names and of other names, birth date, numbers."""
    given = [*indexes.tokens(biodata.first_name), *indexes.tokens(biodata.middle_name)]
    others = [*SEPARATORS.split(biodata.other_names or ""), biodata.name_original_script or ""]
    return {
        "given": given,
        "family": indexes.tokens(biodata.family_name),
        "others": [found for found in (indexes.tokens(name) for name in others) if found],
        "birth": str(biodata.birth_date) if biodata.birth_date else "",
        "phones": [
            digits for digits in (tidy_phone(biodata.phone), tidy_phone(biodata.other_phone)) if digits
        ],
        "document": tidy_document(biodata.national_id_number),
        "email": (biodata.email or "").strip().casefold(),
    }


def tags(card: dict[str, Any]) -> list[int]:
    """The blind tags of a card: each name token's sound, family sound with birth year, and full numbers."""
    sounds = {indexes.skeleton(token) for token in name_tokens(card)}
    year = card["birth"][:4]
    with_year = {f"{indexes.skeleton(token)}|{year}" for token in card["family"]} if year else set()
    found = [
        *of_kind("name", indexes.stored_tags("name", sorted(sounds))),
        *of_kind("name_year", indexes.stored_tags("name_year", sorted(with_year))),
        *of_kind("phone", indexes.stored_tags("phone", card["phones"])),
        *of_kind("document", indexes.stored_tags("document", filter(None, [card["document"]]))),
        *of_kind("email", indexes.stored_tags("email", filter(None, [card["email"]]))),
    ]
    return sorted(set(found))


def wanted_tags(kind: str, values: Iterable[str]) -> list[int]:
    """The tags a record may carry if it holds one of the values."""
    return sorted({tag for value in values for tag in of_kind(kind, indexes.query_tags(kind, value))})


def of_kind(kind: str, found: Iterable[int]) -> list[int]:
    return [KINDS[kind] << KIND_BITS | tag for tag in found]


def name_tokens(card: dict[str, Any]) -> list[str]:
    """Every token of every name on the card, each once, given names first."""
    every = [*card["given"], *card["family"], *(token for name in card["others"] for token in name)]
    return list(dict.fromkeys(every))


def tidy_phone(text: str | None) -> str:
    """The last nine digits: enough to tell numbers apart, the same with and without country code."""
    return "".join(character for character in text or "" if character.isdigit())[-9:]


def tidy_document(text: str | None) -> str:
    """Letters and digits alone, in capitals."""
    return "".join(character for character in text or "" if character.isalnum()).upper()
