"""What can happen to people who work here: each a function, one transaction, one audit event.

`actor` is the person who does it, or None for the installation itself (seed, first administrator).
"""

from accounts.actions.conduct import NotThisVersion, accept_conduct, publish_conduct
from accounts.actions.duress import (
    SameAsPassword,
    remove_duress_password,
    set_duress_password,
    told_about,
    told_of,
)
from accounts.actions.evacuation import default_steps, is_drill_due, record_drill, write_plan
from accounts.actions.guards import NotYourself
from accounts.actions.lockdown import (
    AlreadyLocked,
    confirm_reopening,
    is_repeated,
    lock_down,
    may_lock,
    votes_needed,
)
from accounts.actions.narrowing import ask_to_give_back, narrow_role
from accounts.actions.offices import add_holiday, change_office, create_office, remove_holiday
from accounts.actions.people import (
    INVITATION_LASTS,
    InvitationOver,
    accept_invitation,
    create_user,
    extend,
    find_invitation,
    invite,
    staff_of,
)
from accounts.actions.resets import (
    ask_reset,
    carry_out_due,
    helper_offices,
    link_after_reset,
    may_make_link,
    open_reset,
)
from accounts.actions.roles import (
    NeedsSecondPerson,
    ask_duty,
    ask_role,
    duties_now,
    end_duty,
    end_role,
    give_duty,
    give_role,
)
from accounts.actions.sessions import end_one_session, end_sessions, end_sessions_of_role
from accounts.actions.sign_in import (
    change_password,
    confirm_totp,
    enrol_totp,
    record_key_added,
    remove_factor,
    renew_recovery_codes,
)
from accounts.actions.suspensions import (
    TooManySuspensions,
    may_reinstate,
    reinstate,
    shared_office,
    suspend,
    suspend_who_locks,
)
from accounts.actions.workers import give_qualification, record_talk, supervises, withdraw_qualification

__all__ = [
    "AlreadyLocked",
    "INVITATION_LASTS",
    "InvitationOver",
    "NeedsSecondPerson",
    "NotThisVersion",
    "NotYourself",
    "SameAsPassword",
    "TooManySuspensions",
    "accept_conduct",
    "accept_invitation",
    "add_holiday",
    "ask_duty",
    "ask_reset",
    "ask_role",
    "ask_to_give_back",
    "carry_out_due",
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
    "extend",
    "find_invitation",
    "give_duty",
    "give_qualification",
    "give_role",
    "helper_offices",
    "invite",
    "is_drill_due",
    "is_repeated",
    "link_after_reset",
    "lock_down",
    "may_lock",
    "may_make_link",
    "may_reinstate",
    "narrow_role",
    "open_reset",
    "publish_conduct",
    "record_drill",
    "record_key_added",
    "record_talk",
    "reinstate",
    "remove_duress_password",
    "remove_factor",
    "remove_holiday",
    "renew_recovery_codes",
    "set_duress_password",
    "shared_office",
    "staff_of",
    "supervises",
    "suspend",
    "suspend_who_locks",
    "told_about",
    "told_of",
    "votes_needed",
    "withdraw_qualification",
    "write_plan",
]
