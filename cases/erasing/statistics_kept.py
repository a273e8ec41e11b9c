"""What stays of an erased person for statistics, if consent to research stands (consent.md 4).

A new case that belongs to nobody: coded columns alone, days rounded to months, under a new identity, so
that no record of the erased case leads to it. Its scope is destroyed from the first moment: nothing can
ever be sealed into it.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from cases.child import children
from cases.child import record as child_record
from cases.consent import consents
from cases.consent.validity import GRANTED
from cases.models import Case, ConsentRecord, Person, RepeatedPart
from cases.models.fields import HouseMadeField
from cases.retention import section_models
from vault import keys
from vault.envelope import VaultError
from vault.partial import PartialDate

# Columns that no figure asks for, or that lead to somebody: they go.
NOT_KEPT = frozenset(
    {
        "origin_region_code",
        "exp_region_code",
        "primary_language",
        "safe_contact_method",
        "removed_by",
        "removed_at",
        "interviewer",
        "interview_date",
    }
    | {"determination_by", "risk_assessor", "closure_approved_by", "assist_consent", "retention_until"}
    | {"reflection_end", "permit_until", "needs_next_review", "risk_next_review", "bid_review"}
)


def may_be_kept(case: Case) -> bool:
    """Whether the answer about research is a yes that stands today; of a child one that counts (cases/child/children.py)."""
    return consents.statuses(case).get("research") in GRANTED and _counts_for_a_child(case)


def _counts_for_a_child(case: Case) -> bool:
    """A guardian's or the authority's yes and the child's own; always true of an adult. What does not open is no yes."""
    try:
        return children.verdict("research", child_record.facts_of(case)).state is children.State.NOW
    except VaultError:
        return False


def keep(case: Case) -> None:
    """Copy the coded columns of a case that is about to be erased."""
    now = timezone.now()
    new = _copy(case, {})
    new.erased_at, new.closed_to_use_at, new.restricted_case = now, None, False
    keys.destroy_scope(new.pk)
    _insert(new)
    person = _copy(Person.objects.get(case=case), {"case": new})
    _insert(person)
    for model in section_models():
        rows = model._base_manager.filter(case=case)
        if issubclass(model, RepeatedPart):
            rows = rows.filter(removed_at__isnull=True)
        for row in rows:
            _insert(_copy(row, {"case": new, "person": person}))
    research = ConsentRecord.objects.plain().filter(case=case).newest_of("research")
    _insert(_copy(research[0], {"case": new}))


def _copy(row: models.Model, links: dict[str, models.Model]) -> Any:
    """A new row with the coded columns of `row`, nothing sealed, no day, and links to the new rows."""
    made = type(row)(pk=uuid.uuid4())
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in NOT_KEPT or isinstance(field, HouseMadeField):
            continue
        if field.name == "envelope":
            setattr(made, field.name, b"")
        elif field.name in links:
            setattr(made, field.name, links[field.name])
        else:
            setattr(made, field.attname, _without_day(getattr(row, field.attname)))
    return made


def _without_day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if isinstance(value, PartialDate):
        return PartialDate(value.year, value.month)
    return value.replace(day=1) if isinstance(value, date) else value


def _insert(row: models.Model) -> None:
    # Past the sealed manager: there is nothing to seal, and no key to seal it with.
    many: Any = models.QuerySet(type(row))
    many.bulk_create([row])
