"""The breach register, and the assessment of one person by who knows the case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from redress import actions
from redress.access import get_affected_for, get_breach_for
from redress.forms.breaches import AffectedForm, AssessForm, BreachForm, FollowUpForm
from redress.models import Breach
from redress.views.paging import paged


@needs(Permission.BREACH_HANDLE)
def breaches(request: SignedIn) -> HttpResponse:
    """The register."""
    rows = Breach.objects.visible_to(request.user).plain().select_related("office")
    return render(request, "redress/breaches.html", paged(request, rows))


@needs(Permission.BREACH_HANDLE)
def record(request: SignedIn) -> HttpResponseBase:
    """Enter a breach."""
    offices = request.user.offices_with(Permission.BREACH_HANDLE)
    form = BreachForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        row = actions.record_breach(actor=request.user, **form.cleaned_data)
        return redirect("redress:breach", row.pk)
    return render(request, "redress/breach_record.html", {"form": form})


@needs(Permission.BREACH_HANDLE)
def breach(request: SignedIn, breach_id: UUID) -> HttpResponseBase:
    """One breach: the authority, the people it concerns, and what was done."""
    row = get_breach_for(request.user, breach_id)
    form = FollowUpForm(request.POST or None, initial=_known(row))
    if request.method == "POST" and form.is_valid():
        actions.change_breach(actor=request.user, breach=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("redress:breach", row.pk)
    events.record("breach.viewed", subject=row, office=row.office_id)
    return _page(request, row, form, AffectedForm())


def _known(row: Breach) -> dict[str, Any]:
    names = ("measures", "authority_told_at", "authority_reference", "authority_not_needed")
    return {name: getattr(row, name) for name in names}


def _page(request: SignedIn, row: Breach, form: FollowUpForm, adding: AffectedForm) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "adding": adding,
        "people": actions.people_of(row),
        "late": row.authority_is_late(),
    }
    return render(request, "redress/breach.html", context)


@needs(Permission.BREACH_HANDLE)
@require_POST
def add_person(request: SignedIn, breach_id: UUID) -> HttpResponseBase:
    """Name a case the breach concerns."""
    row = get_breach_for(request.user, breach_id)
    form = AffectedForm(request.POST)
    if form.is_valid():
        try:
            actions.add_affected(actor=request.user, breach=row, reference=form.cleaned_data["reference"])
        except actions.UnknownCase:
            form.add_error("reference", _("There is no case of this reference at this office."))
        else:
            messages.success(request, _("The worker of the case was asked to assess the danger."))
            return redirect("redress:breach", row.pk)
    return _page(request, row, FollowUpForm(initial=_known(row)), form)


@needs(Permission.BREACH_HANDLE)
@require_POST
def close(request: SignedIn, breach_id: UUID) -> HttpResponseBase:
    """Close the breach."""
    row = get_breach_for(request.user, breach_id)
    try:
        actions.close_breach(actor=request.user, breach=row)
    except actions.AssessFirst:
        messages.error(request, _("The danger has not been assessed for everybody concerned."))
    return redirect("redress:breach", row.pk)


@needs(Permission.CASE_EDIT)
def assess(request: SignedIn, affected_id: UUID) -> HttpResponseBase:
    """Assess the danger for one person."""
    row = get_affected_for(request.user, affected_id)
    initial = {"risk": row.risk, "decision": row.decision, "assessment": row.assessment}
    form = AssessForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.assess(actor=request.user, affected=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("redress:assess", row.pk)
    return render(request, "redress/assess.html", {"row": row, "case": row.case, "form": form})


@needs(Permission.CASE_EDIT)
@require_POST
def told(request: SignedIn, affected_id: UUID) -> HttpResponseBase:
    """Note that the person was told."""
    row = get_affected_for(request.user, affected_id)
    try:
        actions.record_told(
            actor=request.user, affected=row, happened_before="happened_before" in request.POST
        )
    except actions.AssessFirst:
        messages.error(
            request,
            _(
                "Do not tell the person yet: not everybody's danger has been assessed, or the decision is to wait."
            ),
        )
    else:
        messages.success(request, _("Noted."))
    return redirect("redress:assess", row.pk)
