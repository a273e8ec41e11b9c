"""The case status: which steps lead where. Guards live in the actions that take a step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import Case


@dataclass(frozen=True)
class Step:
    """A step: from which states, and to which."""

    name: str
    sources: frozenset[str]
    target: str


def _step(name: str, sources: str, target: str) -> Step:
    return Step(name, frozenset(sources.split()), target)


# Code list case_status. A case without consent to assistance stays in screening or is closed with a
# pointer to others (consent.md 2); closing never needs more than a reason, and a closed case can be reopened.
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("start_assistance", "screening follow_up suspended", "active"),
        _step("suspend", "active", "suspended"),
        _step("follow", "active suspended", "follow_up"),
        _step("close", "active suspended follow_up", "closed"),
        _step("close_referred", "screening active suspended follow_up", "closed_referred"),
        _step("reopen", "closed closed_referred", "screening"),
    )
}


class StepNotAllowed(ValueError):
    """The case's status does not allow this step."""


def may_advance(case: "Case", step: str) -> bool:
    """True when the table lets the case take the step now."""
    return case.status in STEPS[step].sources


def advance(case: "Case", step: str) -> None:
    """Set the new status on the instance; the action saves it. Raises StepNotAllowed."""
    if not may_advance(case, step):
        raise StepNotAllowed(f"{step} is not possible from {case.status}")
    case.status = STEPS[step].target
