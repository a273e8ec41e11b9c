"""What the record holds for a determination: findings, suggestion and hints of one case."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cases import access, determination, indicator_hints, office_rules
from cases.determination import DIMENSIONS, Findings, Suggestion
from cases.indicator_hints import Hint, Record
from cases.models import Case, Determination, Exploitation, Interview, PersonBiodata, Trafficking
from cases.sections import SECTIONS

if TYPE_CHECKING:
    from accounts.models import User

# The sections that the table indicator_hints looks into.
HINTING = (
    "documents",
    "socio_economic",
    "recruitment",
    "transit",
    "exploitation",
    "legal_status",
)


def findings_of(case: Case, row: Determination) -> Findings:
    """What the suggestion rests on, as the case stands now. Opens nothing but `row`, which the caller has at hand."""
    child = is_child(case)
    ticked = {key: getattr(row, field) or () for key, field in DIMENSIONS.items()}
    asked = {key for key in DIMENSIONS if getattr(row, determination.asked_key(key))}
    types = Exploitation.objects.plain().filter(case=case).values_list("exp_types", flat=True)
    return Findings(
        interview_completed=Interview.objects.plain()
        .filter(case=case, interview_outcome="completed")
        .exists(),
        child=child,
        act=frozenset(row.act_elements or ()),
        means=frozenset(row.means_elements or ()),
        dimensions=determination.results(ticked, asked, office_rules.weights_at(case.office_id, child=child)),
        exploitation=frozenset().union(*types),
    )


def is_child(case: Case) -> bool:
    """Whether the person was a child when it began, or is presumed to have been one.

    Where nothing is recorded of the recruitment, who is a child at registration was one then, too.
    """
    told = PersonBiodata.objects.plain().filter(case=case).values_list("majority_status", "age_dispute")
    majority_now, dispute = told.first() or ("unknown", "")
    began = Trafficking.objects.plain().filter(case=case).values_list("majority_at_entry", flat=True).first()
    majority = "minor" if majority_now == "minor" else (began or "unknown")
    return determination.is_child(majority, dispute)


def suggestion_of(case: Case, row: Determination) -> Suggestion:
    """The suggestion as the case stands now."""
    return determination.suggest(findings_of(case, row))


def derive(case: Case, row: Determination) -> None:
    """Set the computed values of the section before it is saved. The decision is nobody's but a person's."""
    findings = findings_of(case, row)
    row.dimension_results = {key: result.value for key, result in findings.dimensions.items()}
    row.determination_suggested = determination.suggest(findings).code


def hints_for(user: "User", case: Case) -> tuple[list[Hint], list[Hint]]:
    """Hints at indicators and at acts from the answers this person may read; the page says which sections it opened."""
    record = record_for(user, case, HINTING)
    limits = office_rules.hint_limits_at(case.office_id)
    return indicator_hints.hints(record, limits), indicator_hints.act_hints(record)


def record_for(user: "User", case: Case, sections: Collection[str]) -> Record:
    """The rows of these sections as far as this person may read them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for key in sections:
        readable = access.readable_fields(user, case, key)
        if not readable:
            continue
        section = SECTIONS[key]
        rows = section.rows_of(case) if section.repeats else [section.row_of(case)]
        found[key] = [{name: getattr(row, name) for name in readable} for row in rows]
    return found


def opened_for(user: "User", case: Case, sections: Collection[str]) -> list[str]:
    """Which of these sections are opened for this person: what the door records."""
    return [key for key in sections if access.readable_fields(user, case, key)]
