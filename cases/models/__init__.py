"""The case and everything that hangs on it, one module per part of the record."""

from accounts.policy import GrantKind
from cases.models.attachments import Attachment
from cases.models.break_glass import BreakGlass, EmergencyPurpose, EmergencyReason, ReviewOutcome
from cases.models.case import Case
from cases.models.conflicts import ConflictOfInterest, ConflictSource, ConflictState
from cases.models.consent import ConsentIsImmutable, ConsentRecord, InterviewTally
from cases.models.disclosures import Disclosure, DisclosureIsImmutable, Ground, RecipientKind, Way
from cases.models.duplicates import DuplicatePair, PairState, PersonLink
from cases.models.erasure import (
    CheckedHow,
    ErasureNotice,
    ErasureReason,
    ErasureRequest,
    ErasureState,
    Extent,
    HoldReason,
    LegalHold,
    NoticeAnswer,
)
from cases.models.exploitation import Exploitation
from cases.models.filters import SavedFilter
from cases.models.grants import CaseGrant, GrantReason
from cases.models.handover import HandOver, HandOverCase
from cases.models.history import WHOLE_SECTION, SectionDraft, SectionVersion, VersionKind
from cases.models.person import Person, PersonBiodata, PersonEducation, PersonSocioEconomic
from cases.models.recruitment import Trafficking
from cases.models.scoped import AnswerState, SectionRow
from cases.models.search import CaseSearchMade, SearchCard

__all__ = [
    "NoticeAnswer",
    "LegalHold",
    "HoldReason",
    "Extent",
    "ErasureState",
    "ErasureRequest",
    "ErasureReason",
    "ErasureNotice",
    "CheckedHow",
    "WHOLE_SECTION",
    "AnswerState",
    "Attachment",
    "BreakGlass",
    "Case",
    "CaseGrant",
    "CaseSearchMade",
    "ConflictOfInterest",
    "ConflictSource",
    "ConflictState",
    "ConsentIsImmutable",
    "ConsentRecord",
    "Disclosure",
    "DisclosureIsImmutable",
    "DuplicatePair",
    "PairState",
    "PersonLink",
    "EmergencyPurpose",
    "EmergencyReason",
    "Exploitation",
    "GrantKind",
    "HandOver",
    "HandOverCase",
    "GrantReason",
    "Ground",
    "InterviewTally",
    "Person",
    "PersonBiodata",
    "PersonEducation",
    "PersonSocioEconomic",
    "RecipientKind",
    "ReviewOutcome",
    "SavedFilter",
    "SearchCard",
    "SectionDraft",
    "SectionRow",
    "SectionVersion",
    "Trafficking",
    "VersionKind",
    "Way",
]
