"""The tab on the case page: the person's family, and who must be kept apart."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.models import Case
from cases.panels import Panel
from contact.models import FamilyTie, KeptApart

if TYPE_CHECKING:
    from accounts.models import User


def context(user: "User", case: Case) -> dict[str, Any]:
    """The others of the family and those to be kept apart, each named only to who may see that case."""
    own = FamilyTie.objects.filter(case=case).select_related("family").first()
    others = (
        FamilyTie.objects.filter(family=own.family).exclude(pk=own.pk) if own else FamilyTie.objects.none()
    )
    apart = list(KeptApart.objects.filter(case=case))
    ties = list(others)
    wanted = [tie.case_id for tie in ties] + [row.other_id for row in apart]
    seen = {
        one.pk: one
        for one in Case.objects.plain().visible_to(user).filter(pk__in=wanted).select_related("person")
    }
    return {
        "own": own,
        "family": [(tie, seen[tie.case_id]) for tie in ties if tie.case_id in seen],
        "apart": [(row, seen.get(row.other_id)) for row in apart],
        "may_change": access.may(user, Permission.CASE_EDIT, case),
    }


PANELS = (
    Panel(
        "family", _("Family and ties"), "contact/_panel.html", Permission.CONFIDENTIAL_READ, context, order=60
    ),
)
