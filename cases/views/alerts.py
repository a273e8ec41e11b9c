"""The alerts of a case: set, read, lifted."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import access, alerts
from cases.actions import lift_alert, set_alert
from cases.forms.alerts import AlertForm
from cases.models import Audience


@needs(Permission.CASE_VIEW)
def case_alerts(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Those that stand, with their words, and those that are over."""
    case = access.get_case_for(request.user, case_id, viewed=["case_alert"])
    rows = alerts.rows_for(request.user, case)
    context = {
        "case": case,
        "standing": [row for row in rows if row.stands],
        "over": [row for row in rows if not row.stands],
        "may_change": access.may(request.user, Permission.CASE_EDIT, case),
        "zone": case.office.zone,
    }
    return render(request, "cases/alerts.html", context)


@needs(Permission.CASE_EDIT)
def alert_set(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Set an alert."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    offered = [pair for pair in Audience.choices if access.may(request.user, Permission(pair[0]), case)]
    days = int(setting("cases.alert_days", case.office_id))
    initial = {"audience": Audience.ALL, "until": case.office.today() + timedelta(days=days)}
    form = AlertForm(request.POST or None, audiences=offered, initial=initial)
    if form.is_valid():
        try:
            set_alert(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("The alert stands on every page of the case."))
            return redirect("cases:alerts", case.pk)
    return render(request, "cases/alert_set.html", {"case": case, "form": form})


@needs(Permission.CASE_EDIT)
@require_POST
def alert_lift(request: SignedIn, case_id: UUID, alert_id: UUID) -> HttpResponse:
    """It does not hold any more."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    row = next((one for one in alerts.rows_for(request.user, case) if one.pk == alert_id), None)
    if row is None:
        raise Http404
    row.case = case
    lift_alert(actor=request.user, alert=row)
    messages.success(request, _("The alert is lifted."))
    return redirect("cases:alerts", case.pk)
