"""Which words were used when a consent was asked: the newest version of a kind in a language at that moment."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Office
from cases import dictionary
from cases.models import ConsentWording


def newest(kinds: Collection[str], at: datetime | None = None) -> list[ConsentWording]:
    """The newest version of each of these kinds in every language, at a moment; without their pictures."""
    rows = _of(kinds)
    if at is not None:
        rows = rows.filter(published_at__lte=at)
    return list(rows.order_by("consent_type", "language", "-number").distinct("consent_type", "language"))


def versions(kind: str, language: str) -> list[ConsentWording]:
    """Every version of a kind in a language, the newest first."""
    return list(_of([kind]).filter(language=language).select_related("published_by").order_by("-number"))


def used(kinds: Collection[str], language: str, at: datetime | None) -> dict[str, ConsentWording]:
    """The version of each kind that was shown in a language at a moment."""
    return {row.consent_type: row for row in newest(kinds, at) if row.language == language}


def _of(kinds: Collection[str]) -> QuerySet[ConsentWording]:
    return ConsentWording.objects.filter(consent_type__in=kinds).defer("picture")


def languages() -> list[tuple[str, Any]]:
    """Languages a wording can be written in: those of the offices, of the interface, and of what was published."""
    wanted = {code for code, _name in settings.LANGUAGES}
    wanted |= {code for codes in Office.objects.values_list("languages", flat=True) for code in codes or ()}
    wanted |= set(ConsentWording.objects.order_by().values_list("language", flat=True).distinct())
    return [(code, name) for code, name in dictionary.languages() if code in wanted]
