"""The suggestion beside the questions of the determination, with the way to the decision."""

from typing import TYPE_CHECKING, Any, cast

from cases import dictionary
from cases.assessing import determination_record
from cases.assessing.words import determination_reason

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, Determination, SectionRow


def suggestion_beside(_user: "User", case: "Case", row: "SectionRow") -> dict[str, Any]:
    """What is suggested by what stands on record now, and why. Opens no other section."""
    suggestion = determination_record.suggestion_of(case, cast("Determination", row))
    return {
        "suggested": dictionary.code_label("determination", suggestion.code),
        "reasons": [determination_reason(reason) for reason in suggestion.reasons],
    }
