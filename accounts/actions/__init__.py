"""What can happen to people who work here: each a function, one transaction, one audit event.

`actor` is the person who does it, or None for the installation itself (seed, first administrator).
"""

from accounts.actions.duress import (
    SameAsPassword,
    remove_duress_password,
    set_duress_password,
    told_of,
)
from accounts.actions.evacuation import default_steps, record_drill, write_plan
from accounts.actions.guards import NotYourself
from accounts.actions.lockdown import (
    AlreadyLocked,
    confirm_reopening,
    lock_down,
    may_lock,
    votes_needed,
)
from accounts.actions.offices import add_holiday, change_office, create_office, narrow_role, remove_holiday
from accounts.actions.people import (
    INVITATION_LASTS,
    InvitationOver,
    accept_invitation,
    create_user,
    find_invitation,
    invite,
    reinstate,
    staff_of,
    suspend,
)
from accounts.actions.resets import SameAdministrator, approve_reset, ask_reset, open_reset
from accounts.actions.roles import duties_now, end_duty, end_role, give_duty, give_role
from accounts.actions.sessions import end_one_session, end_sessions, end_sessions_of_role
from accounts.actions.sign_in import (
    change_password,
    confirm_totp,
    enrol_totp,
    record_key_added,
    remove_factor,
    renew_recovery_codes,
)

__all__ = [
    "AlreadyLocked",
    "INVITATION_LASTS",
    "InvitationOver",
    "NotYourself",
    "SameAdministrator",
    "SameAsPassword",
    "accept_invitation",
    "add_holiday",
    "approve_reset",
    "ask_reset",
    "change_office",
    "change_password",
    "confirm_reopening",
    "confirm_totp",
    "create_office",
    "create_user",
    "default_steps",
    "duties_now",
    "end_duty",
    "end_one_session",
    "end_role",
    "end_sessions",
    "end_sessions_of_role",
    "enrol_totp",
    "find_invitation",
    "give_duty",
    "give_role",
    "invite",
    "lock_down",
    "may_lock",
    "narrow_role",
    "open_reset",
    "record_drill",
    "record_key_added",
    "reinstate",
    "remove_duress_password",
    "remove_factor",
    "remove_holiday",
    "renew_recovery_codes",
    "set_duress_password",
    "staff_of",
    "suspend",
    "told_of",
    "votes_needed",
    "write_plan",
]
