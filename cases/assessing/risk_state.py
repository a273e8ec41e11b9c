"""How dangerous it is for a person now, from plain columns: for the identity bar, lists, and guards of upper floors."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from cases.assessing.risk import Kind, Level
from cases.assessing.risk_levels import EFFECTS, Effects
from cases.models import RiskAssessment

if TYPE_CHECKING:
    from cases.models import Case


@dataclass(frozen=True)
class Standing:
    """The newest assessment of one kind."""

    row: UUID
    level: Level
    immediate: bool
    assessed_on: date | None
    next_review: date | None


@dataclass(frozen=True)
class RiskState:
    """Where a case stands: here and now, and on return. None where it was never assessed."""

    here: Standing | None = None
    on_return: Standing | None = None

    @property
    def level(self) -> Level | None:
        """The higher of the two: what protects the file and the person."""
        return max((one.level for one in self.standing), default=None)

    @property
    def effects(self) -> Effects:
        """What the level does (risk.md 4); never assessed is treated as level 1, which everybody is at least."""
        return EFFECTS[self.level or Level.STANDARD]

    @property
    def standing(self) -> list[Standing]:
        """Those of the two that there are."""
        return [one for one in (self.here, self.on_return) if one]

    def of(self, kind: Kind) -> Standing | None:
        """Where the case stands by assessments of a kind."""
        return self.on_return if kind is Kind.RETURN else self.here

    @property
    def next_review(self) -> date | None:
        """The nearer of the two reviews."""
        found = [one.next_review for one in self.standing if one.next_review]
        return min(found, default=None)


def falls_without(case: "Case", row: UUID) -> bool:
    """Whether a lower level would count here or on return, or none, if this assessment were not there."""
    now, then = state_of(case), state_of(case, without=row)
    pairs = ((now.here, then.here), (now.on_return, then.on_return))
    return any(one and (other is None or other.level < one.level) for one, other in pairs)


def state_of(case: "Case", *, without: UUID | None = None) -> RiskState:
    """The standing of a case: one query, nothing opened.

    A day in the future is a slip of the pen: it counts as today, so that it outlives no later assessment.
    """
    rows = RiskAssessment.objects.plain().filter(case=case).exclude(risk_level_final="").exclude(pk=without)
    columns = ("pk", "risk_type", "risk_level_final", "risk_immediate", "risk_date", "risk_next_review")
    today = case.office.today()
    found = sorted(
        rows.values_list("number", *columns),
        key=lambda row: (min(row[5] or date.min, today), row[0]),
        reverse=True,
    )
    newest: dict[Kind, Standing] = {}
    for _number, pk, kind, level, immediate, day, review in found:
        place = Kind.RETURN if kind == Kind.RETURN else Kind.INDIVIDUAL
        newest.setdefault(place, Standing(pk, Level.of(level), bool(immediate), day, review))
    return RiskState(newest.get(Kind.INDIVIDUAL), newest.get(Kind.RETURN))
