"""Which persons a report is about."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# The date of a case that the period is held against (domain/reports.md 1), by its column.
BASES = {"registration": "registration_date", "assistance": "assistance_start_date"}


@dataclass(frozen=True)
class Scope:
    """A period (both days included), offices, and the date that counts.

    `threshold`: rows of a ranked list with fewer persons go to "other" (reports.md 4.5); 0 keeps them.
    """

    period_from: date
    period_to: date
    office_ids: tuple[uuid.UUID, ...]
    basis: str = "registration"
    threshold: int = 0

    @property
    def column(self) -> str:
        """The case's date column that the period is held against."""
        return BASES[self.basis]

    def filters(self, prefix: str = "") -> dict[str, Any]:
        """The scope as keyword filters on a case queryset."""
        return {
            f"{prefix}office_id__in": self.office_ids,
            f"{prefix}{self.column}__gte": self.period_from,
            f"{prefix}{self.column}__lte": self.period_to,
        }


@dataclass(frozen=True)
class Request:
    """What somebody asked for: codes, dates and office ids only, fit for a JSON column."""

    period_from: date
    period_to: date
    office_ids: tuple[uuid.UUID, ...]
    figures: tuple[str, ...]
    basis: str = "registration"
    offices_named: tuple[str, ...] = field(default=(), compare=False)

    def scope(self, threshold: int) -> Scope:
        """The persons asked about, with the threshold that ranked lists obey."""
        return Scope(self.period_from, self.period_to, self.office_ids, self.basis, threshold)

    def as_params(self) -> dict[str, Any]:
        """For ReportRun.params."""
        return {
            "from": self.period_from.isoformat(),
            "to": self.period_to.isoformat(),
            "offices": [str(office) for office in self.office_ids],
            "figures": list(self.figures),
            "basis": self.basis,
        }

    @classmethod
    def from_params(cls, params: dict[str, Any]) -> "Request":
        """Back from ReportRun.params."""
        return cls(
            period_from=date.fromisoformat(params["from"]),
            period_to=date.fromisoformat(params["to"]),
            office_ids=tuple(uuid.UUID(office) for office in params["offices"]),
            figures=tuple(params["figures"]),
            basis=params["basis"],
        )
