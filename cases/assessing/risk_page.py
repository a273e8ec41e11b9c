"""The page of a person's risk: the level and why, what it does, the plan, what is due, and the assessments so far."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from cases import access, case_tasks, dictionary
from cases.actions.protecting import ACTION, IMMEDIATE, REVIEW
from cases.assessing import risk_record, risk_state
from cases.assessing.risk import Level
from cases.assessing.risk_events import CAUSES
from cases.assessing.risk_levels import EFFECTS
from cases.assessing.words import risk_reason
from cases.models import Case, CaseTask, RiskAssessment

TONES = {Level.STANDARD: "plain", Level.ELEVATED: "later", Level.HIGH: "stop", Level.EXTREME: "stop"}
# What a level means for the work, in the order of the table risk_effects.
MEANS: dict[Level, tuple[str | Promise, ...]] = {
    Level.STANDARD: (_("Any suitable accommodation."), _("Usual rules of travel and referral.")),
    Level.ELEVATED: (
        _("Accommodation at a confidential address."),
        _("Offer to accompany the person on every way."),
        _("Say the level in the first step of a referral."),
    ),
    Level.HIGH: (
        _("Only named staff may open the file."),
        _("A secure shelter."),
        _("An escort on every journey."),
        _("A supervisor approves the steps S1, S3 and S5 of a referral."),
    ),
    Level.EXTREME: (
        _("Only named staff may open the file, and the address stands in no list."),
        _("A secure place in another town or country."),
        _("No return is proposed. An adult who insists is helped to travel as safely as possible."),
        _("Think of relocation."),
    ),
}
TASKS = (IMMEDIATE, ACTION, REVIEW)


@dataclass(frozen=True)
class Due:
    """A task of the risk: what, by when, and because of what."""

    title: str | Promise
    task: CaseTask
    causes: list[str | Promise]


@dataclass(frozen=True)
class Standing:
    """One assessment as it counts: here and now, or on return."""

    title: str | Promise
    row: RiskAssessment
    level: str | Promise
    tone: str
    computed: str | Promise
    judged: bool
    reasons: list[str]
    means: tuple[str | Promise, ...]
    measures: list[Any]
    plan_wanted: bool


@dataclass(frozen=True)
class Earlier:
    """A line of the history."""

    row: UUID
    day: Any
    kind: str | Promise
    level: str | Promise
    by: str


@dataclass(frozen=True)
class Page:
    standings: list[Standing]
    due: list[Due]
    earlier: list[Earlier]
    may_assess: bool


def page_of(user: User, case: Case) -> Page:
    """Opens the assessments that count, and nothing else of the record."""
    state = risk_state.state_of(case)
    rows = [
        (title, RiskAssessment.objects.select_related("risk_assessor").get(pk=one.row))
        for title, one in ((_("Here and now"), state.here), (_("On return"), state.on_return))
        if one
    ]
    may_assess = all(
        access.may(user, needed, case) for needed in (Permission.CASE_EDIT, Permission.RESTRICTED_WRITE)
    )
    return Page([_standing(title, row) for title, row in rows], due_of(case), _earlier(case), may_assess)


def _standing(title: str | Promise, row: RiskAssessment) -> Standing:
    level = Level.of(row.risk_level_final)
    return Standing(
        title=title,
        row=row,
        level=dictionary.code_label("risk_level", row.risk_level_final),
        tone=TONES[level],
        computed=dictionary.code_label("risk_level", row.risk_level),
        judged=row.risk_level_final != row.risk_level,
        reasons=[risk_reason(reason) for reason in risk_record.reasons_of(row)],
        means=MEANS[level],
        measures=[dictionary.code_label("risk_measure", code) for code in row.risk_measures or ()],
        plan_wanted=EFFECTS[level].needs_safety_plan,
    )


def due_of(case: Case) -> list[Due]:
    """What is due about the risk, the most urgent first."""
    found = [task for task in case_tasks.of_case(case) if task.kind in TASKS]
    return [
        Due(case_tasks.kind_of(task).title, task, [CAUSES[code] for code in task.causes if code in CAUSES])
        for task in found
    ]


def _earlier(case: Case) -> list[Earlier]:
    rows = RiskAssessment.objects.plain().select_related("risk_assessor").filter(case=case)
    return [
        Earlier(
            row.pk,
            row.risk_date,
            dictionary.code_label("risk_type", row.risk_type or "individual"),
            dictionary.code_label("risk_level", row.risk_level_final) if row.risk_level_final else "",
            row.risk_assessor.display_name if row.risk_assessor else "",
        )
        for row in rows.order_by("-risk_date", "-number")
    ]
