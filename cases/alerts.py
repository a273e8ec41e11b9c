"""Which alerts of a case somebody sees: their reasons for the bar of every page, their words on one page."""

from typing import TYPE_CHECKING, Any

from accounts.permissions import Permission
from cases import access
from cases.models import AlertReason, Audience, Case, CaseAlert

if TYPE_CHECKING:
    from accounts.models import User

AT_MOST = 3  # on the bar; the page has them all


def told(user: "User", case: Case) -> list[str]:
    """The reasons that this person sees on the bar, in words, the newest first; nothing is opened."""
    rows: list[dict[str, str]] = case.__dict__.get("alerts_told") or []
    seen = [row["reason"] for row in rows if access.may(user, Permission(row["audience"]), case)]
    return [str(AlertReason(reason).label) for reason in dict.fromkeys(seen)][:AT_MOST]


def rows_for(user: "User", case: Case) -> list[CaseAlert]:
    """Every alert that was ever set and that this person may read, the newest first."""
    audiences = [one.value for one in Audience if access.may(user, Permission(one.value), case)]
    found: Any = CaseAlert.objects.filter(case=case, audience__in=audiences)
    return list(found.select_related("set_by", "lifted_by"))
