"""Search cards: what of a person is normalised, tagged and sealed so that she, he or they can be found."""

import re
from collections.abc import Iterable
from typing import Any

from cases.models import Case, IdentityDocument, PersonBiodata, SearchCard
from vault import indexes

NAME_FIELDS = ("first_name", "middle_name", "family_name", "other_names", "name_original_script")
INDEXED = frozenset(
    {
        *NAME_FIELDS,
        "birth_date",
        "national_id_number",
        "phone",
        "other_phone",
        "email",
        "citizenship",
        "doc_number",
    }  # fmt: skip
)
# One keyed index per kind of value; the tags of all of them share a column without meeting.
NAME, NAME_YEAR, PHONE, DOCUMENT, EMAIL = "name", "name_year", "phone", "document", "email"
YEAR_BITS = 12
SEPARATORS = re.compile(r"[,;/\n]")
# Enough to tell numbers apart, and the same with and without the country's code.
PHONE_DIGITS = 8


def index(case: Case, biodata: PersonBiodata) -> SearchCard:
    """Write the case's card anew from the bio data and the documents. Part of other actions."""
    card = SearchCard.objects.filter(case=case).first() or SearchCard(case=case)
    fill(card, case, biodata, IdentityDocument.objects.filter(case=case)).save()
    return card


def fill(
    card: SearchCard, case: Case, biodata: PersonBiodata, documents: Iterable[IdentityDocument] = ()
) -> SearchCard:
    """Set the contents and tags of a card that is not saved here."""
    card.office_id, card.ix_v = case.office_id, indexes.stamp()
    card.card = contents(biodata, documents)
    card.compared_at = None
    card.tags = tags_of(card.card)
    return card


def contents(biodata: PersonBiodata, documents: Iterable[IdentityDocument] = ()) -> dict[str, Any]:
    """The sealed card: normalised words of given, family and other names, birth date, numbers."""
    given = f"{biodata.first_name} {biodata.middle_name}"
    phones = [tidy_phone(number) for number in (biodata.phone, biodata.other_phone)]
    return {
        "given": indexes.stored_tokens(given),
        "family": indexes.stored_tokens(biodata.family_name),
        "others": [word for name in _other_names(biodata) for word in indexes.stored_tokens(name)],
        "birth": str(biodata.birth_date) if biodata.birth_date else "",
        "phones": [digits for digits in phones if digits],
        "document": indexes.code(biodata.national_id_number),
        "papers": [number for row in documents if (number := indexes.code(row.doc_number))],
        "email": tidy_email(biodata.email),
        "citizenship": list(biodata.citizenship),
    }


def tags_of(card: dict[str, Any]) -> list[int]:
    """The blind tags of a card: each name's sounds, family sound with birth year, and full numbers."""
    year = card["birth"][:4]
    with_year = [with_birth_year(indexes.skeleton(word), year) for word in card["family"]] if year else []
    found = [
        *indexes.word_tags(NAME, [*card["given"], *card["family"], *card["others"]]),
        *indexes.exact_tags(NAME_YEAR, with_year, bits=YEAR_BITS),
        *indexes.exact_tags(PHONE, card["phones"]),
        *indexes.exact_tags(DOCUMENT, numbers_of(card)),
        *indexes.exact_tags(EMAIL, [card["email"]]),
    ]
    return sorted(set(found))


def numbers_of(card: dict[str, Any]) -> list[str]:
    """The national number and those of documents. Cards of earlier releases know of no documents."""
    return [number for number in (card["document"], *card.get("papers", [])) if number]


def with_birth_year(sound: str, year: int | str) -> str:
    return f"{sound}|{year}"


def tidy_phone(text: str) -> str:
    """The number's last digits."""
    return "".join(character for character in indexes.code(text) if character.isdigit())[-PHONE_DIGITS:]


def tidy_email(text: str) -> str:
    return text.strip().casefold()


def _other_names(biodata: PersonBiodata) -> list[str]:
    return [*SEPARATORS.split(biodata.other_names), biodata.name_original_script]
