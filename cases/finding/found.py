"""What a search shows of each match: names only to who may read identity."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases import access, dictionary
from cases.finding.search import Match, SearchQuery, SearchResult
from cases.models import Case
from vault.sealed import open_many

NAME = ("first_name", "family_name")


@dataclass(frozen=True)
class Found:
    """A match as drawn."""

    case: Case
    name: str
    age_band: Any
    reasons: tuple[Any, ...]


def query_of(answers: dict[str, Any]) -> SearchQuery:
    """What was typed as a query; the one box for reference and code name asks for both."""
    return SearchQuery(**answers, code_name=answers["reference"])


def shown(user: User, result: SearchResult) -> list[Found]:
    """The matches for this reader. Every name shown is recorded as a read of identity."""
    access.prepare_reach(user, [match.case for match in result.matches])
    named = [match for match in result.matches if access.may(user, Permission.IDENTITY_READ, match.case)]
    open_many([match.case.person.personbiodata for match in named])
    facts = {"fields": list(NAME)}
    events.record_many(
        events.prepare("identity.read", subject=match.case, office=match.case.office_id, facts=facts)
        for match in named
    )
    names = {match.case.pk: full_name(match.case.person.personbiodata) for match in named}
    return [_found(match, names.get(match.case.pk, "")) for match in result.matches]


def full_name(biodata: Any) -> str:
    """Given and family name as typed, empty without any."""
    return " ".join(part for part in (biodata.first_name, biodata.family_name) if part)


def _found(match: Match, name: str) -> Found:
    band = dictionary.code_label("age_band", match.case.person.personbiodata.age_band)
    return Found(match.case, name, band, match.reasons)
