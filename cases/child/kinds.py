"""What the protection of children brings to the registers of this floor: kinds of tasks, listeners, blocks, notices."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import case_tasks
from cases.actions import child_events, child_tasks
from cases.case_tasks import TaskKind
from cases.child import beside as child_beside
from notifications import outbox

PAGE = "cases:child"


def register() -> None:
    """Called once at start-up."""
    reads = Permission.RESTRICTED_READ
    for key, title in (
        (child_tasks.GUARDIAN, _("Ask the authority for a guardian who can act")),
        (child_tasks.ASSESS, _("Assess the best interests of the child")),
        (child_tasks.SECOND, _("Look at an assessment of best interests as the second person")),
        (child_tasks.LOOK, _("Look at what a colleague asks about the child, as the second person")),
        (child_tasks.PANEL, _("Ask for a formal determination of best interests")),
        (child_tasks.REVIEW, _("Have the determination of best interests reviewed")),
    ):
        case_tasks.register(TaskKind(key, title, PAGE, permission=reads))
    case_tasks.register(
        TaskKind(
            child_tasks.ASK_AGAIN,
            _("Ask again for the consents that have ended"),
            "cases:consent",
            permission=Permission.CONSENT_RECORD,
        )
    )
    outbox.register("child.best_interests", _("An assessment of best interests needs a second person"), PAGE)
    child_events.listen()
    child_beside.register()
