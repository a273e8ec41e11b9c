"""The tab on the case page: proceedings with their hearings and claims (practice.md P17)."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from cases import access
from cases.panels import Panel
from legal.models import Claim, Hearing, HearingState, Proceeding, ProceedingStep, Protection
from legal.panel import written
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

TONES = {HearingState.PLANNED: "now", HearingState.HELD: "done"}


def context(user: "User", case: "Case") -> dict[str, Any]:
    """Each proceeding with its history, hearings and claims."""
    rows, steps = list(Proceeding.objects.filter(case=case)), list(ProceedingStep.objects.filter(case=case))
    claims = list(Claim.objects.filter(case=case))
    hearings = list(Hearing.objects.filter(case=case).select_related("companion", "booking"))
    open_many([*rows, *steps, *hearings, *claims])
    return {
        "proceedings": [
            {
                "row": row,
                "tone": "plain" if row.is_over else "now",
                "written": written(row, ("court", "number", "lawyer", "charges", "outcome")),
                "steps": [step for step in steps if step.proceeding_id == row.pk],
                "hearings": [_hearing(one) for one in hearings if one.proceeding_id == row.pk],
                "claims": [
                    {"row": one, "written": written(one, ("claimed", "awarded", "received", "note"))}
                    for one in claims
                    if one.proceeding_id == row.pk
                ],
            }
            for row in rows
        ],
        "may_change": access.may(user, Permission.LEGAL_WRITE, case),
        "zone": case.office.zone,
    }


def _hearing(row: Hearing) -> dict[str, Any]:
    """A hearing with what is arranged for it."""
    labels = dict(Protection.choices)
    protection = ", ".join(str(labels[code]) for code in row.protection if code in labels)
    lines = [
        (_("Who goes along"), row.companion.display_name if row.companion else ""),
        (_("Interpreter"), row.booking),
        (_("What protects the person there"), protection),
        (_("Prepared"), _("Yes") if row.prepared_at else _("Not yet")),
    ]
    told = [{"label": label, "value": value} for label, value in lines if value]
    tone = TONES.get(HearingState(row.state), "plain")
    return {"row": row, "tone": tone, "written": [*told, *written(row, ("wishes", "outcome"))]}


PANELS = (
    Panel(
        "proceedings",
        gettext_lazy("Proceedings"),
        "legal/_proceedings.html",
        Permission.LEGAL_READ,
        context,
        order=56,
    ),
)
