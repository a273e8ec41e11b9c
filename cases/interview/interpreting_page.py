"""The tab of a case about interpreters: wishes, whom the person chose or refused, and the hours that are booked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases import access
from cases.interview import refusals
from cases.interview.interpreter_clock import REASONS, to_change
from cases.interview.interpreters import chosen_in, language_names, wish_of
from cases.models import Case, Interpreter, InterpreterBooking
from cases.panels import Panel

if TYPE_CHECKING:
    from accounts.models import User


def context(user: "User", case: Case) -> dict[str, Any]:
    """What the tab shows, by code: no name is opened."""
    heard = refusals.words(case)
    refused = refusals.refused(case, heard=heard)
    wish = wish_of(case)
    said = Interpreter.objects.plain().filter(office=case.office_id)
    return {
        "wishes": _wishes(wish),
        "words": wish.words if wish else "",
        "chosen": [
            (row, language_names(row)) for row in said.filter(pk__in=chosen_in(case)).exclude(pk__in=refused)
        ],
        "refused": list(said.filter(pk__in=refused)),
        "bookings": list(
            InterpreterBooking.objects.filter(case=case, cancelled_at=None, ends_at__gt=timezone.now())
            .select_related("interpreter")
            .defer("interpreter__envelope")
        ),
        "again": again(case, heard),
        "zone": case.office.zone,
        "may_change": access.may(user, Permission.CASE_EDIT, case),
    }


def again(case: Case, heard: Sequence[refusals.Word]) -> list[tuple[InterpreterBooking, str | Promise]]:
    """Hours for which somebody else has to be chosen, and why; `heard` is what refusals.words gave."""
    return [(booking, REASONS[code]) for booking, code in to_change(case, heard)]


def _wishes(wish: Any) -> list[dict[str, Any]]:
    """The wishes as rows to read."""
    names = ("interviewer", "interpreter", "origin", "mode")
    return [
        {"label": wish._meta.get_field(name).verbose_name, "value": getattr(wish, f"get_{name}_display")()}
        for name in names
        if wish is not None and getattr(wish, name)
    ]


PANEL = Panel(
    "interpreter",
    _("Interpreter"),
    "cases/_interpreter_panel.html",
    Permission.CONFIDENTIAL_READ,
    context,
    order=50,
)
