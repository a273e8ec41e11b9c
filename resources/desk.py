"""What a provider's account sees: what was referred to its own organisation, and nothing else (P6).

These accounts reach no case: row security gives them no row. What they may read is asked under a rule of the house,
and only ever narrowed to their organisation here.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from accounts import acting
from accounts.models import Office
from accounts.permissions import Permission
from resources.models import Kind, ProviderReferral, ProviderReport, State, Suitability
from resources.passing import HEALTH

if TYPE_CHECKING:
    from accounts.models import User

RULE = "provider_desk"
# What a provider may say, by where a referral stands. What has happened can be said in any order (P1).
SAYS = (State.ACCEPTED, State.DECLINED, State.STARTED, State.ENDED)


def referred_to(user: "User") -> Any:
    """The referrals to the organisations where this person answers for a provider. Ask inside `acting.by_rule(RULE)`."""
    offices = user.offices_with(Permission.PROVIDER_ITEMS)
    organisations = Office.objects.filter(pk__in=offices).values("organisation")
    rows = ProviderReferral.objects.filter(provider__organisation__in=organisations)
    return rows.filter(case__closed_to_use_at__isnull=True).select_related("provider", "case")


def listed(user: "User") -> list[ProviderReferral]:
    """All of them, the newest first; nothing is opened."""
    with acting.by_rule(RULE):
        return list(referred_to(user).plain())


def one_for(user: "User", referral_id: UUID) -> ProviderReferral:
    """One of them. Raises Http404 for any other, as for one that is not there."""
    with acting.by_rule(RULE):
        found: ProviderReferral | None = referred_to(user).filter(pk=referral_id).first()
    if found is None:
        raise Http404
    return found


def reports_of(row: ProviderReferral) -> list[ProviderReport]:
    """What was said of it, the first first."""
    with acting.by_rule(RULE):
        return list(ProviderReport.objects.filter(referral=row))


def shown(row: ProviderReferral) -> list[dict[str, Any]]:
    """What the provider may read now: what was passed on, less what a withdrawal has closed."""
    if row.stopped_at is not None:
        return []
    if row.kind == Kind.ENQUIRY:
        labels = dict(Suitability.choices)
        return [{"label": "", "value": labels.get(one["key"], "")} for one in row.passed or []]
    closed = HEALTH if row.health_closed_at else frozenset()
    return [one for one in row.passed or [] if one["key"] not in closed]


def may_say(row: ProviderReferral) -> list[tuple[str, Any]]:
    """What can be said of it now: once it was stopped, only that what was received is gone."""
    states = SAYS if row.stopped_at is None else (State.RETURNED,)
    return [(one.value, one.label) for one in states]
