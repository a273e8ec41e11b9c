"""Which pages of a case may be printed, and the door of each."""

from typing import TYPE_CHECKING, Any

from accounts import printing
from accounts.permissions import Permission
from accounts.printing import Printable
from cases import access
from cases.models import Case

if TYPE_CHECKING:
    from accounts.models import User

PAGES = ("cases:case", "cases:consent", "cases:panel")
PAPER = "cases:person_paper"
CONSENT_PAPER = "cases:consent_paper"
BOOKING = "cases:booking"


def _case(user: "User", kwargs: dict[str, Any]) -> Case:
    case = access.get_case_for(user, kwargs["case_id"], to=Permission.CASE_PRINT)
    access.require_in_use(case)
    return case


def _own_file(user: "User", kwargs: dict[str, Any]) -> Case:
    case = access.get_case_for(user, kwargs["case_id"], to=Permission.PERSON_FILE)
    access.require_in_use(case)
    return case


def _consent(user: "User", kwargs: dict[str, Any]) -> Case:
    return access.get_case_for(user, kwargs["case_id"], to=Permission.CONSENT_RECORD)


def register() -> None:
    """Called once at start-up."""
    for name in PAGES:
        printing.register(name, Printable(Permission.CASE_PRINT, _case))
    # Given to an interpreter: code and time, nothing of the house or of the person (P5, P7).
    printing.register(BOOKING, Printable(Permission.CASE_PRINT, _case, neutral=True))
    printing.register(PAPER, Printable(Permission.PERSON_FILE, _own_file, neutral=True, has_button=False))
    printing.register(
        CONSENT_PAPER, Printable(Permission.CONSENT_RECORD, _consent, neutral=True, has_button=False)
    )
