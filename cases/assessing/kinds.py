"""What determination and risk bring to the registers of this floor: kinds of tasks, pointers, blocks beside questions."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import case_tasks
from cases.actions.determining import SECOND, THIRD
from cases.actions.protecting import ACTION, IMMEDIATE, LOWER, REVIEW, alarm_people
from cases.assessing import determination_pointers, risk_pointers
from cases.assessing.determination_beside import suggestion_beside
from cases.assessing.risk_beside import level_beside
from cases.case_tasks import TaskKind
from cases.record import beside, pointers
from cases.record.beside import Beside


def register() -> None:
    """Called once at start-up."""
    risk, decide = Permission.RESTRICTED_READ, Permission.CASE_DETERMINE
    for kind in (
        TaskKind(REVIEW, _("Assess the risk"), "cases:risk", permission=risk),
        TaskKind(ACTION, _("Agree on measures and a safety plan"), "cases:risk", permission=risk),
        TaskKind(
            LOWER,
            _("Decide whether the level of risk may come down"),
            "cases:risk",
            case_tasks.supervisors_of,
            Permission.RISK_LOWER,
        ),
        TaskKind(IMMEDIATE, _("Act on an immediate risk"), "cases:risk", alarm_people, risk),
        TaskKind(
            SECOND,
            _("Look at a determination as the second person"),
            "cases:determination",
            permission=decide,
        ),
        TaskKind(
            THIRD, _("Decide a determination as the third person"), "cases:determination", permission=decide
        ),
    ):
        case_tasks.register(kind)
    pointers.register("determination", determination_pointers.point)
    pointers.register("risk", risk_pointers.point)
    beside.register(Beside("determination", "cases/_determination_beside.html", suggestion_beside))
    beside.register(Beside("risk", "cases/_risk_beside.html", level_beside))
