"""The sections of the record: which model holds each, and in which order they are asked.

`fields` are asked in every interview (tier core), `extended_fields` when there is time and reason.
Derived and house-kept values are in neither: they are shown, never asked.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from vault import keys
from vault.envelope import Tampered

if TYPE_CHECKING:
    from cases.models import Case, SectionRow


@dataclass(frozen=True)
class Section:
    """A section: `model` is a class name in cases.models; `reached_by` the attribute of a Case that leads to it."""

    key: str
    title: str | Promise
    model_name: str
    reached_by: str
    repeats: bool = False
    # Consent is recorded by its own action and never edited.
    is_edited: bool = True
    # Sections of the dictionary whose fields stand in this one.
    of_dictionary: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    # Cases opened before the section was there have no row of it until its first save.
    came_later: bool = False

    @property
    def model(self) -> "type[SectionRow]":
        from cases import models  # the models import the querysets of this app: late, against a ring

        return getattr(models, self.model_name)

    @cached_property
    def entries(self) -> list[dictionary.FieldEntry]:
        """What is asked here, in the order of the dictionary."""
        sections = self.of_dictionary or (self.key,)
        found = [entry for section in sections for entry in dictionary.section_fields(section)]
        return [entry for entry in found if entry.key not in self.left_out and not entry.is_derived]

    @cached_property
    def fields(self) -> list[str]:
        return [entry.key for entry in self.entries if entry.tier == "core"]

    @cached_property
    def extended_fields(self) -> list[str]:
        return [entry.key for entry in self.entries if entry.tier == "extended"]

    @cached_property
    def all_fields(self) -> list[str]:
        return [entry.key for entry in self.entries]

    def row_of(self, case: "Case", row: Any = None) -> "SectionRow":
        """The section's row of a case; `row` names one of several. Raises DoesNotExist.

        Where the section came later than the case, an unsaved row of version 0 stands for the missing one.
        Raises Tampered when it is missing but was sealed once.
        """
        if self.key == "registration":
            return case
        found = self.model._default_manager.filter(Q(case=case))
        try:
            return found.get(pk=row) if self.repeats else found.get()
        except self.model.DoesNotExist:
            if not self.came_later:
                raise
        listed = keys.current().manifest_of(case.pk, DEFAULT_DB_ALIAS).parse()
        if all(place != self.model.sealed_place() for place, _row in listed.rows):
            fresh: Any = self.model()
            fresh.case = case
            return fresh
        # Saved by somebody since the first look, or taken out behind the house's back.
        if (stored := found.first()) is None:
            raise Tampered(f"A row of {self.model.sealed_place()} that its manifest lists is gone.")
        return stored


# Kept by the house (actions set them), or of a floor that comes later; the dictionary test names each reason.
KEPT_BY_THE_HOUSE = frozenset(
    {
        "case_reference",
        "registering_office",
        "case_status",
        "case_owner",
        "other_case_workers",
        "restricted_case",
    }
)
OF_LATER_FLOORS = frozenset(
    {
        "project_code",
        "photo",
        "consent_document",
        "referring_organisation",
        "referring_organisation_type",
        "referring_person",
        "referring_contact",
        "referral_reason",
        "referral_details",
    }
)
_LEFT_OUT = KEPT_BY_THE_HOUSE | OF_LATER_FLOORS | {"code_name", "exp_number"}

SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section(
            "consent",
            _("Consent"),
            "ConsentRecord",
            "consents",
            repeats=True,
            is_edited=False,
            left_out=_LEFT_OUT,
        ),
        Section(
            "registration",
            _("Registration"),
            "Case",
            "",
            of_dictionary=("registration", "referral_source"),
            left_out=_LEFT_OUT,
        ),
        Section("biodata", _("Bio data"), "PersonBiodata", "personbiodata", left_out=_LEFT_OUT),
        Section(
            "socio_economic", _("Socio-economic background"), "PersonSocioEconomic", "personsocioeconomic"
        ),
        Section("education", _("Education"), "PersonEducation", "personeducation"),
        Section("recruitment", _("Recruitment"), "Trafficking", "trafficking", came_later=True),
        Section(
            "exploitation",
            _("Exploitation"),
            "Exploitation",
            "exploitations",
            repeats=True,
            left_out=_LEFT_OUT,
        ),
    )
}


class UnknownSection(LookupError):
    """No section of that key is edited through save_section."""


def edited_section(key: str) -> Section:
    """The section an ordinary save may change. Raises UnknownSection."""
    section = SECTIONS.get(key)
    if section is None or not section.is_edited:
        raise UnknownSection(key)
    return section
