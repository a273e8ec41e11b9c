"""The two-person rule as one mechanism: one person asks, another approves, and what was asked is done once.

    approvals.register("case_erasure", title=_("Erase a case"), ask=Permission.CASE_ERASE,
                       approve=Permission.CASE_ERASE, perform=erase, reasons=ErasureReason)
    approvals.ask("case_erasure", actor=…, subject=case, office=case.office, reason="consent_withdrawn",
                  facts={"classes": ["identity"]})

Kinds register in their app's `ready()`. Who asked never decides, nor does the person it is about; both
give a second factor just before (the pages ask for it, and `ask` and the decisions refuse without it
where there is a request). What was asked cannot be changed, in the database either: facts are codes
and identifiers, and `perform` uses nothing else. A kind without `perform` is for work that happens
later: who does it calls `require_approved`, which uses the approval up.
"""

from accounts.approvals.deeds import (
    approve,
    ask,
    close,
    expire,
    of_subject,
    refuse,
    require_approved,
    require_fresh_factor,
    withdraw,
    withdraw_all_of,
)
from accounts.approvals.kinds import (
    KINDS,
    LATER,
    AskerGone,
    DecisionOver,
    FactorTooOld,
    Kind,
    NotApproved,
    NotForYou,
    Rows,
    deciders,
    holders,
    may_decide,
    reach,
    register,
    visible_to,
    waiting_for,
)

__all__ = [
    "KINDS",
    "LATER",
    "AskerGone",
    "DecisionOver",
    "FactorTooOld",
    "Kind",
    "NotApproved",
    "NotForYou",
    "Rows",
    "approve",
    "ask",
    "close",
    "deciders",
    "expire",
    "holders",
    "may_decide",
    "reach",
    "of_subject",
    "refuse",
    "register",
    "require_approved",
    "require_fresh_factor",
    "visible_to",
    "waiting_for",
    "withdraw",
    "withdraw_all_of",
]
