"""The one list of permissions and the role × permission table (domain/principles.md, role matrix).

Least privilege: a role holds what the matrix gives it and nothing else. Both administrators hold no
permission that reaches a case, and no role reaches a case by this table alone: which cases is
answered by `<app>/querysets.py:visible_to` (office for CASE_OFFICE, a named grant for the rest).
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What may be done, named in the infinitive: APP_VERB."""

    HOME_VIEW = "home_view", _("See the own start page")
    OWN_ACCOUNT = "own_account", _("Manage the own sign-in")
    INBOX_READ = "inbox_read", _("Read the own notices")

    CASE_SEARCH = "case_search", _("Search for a case")
    CASE_OPEN = "case_open", _("Open a case")
    CASE_LIST = "case_list", _("List cases")
    CASE_VIEW = "case_view", _("View a case")
    CASE_EDIT = "case_edit", _("Change a case")
    SECTION_EDIT = "section_edit", _("Fill in sections of a case, as far as each answer may be written")
    CASE_OFFICE = "case_office", _("Reach every case of the office that is not restricted")
    CONSENT_RECORD = "consent_record", _("Record consent")
    CASE_ASSIGN = "case_assign", _("Give a case to other staff")
    CASE_RESTRICT = "case_restrict", _("Restrict a case to named staff")
    CASE_HAND_OVER = "case_hand_over", _("Hand over and take over cases")
    CASE_BREAK_GLASS = "case_break_glass", _("Open a case in an emergency")
    BREAK_GLASS_REVIEW = "break_glass_review", _("Review emergency access")
    CONFLICT_DECLARE = "conflict_declare", _("Record a conflict of interest")
    CASE_ERASE = "case_erase", _("Ask for and confirm an erasure")
    LEGAL_HOLD = "legal_hold", _("Put a case under legal hold")
    CASE_PRINT = "case_print", _("Print a page of a case")
    DUPLICATE_REVIEW = "duplicate_review", _("Review possible duplicates across offices")
    DUPLICATE_OWN = "duplicate_own", _("Review possible duplicates among own cases")
    EXPORT_ASK = "export_ask", _("Ask for an export of identifying data")
    EXPORT_APPROVE = "export_approve", _("Approve an export of identifying data")
    PERSON_FILE = "person_file", _("Prepare a person's own file")
    REQUEST_RECORD = "request_record", _("Record a correction or objection request")
    REQUEST_ANSWER = "request_answer", _("Answer a correction or objection request")
    COMPLAINT_HANDLE = "complaint_handle", _("Handle complaints")
    BREACH_HANDLE = "breach_handle", _("Keep the breach register")
    IDENTITY_READ = "identity_read", _("Read identifying data")
    IDENTITY_WRITE = "identity_write", _("Write identifying data")
    CONFIDENTIAL_READ = "confidential_read", _("Read confidential data")
    CONFIDENTIAL_WRITE = "confidential_write", _("Write confidential data")
    RESTRICTED_READ = "restricted_read", _("Read risk, law enforcement and alleged perpetrator data")
    RESTRICTED_WRITE = "restricted_write", _("Write risk, law enforcement and alleged perpetrator data")
    LOCATION_READ = "location_read", _("Read where the person is or lives")
    LOCATION_WRITE = "location_write", _("Write where the person is or lives")
    LEGAL_READ = "legal_read", _("Read legal and law enforcement data")
    LEGAL_WRITE = "legal_write", _("Write legal and law enforcement data")
    PERPETRATOR_READ = "perpetrator_read", _("Read data about alleged perpetrators")
    PERPETRATOR_WRITE = "perpetrator_write", _("Write data about alleged perpetrators")
    DOCUMENT_READ = "document_read", _("Read documents and files")
    DOCUMENT_WRITE = "document_write", _("Add documents and files")
    HEALTH_HEADS = "health_heads", _("See which health headings exist")
    HEALTH_READ = "health_read", _("Read health data")
    HEALTH_WRITE = "health_write", _("Write health data")
    STATISTICAL_READ = "statistical_read", _("Read statistical data of a case")
    STATISTICAL_WRITE = "statistical_write", _("Write statistical data of a case")
    CASE_DETERMINE = "case_determine", _("Decide whether somebody was trafficked")
    RISK_LOWER = "risk_lower", _("Set a level of risk below the computed one")
    RISK_ALERT = "risk_alert", _("Take up an immediate risk")
    SAFETY_VIEW = "safety_view", _("See how dangerous countries and houses are")
    COUNTRY_ASSESS = "country_assess", _("Assess the danger of a country")
    HOUSE_ASSESS = "house_assess", _("Assess the safety of a house")
    INTERPRETER_REGISTER = "interpreter_register", _("Keep the register of interpreters")
    PROVIDER_VIEW = "provider_view", _("See the register of providers")
    PROVIDER_REGISTER = "provider_register", _("Keep the register of providers")
    PROVIDER_ITEMS = "provider_items", _("See and answer what was referred to the own organisation")

    REPORT_RUN = "report_run", _("Run a report")
    REPORT_VIEW = "report_view", _("View a report")
    REPORT_RESTRICTED = "report_restricted", _("Run figures about restricted subjects")

    AUDIT_OWN = "audit_own", _("Read the record of own actions")
    AUDIT_OFFICE = "audit_office", _("Read the record of the office")
    AUDIT_ALL = "audit_all", _("Read the whole record")
    AUDIT_UNUSUAL = "audit_unusual", _("Look into unusual reading")
    AUDIT_TECHNICAL = "audit_technical", _("Read the technical record, without content")

    STAFF_MANAGE = "staff_manage", _("Manage staff")
    STAFF_INVITE = "staff_invite", _("Invite staff")
    OFFICE_MANAGE = "office_manage", _("Manage the office's calendar and languages")
    SETTINGS_VIEW = "settings_view", _("View settings")
    SETTINGS_CHANGE = "settings_change", _("Change settings")
    SYSTEM_OPERATE = "system_operate", _("Operate the installation")
    KEY_OPERATE = "key_operate", _("Ask for and approve key operations")
    STAFF_APPROVE = "staff_approve", _("Approve changes of staff as the second person")
    STAFF_SUSPEND = "staff_suspend", _("Suspend an account at once")
    ACCESS_REVIEW = "access_review", _("Review who has access")
    LOCKDOWN = "lockdown", _("Lock down and reopen")
    SUPERVISE = "supervise", _("Keep supervision talks and see who carries how many cases")


