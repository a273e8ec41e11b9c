"""Who may be involved and was named as a child's guardian: it stands until two people clear it (consent.md 5, P15).

Kept in the sealed row of the child section (`suspicions`), beside the answers and not among them: another guardian on
record, an emptied answer or a stopped interview takes nothing of it away, and no plain column says that there is one.
"""

from collections.abc import Mapping
from typing import Any

from cases.child.children import APPOINTED, Guardian, guardian_of
from cases.models import ChildProtection

# What an entry of `suspicions` knows: whom it is about, who asks to clear it and why, who agreed.
GUARDIAN, ASKED, CLEARED = "guardian", "asked", "cleared"


def standing(row: ChildProtection) -> frozenset[str]:
    """Codes of guardian_type that are under suspicion; an empty one where nobody said who it is."""
    return frozenset(one[GUARDIAN] for one in row.suspicions or () if not one.get(CLEARED))


def guardian_in(row: ChildProtection) -> Guardian:
    """Who answers for the child, by the whole row."""
    return guardian_of(row.guardian_type, row.guardian_conflict, standing(row))


def note(row: ChildProtection) -> None:
    """Keep what the answers say now; for a row that is about to be saved.

    An answer left standing when somebody was appointed still means who was suspected before.
    """
    found = standing(row)
    if row.guardian_conflict != "yes" or row.guardian_type in found:
        return
    if row.guardian_type not in APPOINTED or not found:
        row.suspicions = [*(row.suspicions or []), {GUARDIAN: row.guardian_type}]


def note_former(row: ChildProtection, changed: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether a former answer said it of a row that kept none yet: of a file older than this rule."""
    was = changed.get("guardian_conflict", ("", ""))[0]
    if was != "yes" or row.suspicions:
        return False
    former = changed.get("guardian_type", (row.guardian_type, ""))[0]
    row.suspicions = [{GUARDIAN: former or ""}]
    return True


def waiting(row: ChildProtection) -> dict[str, Any] | None:
    """The suspicion that somebody asks to clear, or None; one at a time."""
    for one in row.suspicions or ():
        if one.get(ASKED) and not one.get(CLEARED):
            return dict(one)
    return None
