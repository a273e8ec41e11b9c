"""The tab on the case page: items of assistance, to whom they were referred, and what the providers said."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.models import AssistanceItem
from cases.panels import Panel
from resources.models import Kind, ProviderReferral, ProviderReport, State, Suitability
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

OVER = ("completed", "declined", "discontinued", "unavailable")
TONES = {
    State.SENT: "now",
    State.ACCEPTED: "done",
    State.STARTED: "done",
    State.ENDED: "plain",
    State.DECLINED: "stop",
    State.STOPPED: "stop",
    State.RETURNED: "plain",
}


def context(user: "User", case: "Case") -> dict[str, Any]:
    """Items that are not over, and all referrals with what was passed on and said."""
    referrals = list(ProviderReferral.objects.filter(case=case).select_related("provider"))
    reports = list(ProviderReport.objects.filter(case=case))
    open_many([*referrals, *reports])
    suited = dict(Suitability.choices)
    return {
        "items": list(AssistanceItem.objects.plain().filter(case=case).exclude(assist_status__in=OVER)),
        "referrals": [
            {
                "row": row,
                "tone": TONES[State(row.state)],
                "passed": [
                    str(suited.get(one["key"], "")) if row.kind == Kind.ENQUIRY else one["label"]
                    for one in row.passed or []
                ],
                "reports": [one for one in reports if one.referral_id == row.pk],
            }
            for row in referrals
        ],
        "may_refer": access.may(user, Permission.CASE_EDIT, case),
        "zone": case.office.zone,
    }


PANEL = Panel(
    "providers", _("Providers"), "resources/_panel.html", Permission.CONFIDENTIAL_READ, context, order=60
)
