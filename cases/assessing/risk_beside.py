"""The computed level beside the questions of an assessment, with the way to setting another."""

from typing import TYPE_CHECKING, Any, cast

from cases import dictionary
from cases.assessing import risk_record
from cases.assessing.words import risk_reason

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, RiskAssessment, SectionRow


def level_beside(_user: "User", _case: "Case", row: "SectionRow") -> dict[str, Any] | None:
    """The level as it was computed when the row was saved, and why; None for one that is not stored."""
    assessment = cast("RiskAssessment", row)
    if not assessment.risk_level_final:
        return None
    return {
        "level": dictionary.code_label("risk_level", assessment.risk_level_final),
        "immediate": assessment.risk_immediate,
        "reasons": [risk_reason(reason) for reason in risk_record.reasons_of(assessment)],
        "row": assessment.pk,
    }
