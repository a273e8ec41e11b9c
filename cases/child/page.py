"""The page of a child's protection: what is possible now, what waits for what, what is never done; and best interests."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from accounts.permissions import Permission
from cases import access, case_tasks, dictionary
from cases.actions.best_interests import could_look, may_assess
from cases.actions.child_tasks import ASK_AGAIN, LOOK, OF_CHILDREN, SECOND
from cases.child import children, suspicion
from cases.child import record as child_record
from cases.child.children import Beside, Deed, Facts, Need, State
from cases.child.tracing import STEPS, state_of
from cases.child.words import BESIDE, DEEDS, GUARDIANS, NEEDS, WHY, guardian_label
from cases.models import AssessmentState, BestInterests, Case, CaseTask, ChildProtection, TracingStep
from cases.record.reading import Row, rows
from cases.sections import SECTIONS

# The page on which what is waited for is done.
ON_CONSENT = frozenset({Need.GUARDIAN, Need.AUTHORITY, Need.ASSENT})
ON_ASSESSMENT = frozenset({Need.GUARDIAN_OR_ASSESSMENT, Need.AUTHORITY_OR_ASSESSMENT, Need.ASSESSMENT})
OF_ALL = (Beside.ASSESSMENT, Beside.ASK)
ON_DETERMINATION = frozenset({Need.DETERMINATION, Need.NEW_DETERMINATION, Need.OTHER_OUTCOME})


@dataclass(frozen=True)
class Wait:
    """One thing a deed waits for, and where that is done; no address where this person cannot do it."""

    text: str | Promise
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A deed in words."""

    title: str | Promise
    beside: list[str | Promise] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    why: str | Promise = ""


@dataclass(frozen=True)
class Due:
    """A task of the child's protection."""

    title: str | Promise
    task: CaseTask


@dataclass(frozen=True)
class Page:
    """Everything the page shows."""

    is_child: bool
    age: str | Promise
    guardian: str | Promise
    # Said once above what is possible now.
    beside_all: list[str | Promise]
    now: list[Line]
    waiting: list[Line]
    never: list[Line]
    due: list[Due]
    decided: list[Row]
    assessment: BestInterests | None
    in_the_making: BestInterests | None
    covers: list[str | Promise]
    may_assess: bool
    may_look: bool
    steps: list[TracingStep]
    may_trace: bool
    # Who stays suspected, in words; and whether somebody asks to clear that, or could.
    suspects: list[str | Promise]
    may_clear: bool


def page_of(user: User, case: Case) -> Page:
    """Gather it; the door has recorded child_record.OPENED."""
    record = child_record.record_of(case)
    may = may_assess(user, case)
    waits = waiting_assessment(case)
    lines = _lines(user, case, record.facts)
    readable = access.readable_fields(user, case, "child")
    shown = [key for key in SECTIONS["child"].decided_fields if key in readable]
    return Page(
        is_child=record.facts.child,
        age=_age(record.age),
        guardian=GUARDIANS[record.facts.guardian],
        beside_all=_beside_all(record.facts),
        now=lines[State.NOW],
        waiting=lines[State.WAITS],
        never=lines[State.NEVER],
        due=_due(case),
        decided=rows(record.row, shown, reader=user),
        assessment=record.assessment,
        in_the_making=waits,
        covers=[DEEDS[code] for code in (record.assessment.covers if record.assessment else ())],
        may_assess=may,
        may_look=waits is not None and could_look(user, case, waits),
        steps=list(TracingStep.objects.select_related("by").filter(case=case)),
        may_trace=may and bool(STEPS[state_of(record.row.tracing_status)]),
        suspects=suspects_in(record.row),
        may_clear=may,
    )


def suspects_in(row: ChildProtection) -> list[str | Promise]:
    """Guardians under suspicion, in words."""
    return [guardian_label(code) for code in sorted(suspicion.standing(row))]


def _age(told: child_record.Age) -> str | Promise:
    """Child, adult or not known, and whether that is in doubt."""
    if told.dispute and told.dispute != "not_disputed":
        return dictionary.code_label("age_dispute", told.dispute)
    return dictionary.code_label("majority_status", told.majority)


def _beside_all(facts: Facts) -> list[str | Promise]:
    """What is done beside nearly all of it, each said once."""
    said = {one for code in children.DEEDS for one in children.verdict(code, facts).beside}
    return [BESIDE[one] for one in OF_ALL if one in said]


def _lines(user: User, case: Case, facts: Facts) -> dict[State, list[Line]]:
    found: dict[State, list[Line]] = {state: [] for state in State}
    urls = _urls(user, case)
    for deed in children.DEEDS.values():
        verdict = children.verdict(deed.code, facts)
        line = Line(
            DEEDS[deed.code],
            beside=[BESIDE[one] for one in verdict.beside if one not in OF_ALL],
            waits=[Wait(NEEDS[need], _url(urls, deed, need)) for need in verdict.waits_for],
            why=WHY[verdict.why] if verdict.why else "",
        )
        found[verdict.state].append(line)
    return found


def _urls(user: User, case: Case) -> dict[str, Any]:
    """Where this person can do what is waited for."""
    found: dict[str, Any] = {}
    if access.may(user, Permission.CONSENT_RECORD, case):
        found["consent"] = lambda kind: reverse("cases:consent_record", args=[case.pk, kind])
    if may_assess(user, case):
        for name in ("child_assess", "child_determination", "child_tracing"):
            found[name] = reverse(f"cases:{name}", args=[case.pk])
    return found


def _url(urls: dict[str, Any], deed: Deed, need: Need) -> str:
    if need in ON_CONSENT:
        return urls["consent"](deed.consent) if "consent" in urls else ""
    if need in ON_ASSESSMENT:
        return str(urls.get("child_assess", ""))
    if need in ON_DETERMINATION:
        return str(urls.get("child_determination", ""))
    return str(urls.get("child_tracing", "")) if need is Need.SAFETY_CHECK else ""


def waiting_assessment(case: Case) -> BestInterests | None:
    """The assessment that waits for a second person."""
    found: BestInterests | None = (
        BestInterests.objects.select_related("written_by")
        .filter(case=case, state=AssessmentState.WAITS)
        .first()
    )
    return found


def _due(case: Case) -> list[Due]:
    kinds = (*OF_CHILDREN, SECOND, LOOK, ASK_AGAIN)
    return [
        Due(case_tasks.kind_of(task).title, task) for task in case_tasks.of_case(case) if task.kind in kinds
    ]
