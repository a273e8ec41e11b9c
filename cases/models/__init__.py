"""The case and everything that hangs on it, one module per part of the record."""

from cases.models.case import Case
from cases.models.consent import ConsentIsImmutable, ConsentRecord, InterviewTally
from cases.models.disclosures import Disclosure, DisclosureIsImmutable, Ground, RecipientKind, Way
from cases.models.exploitation import Exploitation
from cases.models.filters import SavedFilter
from cases.models.grants import CaseGrant, GrantKind, GrantReason
from cases.models.history import WHOLE_SECTION, SectionDraft, SectionVersion, VersionKind
from cases.models.person import Person, PersonBiodata, PersonEducation, PersonSocioEconomic
from cases.models.recruitment import Trafficking
from cases.models.scoped import AnswerState, SectionRow
from cases.models.search import CaseSearchMade, SearchCard

__all__ = [
    "WHOLE_SECTION",
    "AnswerState",
    "Case",
    "CaseGrant",
    "CaseSearchMade",
    "ConsentIsImmutable",
    "ConsentRecord",
    "Disclosure",
    "DisclosureIsImmutable",
    "Exploitation",
    "GrantKind",
    "GrantReason",
    "Ground",
    "InterviewTally",
    "Person",
    "PersonBiodata",
    "PersonEducation",
    "PersonSocioEconomic",
    "RecipientKind",
    "SavedFilter",
    "SearchCard",
    "SectionDraft",
    "SectionRow",
    "SectionVersion",
    "Trafficking",
    "VersionKind",
    "Way",
]
