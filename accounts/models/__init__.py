"""People who work here: organisations and offices, users, what they are there, invitations, settings."""

from accounts.models.approvals import Approval
from accounts.models.conduct import ConductAcceptance, ConductText
from accounts.models.emergency import (
    DuressPassword,
    EvacuationDrill,
    EvacuationPlan,
    Lockdown,
    LockdownReason,
    ReopeningVote,
    StepKind,
)
from accounts.models.factors import RecoveryCode, TotpSecret
from accounts.models.invitations import Invitation
from accounts.models.kept import KeptForm, KnownDevice
from accounts.models.memberships import Duty, Membership, OfficeRoleNarrowing
from accounts.models.organisations import Office, OfficeHoliday, Organisation
from accounts.models.reviews import AccessReview
from accounts.models.sessions import SignedInSession
from accounts.models.settings import OfficeSetting
from accounts.models.submissions import Submission
from accounts.models.suspensions import Suspension
from accounts.models.users import User
from accounts.models.workers import (
    Qualification,
    QualificationEvidence,
    QualificationKind,
    SupervisionTalk,
    TalkKind,
)

__all__ = [
    "AccessReview",
    "Approval",
    "ConductAcceptance",
    "ConductText",
    "DuressPassword",
    "Duty",
    "EvacuationDrill",
    "EvacuationPlan",
    "Invitation",
    "KeptForm",
    "KnownDevice",
    "Lockdown",
    "LockdownReason",
    "Membership",
    "Office",
    "OfficeHoliday",
    "OfficeRoleNarrowing",
    "OfficeSetting",
    "Organisation",
    "Qualification",
    "QualificationEvidence",
    "QualificationKind",
    "RecoveryCode",
    "ReopeningVote",
    "SignedInSession",
    "StepKind",
    "Submission",
    "SupervisionTalk",
    "Suspension",
    "TalkKind",
    "TotpSecret",
    "User",
]
