"""Which changes of staff take two people, and what is done when both agree: registered at start-up."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import approvals, standing_in
from accounts.actions import narrowing, partners, resets, roles
from accounts.models import Approval, User
from accounts.permissions import DUTY_PERMISSIONS, DutyCode, Permission, Role
from accounts.upward import HARMLESS, held_throughout, may_bring

GIVING = {
    "new_colleague": gettext_lazy("New colleague"),
    "new_tasks": gettext_lazy("New tasks"),
    "absence_cover": gettext_lazy("Stands in for somebody"),
    "training": gettext_lazy("Training completed"),
    "other": gettext_lazy("Another reason"),
}


def describe_giving(approval: Approval) -> approvals.Rows:
    """Who would be given what, for how long, and what the person could do then."""
    user = User.objects.get(pk=approval.subject_id)
    first, last = roles.period_of(approval)
    if approval.kind == "role_upward":
        role = Role(approval.facts["role"])
        label, brings = role.label, may_bring(role) - HARMLESS
    else:
        duty = DutyCode(approval.facts["duty"])
        label, brings = duty.label, DUTY_PERMISSIONS.get(duty, frozenset())
    if approval.is_open and approval.office is not None:
        brings -= held_throughout(user, approval.office, first or timezone.now(), last)
    return [
        {"label": _("Member of staff"), "value": user.display_name},
        {"label": _("Would be"), "value": label},
        {"label": _("From"), "value": first.date() if first else _("The moment it is approved")},
        {"label": _("To"), "value": last.date() if last else _("Until it is ended")},
        {"label": _("Could then"), "many": sorted(str(permission.label) for permission in brings)},
    ]


for code, title in (
    ("role_upward", gettext_lazy("Give somebody a role")),
    ("duty_upward", gettext_lazy("Give somebody a duty")),
):
    approvals.register(
        code,
        title=title,
        ask=Permission.STAFF_MANAGE,
        approve=Permission.STAFF_APPROVE,
        perform=roles.give_approved,
        describe=describe_giving,
        decides=standing_in.decides,
        within=standing_in.within,
        reasons=GIVING,
    )
approvals.register(
    resets.KIND,
    title=gettext_lazy("Reset somebody's second factors"),
    ask=Permission.STAFF_APPROVE,
    approve=Permission.STAFF_APPROVE,
    perform=resets.on_approval,
    describe=resets.describe,
    decides=standing_in.decides,
    within=standing_in.within,
    reasons={"factor_lost": gettext_lazy("Every second factor was lost")},
    lasts_hours=400,
)
approvals.register(
    partners.KIND,
    title=gettext_lazy("Name a partner office"),
    ask=Permission.OFFICE_MANAGE,
    approve=Permission.STAFF_APPROVE,
    perform=partners.name_approved,
    describe=partners.describe,
    decides=partners.decides,
    within=partners.within,
    reasons={"one_person_office": gettext_lazy("The office has nobody for the second person")},
)
approvals.register(
    narrowing.KIND,
    title=gettext_lazy("Give a narrowed role something back"),
    ask=Permission.STAFF_MANAGE,
    approve=Permission.STAFF_APPROVE,
    perform=narrowing.give_back,
    describe=narrowing.describe,
    decides=standing_in.decides,
    within=standing_in.within,
    reasons=narrowing.REASONS,
)