class Role(TextChoices):
    """What somebody is at an office; given from a date, often to a date."""

    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    RECEIVING_DESK = "receiving_desk", _("Receiving desk")
    HEALTH_WORKER = "health_worker", _("Health worker")
    SHELTER_MANAGER = "shelter_manager", _("Shelter manager")
    SHELTER_WORKER = "shelter_worker", _("Shelter worker")
    DATA_ANALYST = "data_analyst", _("Data analyst")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    USER_ADMINISTRATOR = "user_administrator", _("User administrator")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    PROVIDER = "provider", _("Provider (own items only)")


class DutyCode(TextChoices):
    """Duties of domain/practice.md P6, given to a person beside a role; qualifications are rows of their own."""

    SECURITY_FOCAL_POINT = "security_focal_point", _("Security focal point")
    FUND_MANAGER = "fund_manager", _("Fund manager")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    MISCONDUCT_FOCAL_POINT = "misconduct_focal_point", _("Misconduct focal point")
    DUPLICATE_DESK = "duplicate_desk", _("Duplicate desk")
    TRACING_DESK = "tracing_desk", _("Tracing desk")
    REGIONAL_FOCAL_POINT = "regional_focal_point", _("Regional focal point")
    BEST_INTEREST_PANEL = "best_interest_panel", _("Member of the best-interest panel")
    LEGAL_ADVISER = "legal_adviser", _("Legal adviser")


