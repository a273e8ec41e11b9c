"""What a case says about a child, as facts for `children.py`: a few queries, the child section and the consents opened."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from cases.child import suspicion
from cases.child.children import (
    COVERED_BY_ASSESSMENT,
    DEEDS,
    Assent,
    Facts,
    Guardian,
    determined_of,
    givers_who_count,
)
from cases.child.tracing import CONTACT
from cases.consent import laws
from cases.consent.validity import GRANTED, WAITS_FOR_GUARDIAN, stands
from cases.models import (
    AssessmentState,
    BestInterests,
    ChildProtection,
    ConsentRecord,
    PersonBiodata,
    TracingStep,
)
from cases.record.derive import age_on
from cases.sections import SECTIONS
from vault.partial import PartialDate

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from cases.models import Case

# What a page that shows verdicts opens.
OPENED = ("child", "consent")
# Who the guardian on record can be, as a consent names them.
OF_THE_SUSPECT = frozenset({"parent", "guardian", "other"})
ASSENTS = {one.value: one for one in Assent}


@dataclass(frozen=True)
class ChildRecord:
    """The facts with the rows they were read from."""

    facts: Facts
    row: ChildProtection
    assessment: BestInterests | None
    age: "Age"


@dataclass(frozen=True)
class Age:
    """Child, adult or not known, and what is said where that is in doubt (codes)."""

    majority: str = "unknown"
    dispute: str = ""
    years: int | None = None
    band: str = "unknown"


# The plain columns of the bio data that tell it, by name of Age.
TOLD_BY = {
    "majority": "majority_status",
    "dispute": "age_dispute",
    "years": "age_at_registration",
    "band": "age_band",
}


def age_of(case: "Case") -> Age:
    """What the bio data says of the age; one plain query."""
    told = PersonBiodata.objects.plain().filter(case=case)
    found = told.values_list(*TOLD_BY.values()).first()
    return Age(*found) if found else Age()


def age_beside() -> Subquery:
    """The same as a column `age_told` of a case that is read anyway, for `age_shown`."""
    told = PersonBiodata.objects.plain().filter(case=OuterRef("pk"))
    return Subquery(told.values_list(JSONObject(**TOLD_BY))[:1])


def age_shown(case: "Case") -> Age:
    """The same for a page, asked once for this instance of the case."""
    if "_age_shown" not in case.__dict__:
        told = case.__dict__.get("age_told")
        case.__dict__["_age_shown"] = Age(**told) if told else age_of(case)
    found: Age = case.__dict__["_age_shown"]
    return found


def is_child(case: "Case") -> bool:
    """A child, or presumed to be one (derive.majority_status); one plain query."""
    return age_of(case).majority == "minor"


def row_of(case: "Case") -> ChildProtection:
    """The stored row of the child section, or an unsaved one."""
    found: Any = SECTIONS["child"].row_of(case)
    return found  # type: ignore[no-any-return]  # its model


def guardian_on_record(case: "Case") -> Guardian:
    """Who answers for the child. Opens the child section."""
    return suspicion.guardian_in(row_of(case))


def is_suspect(case: "Case", giver: str) -> bool:
    """Whether a consent given by such a person is that of a guardian who may be involved."""
    if giver not in OF_THE_SUSPECT or not is_child(case):
        return False
    row = row_of(case)
    guardian = suspicion.guardian_in(row)
    if guardian is Guardian.SUSPECTED:
        return True
    # Once suspected, suspected until cleared, whoever is on record by now.
    suspects = suspicion.standing(row)
    return bool(suspects) and giver not in givers_who_count(guardian, suspects)


def in_force(case: "Case") -> BestInterests | None:
    """The assessment of best interests that two people agree on, the newest."""
    rows = BestInterests.objects.select_related("written_by", "looked_by").filter(case=case)
    found: BestInterests | None = rows.filter(state=AssessmentState.AGREED).order_by("-looked_at").first()
    return found


def covered_kinds(case: "Case") -> frozenset[str]:
    """Kinds of consent to a deed of which the assessment in force says yes, against the child's no."""
    assessment = in_force(case)
    covers = set(assessment.covers or ()) if assessment else set()
    return frozenset(DEEDS[code].consent for code in COVERED_BY_ASSESSMENT if code in covers)


def record_of(case: "Case") -> ChildRecord:
    """Everything a verdict depends on, as the case stands now."""
    row = row_of(case)
    guardian, suspects = suspicion.guardian_in(row), suspicion.standing(row)
    age = age_of(case)
    known = list(ConsentRecord.objects.filter(case=case).newest_of_each())
    assessment = in_force(case)
    today = case.office.today()
    facts = Facts(
        child=age.majority == "minor",
        guardian=guardian,
        agreed=frozenset(one.consent_type for one in known if counts(one, guardian, suspects, today)),
        alone=_alone(case, age.years, today),
        assent={
            one.consent_type: ASSENTS.get(one.child_assent, Assent.NOT_ASKED)
            for one in known
            if one.child_assent
        },
        assessed=assessment is not None,
        covered=frozenset(assessment.covers or ()) & DEEDS.keys() if assessment else frozenset(),
        determined=determined_of(
            row.bid_outcome or "", row.bid_panel or "", overdue=_is_over(row.bid_review, today)
        ),
        contact_is_safe=is_contact_checked(case.pk),
    )
    return ChildRecord(facts, row, assessment, age)


def facts_of(case: "Case") -> Facts:
    """The facts alone, for a guard."""
    return record_of(case).facts


def counts(row: ConsentRecord, guardian: Guardian, suspects: frozenset[str], today: "date") -> bool:
    """Whether this row is the yes of somebody who can act for the child."""
    if row.giver_suspected:
        return False
    is_yes = stands(row.consent_status, row.consent_valid_until, today) in GRANTED
    return is_yes and row.consent_giver in givers_who_count(guardian, suspects)


def is_contact_checked(case: "UUID") -> bool:
    """Whether somebody looked into who of the family is safe to reach, since tracing began the last time."""
    rows = TracingStep.objects.filter(case=case).order_by("-at", "pk")
    for step in rows:
        if step.after == CONTACT:
            return bool(step.safety_check)
        if step.after == "open":
            return False
    return False


def _alone(case: "Case", at_registration: int | None, today: "date") -> frozenset[str]:
    """Kinds that wait for a guardian but where the law lets a person of this age decide alone (P12).

    The years since registration count; the day of birth is not opened for it.
    """
    if at_registration is None:
        return laws.decided_alone(case, WAITS_FOR_GUARDIAN, None)
    since = age_on(PartialDate.of(case.registration_date), max(today, case.registration_date))
    return laws.decided_alone(case, WAITS_FOR_GUARDIAN, at_registration + since)


def _is_over(day: "date | None", today: "date") -> bool:
    return day is not None and day < today
