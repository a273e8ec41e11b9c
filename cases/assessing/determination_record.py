"""What the record holds for a determination: findings, suggestion and hints of one case."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, OuterRef, Subquery

from cases import access
from cases.assessing import determination, indicator_hints, office_rules
from cases.assessing.determination import DIMENSIONS, Findings, Suggestion
from cases.assessing.indicator_hints import Hint, Record
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
    told = _told(case)
    child = told.child
    ticked = {key: getattr(row, field) or () for key, field in DIMENSIONS.items()}
    asked = {key for key in DIMENSIONS if getattr(row, determination.asked_key(key))}
    return Findings(
        interview_completed=told.interview_completed,
        child=child,
        act=frozenset(row.act_elements or ()),
        means=frozenset(row.means_elements or ()),
        dimensions=determination.results(ticked, asked, office_rules.weights_at(case.office_id, child=child)),
        exploitation=told.exploitation,
    )


@dataclass(frozen=True)
class _Told:
    """What plain columns of other sections tell."""

    child: bool
    interview_completed: bool
    exploitation: frozenset[str]


def _told(case: Case) -> _Told:
    """Ask the other sections at once.

    A child is who was one when it began, or is presumed to have been one. Where nothing is recorded of the recruitment,
    who is a child at registration was one then, too.
    """
    here = {"case": OuterRef("pk")}
    biodata = PersonBiodata.objects.plain().filter(**here)
    completed = Interview.objects.plain().filter(interview_outcome="completed", **here)
    types = Exploitation.objects.plain().filter(**here).annotate(one=Func("exp_types", function="unnest"))
    row = (
        Case.objects.plain()
        .filter(pk=case.pk)
        .values_list(
            Subquery(biodata.values("majority_status")[:1]),
            Subquery(biodata.values("age_dispute")[:1]),
            Subquery(Trafficking.objects.plain().filter(**here).values("majority_at_entry")[:1]),
            Exists(completed),
            ArraySubquery(types.values("one")),
        )
        .get()
    )
    now, dispute, began, is_completed, found = row
    majority = "minor" if now == "minor" else (began or "unknown")
    return _Told(determination.is_child(majority, dispute or ""), is_completed, frozenset(found))


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
