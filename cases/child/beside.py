"""Said beside what a child is asked: by whom, and who agrees for it. It warns and holds nothing up (P15)."""

from typing import TYPE_CHECKING, Any

from accounts import qualifications
from accounts.models import QualificationKind
from accounts.permissions import Permission
from cases import access, dictionary
from cases.child import record as child_record
from cases.child.children import Guardian
from cases.child.words import GUARDIANS
from cases.consent.validity import NEVER_OF_CHILDREN
from cases.record import beside
from cases.record.beside import Beside
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, SectionRow

FIRST = 10


def who_asks(user: "User", case: "Case", _row: "SectionRow") -> dict[str, Any] | None:
    """Nothing for an adult, nor where this person is noted as trained to interview children."""
    if child_record.age_shown(case).majority != "minor":
        return None
    if qualifications.holds(user, QualificationKind.CHILD_INTERVIEWER):
        return None
    return {}


def asked_of(case: "Case") -> "list[str]":
    """Kinds of consent that this person is asked for: all, but of a child not what is never offered to children."""
    kinds = dictionary.codes("consent_type")
    if child_record.age_shown(case).majority != "minor":
        return list(kinds)
    return [kind for kind in kinds if kind not in NEVER_OF_CHILDREN]


def who_agrees(user: "User", case: "Case") -> str:
    """Said before a child is asked for consent, where its guardian may be involved and this person may know of that."""
    if not child_record.is_child(case) or not access.may(user, Permission.RESTRICTED_READ, case):
        return ""
    access.record_view(user, case, ["child"])
    found = child_record.guardian_on_record(case)
    return str(GUARDIANS[found]) if found is Guardian.SUSPECTED else ""


def register() -> None:
    """Called once at start-up: beside every section that the child tells, and the interview itself."""
    for section in SECTIONS.values():
        if section.is_edited and (section.is_told or section.key == "interview"):
            beside.register(Beside(section.key, "cases/_child_interviewer.html", who_asks, order=FIRST))