P = Permission

# Every person with an account, also one whose last role has ended: to sign in, be told so, and sign out.
EVERYONE: frozenset[Permission] = frozenset({P.HOME_VIEW, P.OWN_ACCOUNT})

# What a sign-in under duress leaves (practice.md P34): pages that look like a quiet day, and nothing on them.
EMPTY_CASELOAD: frozenset[Permission] = EVERYONE | {P.CASE_LIST, P.CASE_SEARCH, P.INBOX_READ}

_RECORD = frozenset(
    {
        P.CASE_LIST,
        P.CASE_VIEW,
        P.IDENTITY_READ,
        P.CONFIDENTIAL_READ,
        P.STATISTICAL_READ,
    }
)
_CASEWORK = _RECORD | {
    P.CASE_SEARCH,
    P.CASE_OPEN,
    P.CASE_EDIT,
    P.SECTION_EDIT,
    P.CONSENT_RECORD,
    P.IDENTITY_WRITE,
    P.CONFIDENTIAL_WRITE,
    P.RESTRICTED_READ,
    P.RESTRICTED_WRITE,
    P.LOCATION_READ,
    P.LOCATION_WRITE,
    P.LEGAL_READ,
    P.LEGAL_WRITE,
    P.PERPETRATOR_READ,
    P.PERPETRATOR_WRITE,
    P.DOCUMENT_READ,
    P.DOCUMENT_WRITE,
    P.HEALTH_HEADS,
    P.STATISTICAL_WRITE,
    P.CASE_DETERMINE,
    P.CASE_HAND_OVER,
    P.CASE_BREAK_GLASS,
    P.CONFLICT_DECLARE,
    P.CASE_ERASE,
    P.CASE_PRINT,
    P.DUPLICATE_OWN,
    P.EXPORT_ASK,
    P.PERSON_FILE,
    P.REQUEST_RECORD,
}

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    # Health data itself only where the office has no health worker: see HEALTH_STANDS_IN below.
    Role.CASEWORKER: EVERYONE
    | _CASEWORK
    | {P.INBOX_READ, P.SAFETY_VIEW, P.PROVIDER_VIEW, P.AUDIT_OWN, P.STAFF_SUSPEND},
    Role.SUPERVISOR: EVERYONE
    | _CASEWORK
    | {
        P.INBOX_READ,
        P.CASE_OFFICE,
        P.CASE_ASSIGN,
        P.CASE_RESTRICT,
        P.RISK_LOWER,
        P.RISK_ALERT,
        P.SAFETY_VIEW,
        P.COUNTRY_ASSESS,
        P.HOUSE_ASSESS,
        P.INTERPRETER_REGISTER,
        P.PROVIDER_VIEW,
        P.PROVIDER_REGISTER,
        P.BREAK_GLASS_REVIEW,
        P.LEGAL_HOLD,
        P.EXPORT_APPROVE,
        P.REQUEST_ANSWER,
        P.STAFF_APPROVE,
        P.STAFF_SUSPEND,
        P.ACCESS_REVIEW,
        P.LOCKDOWN,
        P.SUPERVISE,
        P.REPORT_RUN,
        P.REPORT_VIEW,
        P.REPORT_RESTRICTED,
        P.AUDIT_OWN,
        P.AUDIT_OFFICE,
        P.SETTINGS_VIEW,
    },
    # Reads a case once a referral has released it to the desk (step S3), by a grant of its own.
    Role.RECEIVING_DESK: EVERYONE
    | _RECORD
    | {
        P.INBOX_READ,
        P.PROVIDER_VIEW,
        P.RESTRICTED_READ,
        P.LEGAL_READ,
        P.HEALTH_READ,
        P.SAFETY_VIEW,
        P.AUDIT_OWN,
        P.STAFF_SUSPEND,
    },
    Role.HEALTH_WORKER: EVERYONE
    | _RECORD
    | {
        P.INBOX_READ,
        P.PROVIDER_VIEW,
        P.SECTION_EDIT,
        P.HEALTH_HEADS,
        P.HEALTH_READ,
        P.HEALTH_WRITE,
        P.AUDIT_OWN,
        P.STAFF_SUSPEND,
    },
    # Houses see stays, codes and measures through shelters/, never the case.
    Role.SHELTER_MANAGER: EVERYONE
    | {P.INBOX_READ, P.STATISTICAL_READ, P.SAFETY_VIEW, P.HOUSE_ASSESS, P.AUDIT_OWN, P.STAFF_SUSPEND},
    Role.SHELTER_WORKER: EVERYONE
    | {P.INBOX_READ, P.STATISTICAL_READ, P.SAFETY_VIEW, P.AUDIT_OWN, P.STAFF_SUSPEND},
    Role.DATA_ANALYST: EVERYONE | {P.INBOX_READ, P.REPORT_RUN, P.REPORT_VIEW, P.STAFF_SUSPEND},
    Role.DATA_PROTECTION_OFFICER: EVERYONE
    | {
        P.INBOX_READ,
        P.REPORT_VIEW,
        P.AUDIT_OWN,
        P.AUDIT_ALL,
        P.AUDIT_UNUSUAL,
        P.BREAK_GLASS_REVIEW,
        P.EXPORT_APPROVE,
        P.BREACH_HANDLE,
        P.KEY_OPERATE,
        P.STAFF_APPROVE,
        P.STAFF_SUSPEND,
        P.LOCKDOWN,
        P.SETTINGS_VIEW,
    },
    Role.USER_ADMINISTRATOR: EVERYONE
    | {
        P.INBOX_READ,
        P.STAFF_MANAGE,
        P.STAFF_INVITE,
        P.STAFF_APPROVE,
        P.STAFF_SUSPEND,
        P.ACCESS_REVIEW,
        P.OFFICE_MANAGE,
    },
    Role.SYSTEM_ADMINISTRATOR: EVERYONE
    | {
        P.INBOX_READ,
        P.SYSTEM_OPERATE,
        P.KEY_OPERATE,
        P.STAFF_SUSPEND,
        P.LOCKDOWN,
        P.SETTINGS_VIEW,
        P.SETTINGS_CHANGE,
        P.AUDIT_TECHNICAL,
    },
    # Somebody of another organisation: what was referred to it, and nothing of any case.
    Role.PROVIDER: EVERYONE | {P.INBOX_READ, P.PROVIDER_ITEMS, P.STAFF_SUSPEND},
}

# What a duty (practice.md P6) adds at its office, beside the roles held there.
DUTY_PERMISSIONS: Mapping[DutyCode, frozenset[Permission]] = {
    DutyCode.DUPLICATE_DESK: frozenset({P.DUPLICATE_OWN, P.DUPLICATE_REVIEW}),
    DutyCode.MISCONDUCT_FOCAL_POINT: frozenset({P.COMPLAINT_HANDLE}),
    DutyCode.SECURITY_FOCAL_POINT: frozenset({P.RISK_ALERT, P.SAFETY_VIEW, P.COUNTRY_ASSESS, P.HOUSE_ASSESS}),
}

# "RW where the office has no health worker, else R heads": added to a caseworker of such an office.
HEALTH_STANDS_IN: frozenset[Permission] = frozenset({P.HEALTH_READ, P.HEALTH_WRITE})

# Everything that reaches a person's record; no administrator, analyst or data protection officer holds any of it.
CASE_PERMISSIONS: frozenset[Permission] = (
    _CASEWORK | HEALTH_STANDS_IN | {P.CASE_OFFICE, P.RISK_LOWER, P.REPORT_RESTRICTED}
)
