"""The tab on the case page: what the person asked for, and which breaches concern the person."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.panels import Panel
from redress.models import Affected, PersonRequest

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


def context(user: "User", case: "Case") -> dict[str, Any]:
    """The requests and breaches of a case; `may_answer` for who answers."""
    requests = list(PersonRequest.objects.plain().filter(case=case))
    for row in requests:
        row.case = case  # by whose office a day has passed: asked once
    return {
        "requests": requests,
        "breaches": list(Affected.objects.plain().filter(case=case).select_related("breach")),
        "may_record": access.may(user, Permission.REQUEST_RECORD, case),
    }


PANELS = (
    Panel("requests", _("Requests"), "redress/_panel.html", Permission.REQUEST_RECORD, context, order=80),
)
