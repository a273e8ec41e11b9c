"""Said beside what a child is asked: by somebody trained to interview children. It warns and holds nothing up (P15)."""

from typing import TYPE_CHECKING, Any

from accounts import qualifications
from accounts.models import QualificationKind
from cases import beside, child_record
from cases.beside import Beside
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, SectionRow

FIRST = 10


def who_asks(user: "User", case: "Case", _row: "SectionRow") -> dict[str, Any] | None:
    """Nothing for an adult, nor where this person is noted as trained to interview children."""
    if not child_record.is_child(case):
        return None
    if qualifications.holds(user, QualificationKind.CHILD_INTERVIEWER):
        return None
    return {}


def register() -> None:
    """Called once at start-up: beside every section that the child tells, and the interview itself."""
    for section in SECTIONS.values():
        if section.is_edited and (section.is_told or section.key == "interview"):
            beside.register(Beside(section.key, "cases/_child_interviewer.html", who_asks, order=FIRST))
