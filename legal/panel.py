"""The tab on the case page: the right to stay as a history, and what is done while somebody is held."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.models.scoped import CaseRow
from cases.panels import Panel
from legal.models import Custody, CustodyDeed, Permit, PermitStep
from legal.workflow import steps_from
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def context(user: "User", case: "Case") -> dict[str, Any]:
    """Applications with their steps, and custodies with their deeds; the place only to who may read whereabouts."""
    permits, custodies = list(Permit.objects.filter(case=case)), list(Custody.objects.filter(case=case))
    steps, deeds = list(PermitStep.objects.filter(case=case)), list(CustodyDeed.objects.filter(case=case))
    may_place = access.may(user, Permission.LOCATION_READ, case)
    open_many([*permits, *steps, *deeds, *(custodies if may_place else [])])
    may_change = access.may(user, Permission.LEGAL_WRITE, case)
    today = case.office.today()
    return {
        "permits": [
            {
                "row": row,
                "tone": _tone(row, run_out := row.has_run_out(today)),
                "state": _("Has run out") if run_out else row.get_state_display(),
                "written": written(row, ("authority", "number", "lawyer", "valid_until", "appeal_until")),
                "steps": [step for step in steps if step.permit_id == row.pk],
                "next": steps_from(row.state) if may_change else {},
            }
            for row in permits
        ],
        "custodies": [
            {
                "row": row,
                "written": written(row, ("place", "authority", "grounds", "lawyer", "outcome"))
                if may_place
                else [],
                "deeds": [_line(deed) for deed in deeds if deed.custody_id == row.pk],
            }
            for row in custodies
        ],
        "may_change": may_change,
        "may_place": may_place,
        "zone": case.office.zone,
    }


def _tone(row: Permit, run_out: bool) -> str:
    """How the state of an application is set off."""
    if run_out or row.state in ("refused", "finally_refused", "revoked"):
        return "stop"
    return {"granted": "done", "prepared": "later", "applied": "now", "appealed": "now"}.get(
        row.state, "plain"
    )


def written(row: CaseRow, names: Iterable[str]) -> list[dict[str, Any]]:
    """What is written, as rows to read; what is not known is left out."""
    meta: Any = row._meta
    return [
        {"label": meta.get_field(name).verbose_name, "value": getattr(row, name)}
        for name in names
        if getattr(row, name)
    ]


def _line(deed: CustodyDeed) -> dict[str, Any]:
    """A deed with how it stands: done, not possible, overdue or to do."""
    waits = deed.done_at is None and deed.is_possible
    if deed.done_at:
        state, tone = _("Done"), "done"
    elif not waits:
        state, tone = _("Not possible"), "plain"
    else:
        late = deed.due_at < timezone.now()
        state, tone = (_("Overdue"), "stop") if late else (_("To do"), "now")
    return {"row": deed, "label": deed.get_deed_display(), "state": state, "tone": tone, "waits": waits}


PANELS = (Panel("legal", _("Right to stay"), "legal/_panel.html", Permission.LEGAL_READ, context, order=55),)
