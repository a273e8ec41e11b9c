"""The states of tracing a child's family, and which step leads where (practice.md P15, consent.md 5). Pure.

What the office begins (`BEGUN_BY_US`) asks the rules of children first; what has happened is always recorded.
"""

from collections.abc import Mapping

NOT_STARTED = "not_started"
# The request is open, or somebody is being contacted: what we do, not what has happened.
BEGUN_BY_US = frozenset({"open", "in_progress"})
# Somebody of the family is reached: who is safe to reach, and how, is looked into before.
CONTACT = "in_progress"
# Somebody searches, or has found and not reached yet: what pauses when contact is not wanted any more (consent.md 4).
UNDER_WAY = frozenset({"open", "in_progress", "verified"})
ENDED = frozenset({"reunified", "closed", "not_in_interest"})

STEPS: Mapping[str, tuple[str, ...]] = {
    "not_started": ("open", "reunified", "not_in_interest"),
    "open": ("in_progress", "reunified", "closed", "not_in_interest"),
    "in_progress": ("verified", "reunified", "closed", "not_in_interest"),
    "verified": ("reunified", "in_progress", "closed", "not_in_interest"),
    "reunified": ("open", "closed"),
    "closed": ("open", "reunified", "not_in_interest"),
    "not_in_interest": ("open", "reunified", "closed"),
}


class NoSuchStep(ValueError):
    """Tracing does not lead from the one state to the other."""


def state_of(stored: str) -> str:
    """The state that a case's record says; nothing said is not started."""
    return stored or NOT_STARTED


def check_step(before: str, after: str) -> None:
    """Raises NoSuchStep unless the table has the step."""
    if after not in STEPS.get(state_of(before), ()):
        raise NoSuchStep(f"{before} does not lead to {after}")
