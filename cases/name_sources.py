"""Which fields of the record name people a colleague might be, or belong to: registered, so that a later section joins.

    name_sources.register("shelters.Visitor", ("visitor_name",))

A source is a model that hangs on a case and the fields that hold one name each; "a b" joins two fields to
one name. tests/house/test_name_sources.py refuses a section that holds such a field and did not register.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

# Fields of the dictionary that name the person, family, whoever answers for a child, and alleged perpetrators.
NAMING = frozenset(
    {
        "first_name",
        "middle_name",
        "family_name",
        "name_original_script",
        "other_names",
        "emergency_contact_name",
        "consent_giver_name",
        "relative_name",
        "guardian_name",
        "perp_name",
    }
)


@dataclass(frozen=True)
class Source:
    """A model and its names; `case` is the attribute that leads to the case."""

    label: str
    names: tuple[str, ...]
    case: str = "case_id"

    @property
    def model(self) -> Any:
        return apps.get_model(self.label)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that a name is made of."""
        return frozenset(field for name in self.names for field in name.split())

    def read(self, row: Any, only: frozenset[str] | None = None) -> Iterator[str]:
        """The names of a row that are not empty; with `only`, those in which one of these fields takes part."""
        for name in self.names:
            fields = name.split()
            if only is not None and only.isdisjoint(fields):
                continue
            text = " ".join(str(getattr(row, field) or "") for field in fields).strip()
            if text:
                yield text


_sources: dict[str, Source] = {}


def register(label: str, names: tuple[str, ...], case: str = "case_id") -> None:
    """Name a source. Raises ValueError when the model is named already."""
    if label in _sources:
        raise ValueError(f"{label} is a source of names already")
    _sources[label] = Source(label, names, case)


def sources() -> list[Source]:
    """Every source."""
    return list(_sources.values())


def source_of(row: Any) -> Source | None:
    """The source that a row's model is, or None."""
    return _sources.get(row._meta.label)


register(
    "cases.PersonBiodata",
    ("first_name middle_name family_name", "name_original_script", "other_names", "emergency_contact_name"),
)
register("cases.ConsentRecord", ("consent_giver_name",))
register("cases.FamilyMember", ("relative_name",))
register("cases.ChildProtection", ("guardian_name",))
register("cases.Perpetrator", ("perp_name",))
