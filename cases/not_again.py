"""Which questions a person asked not to be asked again (interface.md): no form asks them, in no office."""

from collections.abc import Mapping
from datetime import date

from cases.models import Case, NotAgain

QUESTION_OPTION = "not_again"
# Sections of the dictionary whose questions staff answer among themselves: nobody is asked there.
OF_STAFF = frozenset(
    {"consent", "registration", "referral_source", "interview", "determination", "assistance", "closure"}
)


def of_case(case: Case) -> Mapping[str, date]:
    """By field, the day on which the person asked; asked once for this instance of the case."""
    known: dict[str, date] | None = case.__dict__.get("_not_again")
    if known is None:
        row = NotAgain.objects.filter(case=case).first()
        asked = row.questions if row else {}
        known = {key: date.fromisoformat(one["on"]) for key, one in asked.items()}
        case.__dict__["_not_again"] = known
    return known


def forget(case: Case) -> None:
    """Ask the database again at the next question."""
    case.__dict__.pop("_not_again", None)
