"""The danger of countries and houses as it stands: what counts now, what has run out, what is to be warned of."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.settings_register import value as setting
from cases import dictionary
from cases.assessing import office_rules, risk
from cases.models import CountryRisk, FacilityRisk

if TYPE_CHECKING:
    from accounts.models import Office, User


@dataclass(frozen=True)
class CountryNow:
    """The newest assessment of a country as an office counts it. An expired one adds nothing any more."""

    row: CountryRisk
    level: risk.Generic
    total: int
    valid_until: date
    is_valid: bool


@dataclass(frozen=True)
class HouseNow:
    """The newest assessment of a house, and the areas that every new stay there is warned of."""

    row: FacilityRisk
    warned_of: tuple[str, ...]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Areas to be warned of for which no measure is noted: who places somebody there gives a reason."""
        return tuple(area for area in self.warned_of if not self.row.measures.get(area))


def country_now(country: str, office: "Office") -> CountryNow | None:
    """What counts for a country at an office; None where it was never assessed."""
    rows = CountryRisk.objects.select_related("office", "assessed_by").filter(country=country)
    row = rows.order_by("-assessed_on", "-recorded_at").first()
    return _country(row, office) if row else None


def countries_now(office: "Office") -> list[CountryNow]:
    """Every country that was ever assessed, by name."""
    rows = CountryRisk.objects.select_related("office", "assessed_by")
    newest = _newest(CountryRisk.objects.plain(), "country")
    found = [_country(row, office) for row in rows.filter(pk=Subquery(newest))]
    return sorted(found, key=lambda one: str(dictionary.country_label(one.row.country)))


def _country(row: CountryRisk, office: "Office") -> CountryNow:
    months = int(setting("cases.country_risk_months", office))
    rules = office_rules.risk_rules_at(office)
    until = _after(row.assessed_on, months)
    level = risk.generic_level(row.scores, rules)
    return CountryNow(row, level, sum(row.scores.values()), until, is_valid=office.today() <= until)


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def houses_now(user: "User") -> list[HouseNow]:
    """The houses of the offices where this person may see their assessments."""
    visible = FacilityRisk.objects.visible_to(user)
    newest = _newest(FacilityRisk.objects.plain(), "facility")
    rows = visible.select_related("office", "assessed_by").filter(pk=Subquery(newest))
    return sorted(map(_house, rows), key=lambda one: one.row.name)


def house_now(facility: UUID) -> HouseNow | None:
    """A house as it stands, for whoever places somebody there (shelters); None where it was never assessed."""
    row = FacilityRisk.objects.filter(facility=facility).order_by("-assessed_on", "-recorded_at").first()
    return _house(row) if row else None


def _house(row: FacilityRisk) -> HouseNow:
    least = int(setting("cases.facility_warns_from", row.office_id))
    areas: Iterable[str] = dictionary.codes(risk.AREAS)
    return HouseNow(row, tuple(area for area in areas if row.ratings.get(area, 0) >= least))


def _newest(rows: "QuerySet[Any]", by: str) -> "QuerySet[Any]":
    """The id of the newest row of the same country or house."""
    same = rows.filter(**{by: OuterRef(by)}).order_by("-assessed_on", "-recorded_at")
    return same.values("pk")[:1]
