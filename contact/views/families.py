"""The family of a person, and who must be kept apart from whom: on the case's own page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from contact import actions
from contact.forms import ApartForm, FamilyForm
from contact.models import KeptApart


@needs(Permission.CASE_EDIT)
def family(request: SignedIn, case_id: str) -> HttpResponse:
    """Put somebody else into the family of this person."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    form = FamilyForm(request.POST or None, user=request.user, case=case)
    if form.is_valid():
        given = form.cleaned_data
        other = given["reference"]
        try:
            actions.form_family(
                actor=request.user,
                cases=[case, other],
                relations={case.pk: given["own_relation"], other.pk: given["relation"]},
                joint_shelter=given["joint_shelter"],
            )
        except actions.AlreadyInAFamily:
            form.add_error(
                "reference", _("Both people belong to a family already. Let one of them leave it first.")
            )
        else:
            messages.success(request, _("They are one family now. Each keeps a file of their own."))
            return redirect("cases:panel", case.pk, "family")
    return render(request, "contact/family.html", {"case": case, "form": form})


@needs(Permission.CASE_EDIT)
@require_POST
def leave(request: SignedIn, case_id: str) -> HttpResponse:
    """Take this person out of the family."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    actions.leave_family(actor=request.user, case=case)
    messages.success(request, _("The person belongs to no family now."))
    return redirect("cases:panel", case.pk, "family")


@needs(Permission.CASE_EDIT)
def apart(request: SignedIn, case_id: str) -> HttpResponse:
    """Note that this person must not meet another one."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    form = ApartForm(request.POST or None, user=request.user, case=case)
    if form.is_valid():
        given = form.cleaned_data
        actions.keep_apart(actor=request.user, case=case, other=given["reference"], reason=given["reason"])
        messages.success(request, _("Both files say now that these two are kept apart."))
        return redirect("cases:panel", case.pk, "family")
    return render(request, "contact/apart.html", {"case": case, "form": form})


@needs(Permission.CASE_EDIT)
@require_POST
def meet(request: SignedIn, case_id: str, apart_id: str) -> HttpResponse:
    """It is over: they may meet again."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    row = KeptApart.objects.filter(case=case, pk=apart_id).first()
    if row is None:
        raise Http404
    actions.meet_again(actor=request.user, case=case, row=row)
    messages.success(request, _("Both files are changed: these two may meet."))
    return redirect("cases:panel", case.pk, "family")
