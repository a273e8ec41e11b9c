"""Assessing a country and a house (risk.md 2 and 6). Earlier assessments stay; the newest one counts."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit import events
from cases import dictionary
from cases.assessing import risk
from cases.models import CountryRisk, FacilityRisk

if TYPE_CHECKING:
    from accounts.models import Office, User


@transaction.atomic
def assess_country(
    *, actor: "User", office: "Office", country: str, scores: Mapping[str, int], source: str, on: date
) -> CountryRisk:
    """Enter the assessment of a country, by the seven indicators and with its sources.

    Raises PermissionDenied, ValidationError for an unknown country, a rating out of range or no source.
    """
    _require(actor, Permission.COUNTRY_ASSESS, office)
    try:
        risk.generic_level(scores)
    except ValueError as wrong:
        raise ValidationError(_("Rate each of the seven indicators from 0 to 3.")) from wrong
    if not source.strip():
        raise ValidationError({"source": _("Name the sources: others must be able to judge the assessment.")})
    row = CountryRisk(
        office=office, assessed_by=actor, country=country, scores=dict(scores), source=source, assessed_on=on
    )
    row.full_clean()
    row.save()
    facts = {"countries": [country], "number": sum(scores.values())}
    events.record("country_risk.assessed", subject=row, office=office.pk, actor=actor, facts=facts)
    return row


@transaction.atomic
def assess_facility(
    *,
    actor: "User",
    office: "Office",
    name: str,
    ratings: Mapping[str, int],
    measures: Mapping[str, str],
    on: date,
    facility: UUID | None = None,
) -> FacilityRisk:
    """Enter the assessment of a house by the six areas; without `facility` it is a house not assessed before.

    Raises PermissionDenied, ValidationError for a rating out of range. A missing measure refuses nothing (P1):
    who places somebody there is warned, and names the measure or a reason then.
    """
    _require(actor, Permission.HOUSE_ASSESS, office)
    areas = dictionary.codes(risk.AREAS)
    if set(ratings) != set(areas) or not all(0 <= ratings[area] <= risk.HIGHEST_RATING for area in areas):
        raise ValidationError(_("Rate each of the six areas from 0 to 3."))
    row = FacilityRisk(
        office=office,
        assessed_by=actor,
        facility=facility or uuid4(),
        name=name,
        ratings=dict(ratings),
        measures={area: text for area, text in measures.items() if area in areas and text.strip()},
        assessed_on=on,
    )
    row.full_clean()
    row.save()
    facts = {"number": max(ratings.values())}
    events.record("facility_risk.assessed", subject=row, office=office.pk, actor=actor, facts=facts)
    return row


def _require(actor: "User", permission: Permission, office: "Office") -> None:
    if not actor.can(permission, office):
        raise PermissionDenied(permission.value)
