"""What need to know tells people and asks two people for; called once at start-up."""

from django.utils.translation import gettext_lazy as _

from cases.actions import flags
from notifications import outbox


def register() -> None:
    """Name the approvals and the notices."""
    flags.register_approvals()
    outbox.register("case.assigned", _("A case was given to you"), "cases:case")
    outbox.register("case.emergency", _("A case of yours was opened in an emergency"), "cases:case")
    outbox.register(
        "emergency.opened", _("A case was opened in an emergency: review it"), "cases:emergency_review"
    )
    outbox.register("emergency.overdue", _("The review of an emergency is overdue"), "cases:emergency_review")
    outbox.register(
        "conflict.raised", _("A possible conflict of interest: look at it"), "cases:conflict_review"
    )
