"""Handing over: the list, the wizard for one leaver, and the answer to an offer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases import caseload, hand_over
from cases.actions import accept_hand_over, begin_hand_over, decline_hand_over, withdraw_hand_over
from cases.forms.hand_over import DeclineForm, HandOverForm
from cases.models import HandOverCase

SHOWN = 100


@needs(Permission.CASE_HAND_OVER)
def overview(request: SignedIn) -> HttpResponse:
    """What I was asked to take; and, for who gives cases to others, what needs somebody."""
    user = request.user
    context: dict[str, Any] = {
        "offered": hand_over.offered_to(user)[:SHOWN],
        "leavers": hand_over.leavers_for(user),
        "supervises": user.can(Permission.CASE_ASSIGN),
        "unanswered": list(hand_over.unanswered(user)[:SHOWN]),
    }
    shown = [offer.case_id for offer in context["unanswered"]]
    if context["supervises"]:
        context |= {
            "needing": list(hand_over.need_somebody(user)[:SHOWN]),
            "declined": list(hand_over.declined(user)[:SHOWN]),
            "hidden": hand_over.hidden_without_worker(user),
        }
        shown += [case.pk for case in context["needing"]]
        shown += [offer.case_id for offer in context["declined"]]
    hand_over.record_listed(shown)
    return render(request, "cases/hand_over.html", context)


@needs(Permission.CASE_HAND_OVER)
@needs_recent_login
def wizard(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Last day and new workers for the cases of one leaver."""
    leaver = next((one for one, _count in hand_over.leavers_for(request.user) if one.pk == user_id), None)
    if leaver is None:
        raise Http404
    cases = list(hand_over.cases_of(request.user, leaver))
    form = HandOverForm(request.POST or None, cases=cases, leaver=leaver, initial={"leaves": True})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            begin_hand_over(
                actor=request.user,
                leaver=leaver,
                last_day=given["last_day"],
                choices=given["choices"],
                leaves=given["leaves"],
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            count = len(given["choices"])
            words = ngettext("%(count)s case was offered.", "%(count)s cases were offered.", count)
            messages.success(request, words % {"count": count})
            return redirect("cases:hand_over")
    if request.method == "GET":
        hand_over.record_listed([case.pk for case in cases])
    return render(request, "cases/hand_over_wizard.html", {"leaver": leaver, "form": form, "cases": cases})


@needs(Permission.CASE_HAND_OVER)
def offer(request: SignedIn, offer_id: UUID) -> HttpResponse:
    """One offer: to answer, for who was asked."""
    return _page(request, hand_over.get_offer_for(request.user, offer_id), DeclineForm())


def _page(request: SignedIn, row: HandOverCase, form: DeclineForm) -> HttpResponse:
    reference, code_name = hand_over.label_of(row)
    context = {
        "offer": row,
        "reference": reference,
        "code_name": code_name,
        "is_mine": row.to_id == request.user.pk,
        "is_open": row.state == HandOverCase.State.OFFERED,
        "form": form,
        "load": caseload.load_of(request.user, row.office_id),
    }
    return render(request, "cases/hand_over_offer.html", context)


@needs(Permission.CASE_HAND_OVER)
@require_POST
def accept(request: SignedIn, offer_id: UUID) -> HttpResponseBase:
    """Take the case over."""
    row = hand_over.get_offer_for(request.user, offer_id)
    try:
        accept_hand_over(actor=request.user, offer=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("cases:hand_over_offer", offer_id)
    messages.success(request, _("The case is yours now."))
    return redirect("cases:case", row.case_id)


@needs(Permission.CASE_HAND_OVER)
@require_POST
def decline(request: SignedIn, offer_id: UUID) -> HttpResponseBase:
    """Give the case back to the supervisor."""
    row = hand_over.get_offer_for(request.user, offer_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        decline_hand_over(actor=request.user, offer=row, reason=form.cleaned_data["reason"])
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("cases:hand_over_offer", offer_id)
    messages.success(request, _("The supervisor has been told."))
    return redirect("cases:hand_over")


@needs(Permission.CASE_HAND_OVER)
@require_POST
def withdraw(request: SignedIn, offer_id: UUID) -> HttpResponseBase:
    """Take an offer back."""
    row = hand_over.get_offer_for(request.user, offer_id)
    try:
        withdraw_hand_over(actor=request.user, offer=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("cases:hand_over")
