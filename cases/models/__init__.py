"""The case and everything that hangs on it, one module per part of the record."""

from accounts.policy import GrantKind
from cases.models.alerts import AlertReason, Audience, CaseAlert
from cases.models.assessments import NeedsAssessment, RiskAssessment
from cases.models.assistance import AssistanceItem
from cases.models.attachments import Attachment, WaitingFile
from cases.models.best_interests import AssessmentState, BestInterests, TracingStep
from cases.models.break_glass import BreakGlass, EmergencyPurpose, EmergencyReason, ReviewOutcome
from cases.models.case import Case
from cases.models.case_tasks import CaseTask
from cases.models.child import ChildProtection
from cases.models.closure import CaseClosure
from cases.models.conflicts import ConflictOfInterest, ConflictSource, ConflictState
from cases.models.consent import ConsentIsImmutable, ConsentRecord, InterviewTally
from cases.models.consent_uses import ConsentUse
from cases.models.determination import Determination
from cases.models.disclosures import Disclosure, DisclosureIsImmutable, Ground, RecipientKind, Way
from cases.models.documents import IdentityDocument
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
from cases.models.exceptions import ConsentException, ExceptionGround
from cases.models.exploitation import Exploitation
from cases.models.family import FamilyMember, PersonFamily
from cases.models.filters import SavedFilter
from cases.models.grants import CaseGrant, GrantReason
from cases.models.handover import HandOver, HandOverCase
from cases.models.health import HealthRecord
from cases.models.history import WHOLE_SECTION, SectionDraft, SectionVersion, VersionKind
from cases.models.interpreters import (
    ChoiceState,
    Interpreter,
    InterpreterBooking,
    InterpreterChoice,
    InterpreterWish,
    Mode,
    Origin,
    Vetting,
    Wished,
)
from cases.models.interview import Interview, InterviewMoment, MomentKind
from cases.models.journey import TraffickingExit, TransitLeg
from cases.models.laws import CountryLaw
from cases.models.legal import CaseLawEnforcement, CaseLegalStatus
from cases.models.local_questions import LocalAnswers, LocalQuestion, QuestionKind
from cases.models.not_again import NotAgain
from cases.models.paper_forms import PaperForm, PaperOutcome
from cases.models.parts import CasePart, RepeatedPart
from cases.models.perpetrator import Perpetrator
from cases.models.person import Person, PersonBiodata, PersonEducation, PersonSocioEconomic
from cases.models.places import Place
from cases.models.recruitment import Trafficking
from cases.models.safety import CountryRisk, FacilityRisk
from cases.models.scoped import AnswerState, SectionRow
from cases.models.search import CaseSearchMade, SearchCard
from cases.models.second_looks import OPEN_LOOKS, LookState, SecondLook
from cases.models.wording import ConsentWording

__all__ = [
    "AnswerState",
    "AssistanceItem",
    "AssessmentState",
    "Attachment",
    "BestInterests",
    "BreakGlass",
    "Case",
    "CaseClosure",
    "CaseGrant",
    "CaseLawEnforcement",
    "CaseLegalStatus",
    "CasePart",
    "CaseSearchMade",
    "ConsentException",
    "ConsentUse",
    "ConsentWording",
    "ExceptionGround",
    "CaseTask",
    "CheckedHow",
    "CountryLaw",
    "ChildProtection",
    "ConflictOfInterest",
    "ConflictSource",
    "ConflictState",
    "ConsentIsImmutable",
    "ConsentRecord",
    "CountryRisk",
    "Determination",
    "Disclosure",
    "DisclosureIsImmutable",
    "DuplicatePair",
    "EmergencyPurpose",
    "EmergencyReason",
    "ErasureNotice",
    "ErasureReason",
    "ErasureRequest",
    "ErasureState",
    "Exploitation",
    "Extent",
    "FacilityRisk",
    "FamilyMember",
    "GrantKind",
    "GrantReason",
    "Ground",
    "HandOver",
    "HandOverCase",
    "HealthRecord",
    "HoldReason",
    "IdentityDocument",
    "Interview",
    "InterviewMoment",
    "InterviewTally",
    "LegalHold",
    "LocalAnswers",
    "LocalQuestion",
    "LookState",
    "MomentKind",
    "NeedsAssessment",
    "NotAgain",
    "NoticeAnswer",
    "OPEN_LOOKS",
    "PairState",
    "PaperForm",
    "PaperOutcome",
    "Perpetrator",
    "Person",
    "PersonBiodata",
    "PersonEducation",
    "PersonFamily",
    "PersonLink",
    "PersonSocioEconomic",
    "Place",
    "QuestionKind",
    "RecipientKind",
    "RepeatedPart",
    "ReviewOutcome",
    "RiskAssessment",
    "SavedFilter",
    "SearchCard",
    "SecondLook",
    "AlertReason",
    "Audience",
    "CaseAlert",
    "SectionDraft",
    "SectionRow",
    "SectionVersion",
    "TracingStep",
    "Trafficking",
    "TraffickingExit",
    "TransitLeg",
    "WaitingFile",
    "VersionKind",
    "WHOLE_SECTION",
    "ChoiceState",
    "Interpreter",
    "InterpreterBooking",
    "InterpreterChoice",
    "InterpreterWish",
    "Mode",
    "Origin",
    "Vetting",
    "Wished",
    "Way",
]
