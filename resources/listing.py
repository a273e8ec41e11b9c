"""The list of providers: narrowed by what was chosen, paged by number."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from cases import dictionary
from resources.models import Agreement, Allows, Provider, Suitability

PAGE = 25
LOOKUPS = {
    "service": "services__contains",
    "language": "languages__contains",
    "suited": "suitability__contains",
}


def page_of(chosen: Mapping[str, Any], number: str, offices: Any) -> Page[Provider]:
    """A page of the providers that fit, each with `may_share`: an agreement of the reader's organisations holds.

    Nothing is opened. `offices` are the reader's.
    """
    rows = Provider.objects.plain().select_related("office")
    if not chosen.get("left"):
        rows = rows.working()
    for name, lookup in LOOKUPS.items():
        if name in chosen:
            rows = rows.filter(**{lookup: [chosen[name]]})
    if chosen.get("free"):
        rows = rows.filter(free_places__gt=0)
    told: Any = rows.annotate(may_share=Exists(_sharing(offices)))
    return Paginator(told, PAGE).get_page(number)


def _sharing(offices: Any) -> Any:
    """The agreements that let the reader's organisations pass data on to the provider of the outer row."""
    day = max((office.today() for office in offices), default=None)
    found = Agreement.objects.plain().filter(
        provider=OuterRef("pk"),
        allows__contains=[Allows.SHARING],
        office__organisation__in={office.organisation_id for office in offices},
    )
    return found.in_force(day) if day else found.none()


def words_of(row: Provider) -> dict[str, str]:
    """Services, languages and suitability in the reader's words."""
    services, suited = dict(dictionary.choices("assistance_type")), dict(Suitability.choices)
    return {
        "services": ", ".join(str(services.get(code, code)) for code in row.services),
        "languages": ", ".join(dictionary.language_name(code) for code in row.languages),
        "suited": ", ".join(str(suited.get(code, code)) for code in row.suitability),
    }
