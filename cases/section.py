"""What a section of the record is: its model, its questions, its rows. Which there are stands in `sections.py`.

`fields` are asked in every interview (tier core), `extended_fields` when there is time and reason. What an
action decides, what is computed and what the house keeps is in neither: it is shown, never asked.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from vault import keys
from vault.envelope import Tampered

if TYPE_CHECKING:
    from cases.models import Case, SectionRow


class Phase(Enum):
    """When a section is asked: screening first, the assistance interview when the person is ready, then the rest."""

    SCREENING = "screening"
    ASSISTANCE = "assistance"
    FOLLOW_UP = "follow_up"

    @property
    def title(self) -> str | Promise:
        return _PHASE_TITLES[self]


class Part(Enum):
    """Under which heading a section is read."""

    PERSON = "person"
    JOURNEY = "journey"
    PROTECTION = "protection"
    HELP = "help"

    @property
    def title(self) -> str | Promise:
        return _PART_TITLES[self]


_PHASE_TITLES: dict[Phase, str | Promise] = {
    Phase.SCREENING: _("Screening"),
    Phase.ASSISTANCE: _("Assistance interview"),
    Phase.FOLLOW_UP: _("Help and follow-up"),
}
_PART_TITLES: dict[Part, str | Promise] = {
    Part.PERSON: _("The person"),
    Part.JOURNEY: _("What happened"),
    Part.PROTECTION: _("Protection and law"),
    Part.HELP: _("Needs and help"),
}


@dataclass(frozen=True)
class Section:
    """A section: `model_name` is a class name in cases.models."""

    key: str
    title: str | Promise
    model_name: str
    phase: Phase = Phase.SCREENING
    part: Part = Part.PERSON
    repeats: bool = False
    # What one of several entries is called, with a blank for its number.
    entry_title: str | Promise = ""
    # Said above the list of entries.
    lead: str | Promise = ""
    # Consent is recorded by its own action and never edited.
    is_edited: bool = True
    # Sections of the dictionary whose fields stand in this one.
    of_dictionary: tuple[str, ...] = ()
    # Of several sections that share one of the dictionary: the keys of this one begin so, or do not.
    only: str = ""
    without: str = ""
    # Asked first and in this order, where the dictionary's own order is another.
    first: tuple[str, ...] = ()
    # Told by the person in an interview, hence not written without consent to it. What is seen, decided or done
    # for somebody is recorded all the same (practice.md P10).
    is_told: bool = True
    # Asked of children, and of everybody whose age is in doubt.
    of_children: bool = False
    # A case may have no row of it: its first save makes one.
    came_later: bool = True

    @property
    def model(self) -> "type[SectionRow]":
        from cases import (
            models as tables,
        )  # the models import the querysets of this app: late, against a ring

        return getattr(tables, self.model_name)

    @cached_property
    def shown_entries(self) -> list[dictionary.FieldEntry]:
        """What can be read here, `first` and then in the order of the dictionary: answers, decisions, computed values."""
        sections = self.of_dictionary or (self.key,)
        found = [entry for section in sections for entry in dictionary.section_fields(section)]
        place = {key: number for number, key in enumerate(self.first)}
        found.sort(key=lambda entry: place.get(entry.key, len(place)))
        return [entry for entry in found if self._holds(entry.key)]

    def _holds(self, key: str) -> bool:
        if key in NOT_OF_THE_ROW:
            return False
        return key.startswith(self.only) and not (self.without and key.startswith(self.without))

    @cached_property
    def entries(self) -> list[dictionary.FieldEntry]:
        """What is asked here, in the same order."""
        return [entry for entry in self.shown_entries if not entry.is_derived and entry.key not in NOT_ASKED]

    @cached_property
    def fields(self) -> list[str]:
        return [
            entry.key
            for entry in self.entries
            if entry.tier == "core" or entry.key in ASKED_IN_EVERY_INTERVIEW
        ]

    @cached_property
    def extended_fields(self) -> list[str]:
        return [entry.key for entry in self.entries if entry.key not in self.fields]

    @cached_property
    def all_fields(self) -> list[str]:
        """Everything a form may ask and a save may write."""
        return [entry.key for entry in self.entries]

    @cached_property
    def decided_fields(self) -> list[str]:
        """What an action writes (DECIDED_BY_AN_ACTION)."""
        return [entry.key for entry in self.shown_entries if entry.key in DECIDED_BY_AN_ACTION]

    @cached_property
    def shown_fields(self) -> list[str]:
        """Everything that can be read of a row."""
        return [entry.key for entry in self.shown_entries]

    def rows_of(self, case: "Case") -> list[Any]:
        """The stored rows of a case in their order: one query, nothing opened."""
        return list(self._stored(case))

    def _stored(self, case: "Case") -> Any:
        links = [field.name for field in self.model._meta.concrete_fields if _is_read_along(field)]
        rows = self.model._default_manager.filter(Q(case=case))
        return rows.select_related(*links) if links else rows

    def row_of(self, case: "Case", row: Any = None) -> "SectionRow":
        """The section's row of a case; `row` names one of several. Raises DoesNotExist.

        Where a case has none yet, an unsaved row of version 0 stands for the missing one. Raises Tampered when it is
        missing but was sealed once.
        """
        if self.key == "registration":
            return case
        found = self._stored(case)
        try:
            return found.get(pk=row) if self.repeats else found.get()
        except self.model.DoesNotExist:
            if self.repeats or not self.came_later:
                raise
        listed = keys.current().manifest_of(case.pk, DEFAULT_DB_ALIAS).parse()
        if all(place != self.model.sealed_place() for place, _row in listed.rows):
            return self.fresh(case)
        # Saved by somebody since the first look, or taken out behind the house's back.
        if (stored := found.first()) is None:
            raise Tampered(f"A row of {self.model.sealed_place()} that its manifest lists is gone.")
        return stored

    def fresh(self, case: "Case") -> Any:
        """An unsaved row that belongs to the case."""
        made: Any = self.model()
        made.case = case
        if any(field.name == "person" for field in self.model._meta.concrete_fields):
            made.person = case.person
        return made


def _is_read_along(field: "models.Field[Any, Any]") -> bool:
    """Colleagues named by an action are read with the row; the case and the person are at hand."""
    return isinstance(field, models.ForeignKey) and field.name not in {
        "case",
        "person",
        "removed_by",
        "office",
    }


# Extended in the dictionary, but not to be found on request only: whether the guardian may be involved (practice.md P15).
ASKED_IN_EVERY_INTERVIEW = frozenset({"guardian_conflict"})
# Kept by the house: actions set them, lists and the identity bar show them; the dictionary test names each reason.
KEPT_BY_THE_HOUSE = frozenset(
    {
        "case_reference",
        "registering_office",
        "case_status",
        "case_owner",
        "other_case_workers",
        "restricted_case",
        "code_name",
        "exp_number",
        "legal_hold",
        "anonymised_at",
    }
)
# Asked of the consents or computed each time: a stored copy could be older than a withdrawal.
ASKED_EACH_TIME = frozenset({"health_consent_ok", "research_use_allowed"})
# Not on a row of its section; the last is derived from all legs and stands on the case.
NOT_OF_THE_ROW = KEPT_BY_THE_HOUSE | ASKED_EACH_TIME | {"transit_countries"}
# Written by an action with its own rule: nobody types them past it. They stand on the row of their section and are shown.
DECIDED_BY_AN_ACTION = frozenset(
    {
        # who interviewed: whoever adds the interview, or whom the entry of a paper form names
        "interviewer",
        # a trained person decides, a second one confirms (determination.md 2)
        "determination",
        "determination_basis",
        "determination_override_reason",
        "determination_by",
        "determination_date",
        "determination_org",
        "eligible_for_assistance",
        "non_victim_referral",
        "not_established_kind",
        # raised by any assessor, lowered by a supervisor with a reason; the clock follows the level (risk.md 3, 4)
        "risk_assessor",
        "risk_level_final",
        "risk_override_reason",
        "risk_next_review",
        # two assess, the panel decides, not the caseworker alone (consent.md 5, practice.md P15)
        "bia_date",
        "bid_date",
        "bid_panel",
        "bid_outcome",
        "bid_document",
        "bid_review",
        "tracing_status",
        "tracing_started",
        # two persons close; a case is opened again with a reason
        "closure_date",
        "closure_approved_by",
        "reopened_date",
        "reopened_reason",
        # the row of consent that was asked when help was arranged with others
        "assist_consent",
    }
)
NOT_ASKED = KEPT_BY_THE_HOUSE | DECIDED_BY_AN_ACTION
