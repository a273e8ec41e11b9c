"""Referring an item of a case to a provider, and asking without data."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from cases import access
from cases.consent.consents import ConsentMissing
from cases.models import AssistanceItem
from resources import actions
from resources.forms.referrals import EnquiryForm, ReferForm


@needs(Permission.CASE_EDIT)
def refer(request: SignedIn, case_id: UUID, row_id: UUID) -> HttpResponse:
    """Pass an item on with chosen answers: consent and agreement are asked, and what is missing is said."""
    item = _item_of(request.user, case_id, row_id)
    form = ReferForm(request.POST or None, user=request.user, case=item.case, service=item.assist_type)
    if form.is_valid():
        try:
            actions.refer_to_provider(actor=request.user, item=item, **form.cleaned_data)
        except ConsentMissing as missing:
            for reason in missing.reasons:
                form.add_error(None, str(reason))
        except actions.NoAgreement:
            form.add_error(
                "provider",
                _(
                    "No agreement in force lets data go to this provider. Ask without data, or agree in writing first."
                ),
            )
        else:
            return _done(request, item, _("Referred. The provider was told if it has accounts here."))
    return _page(request, "resources/refer.html", item, form)


@needs(Permission.CASE_EDIT)
def enquire(request: SignedIn, case_id: UUID, row_id: UUID) -> HttpResponse:
    """Ask whether there is room, without anything of the person."""
    item = _item_of(request.user, case_id, row_id)
    form = EnquiryForm(request.POST or None, service=item.assist_type)
    if form.is_valid():
        actions.enquire_at_provider(actor=request.user, item=item, **form.cleaned_data)
        return _done(request, item, _("Asked. Nothing of the person was told."))
    return _page(request, "resources/enquire.html", item, form)


def _item_of(user: User, case_id: UUID, row_id: UUID) -> AssistanceItem:
    """An item of help of a case in use that this person may change."""
    case = access.get_case_for(user, case_id, to=Permission.CASE_EDIT)
    access.require_in_use(case)
    item = access.get_row_for(user, case_id, "assistance", row_id, to=Permission.CASE_EDIT)
    if not isinstance(item, AssistanceItem):
        raise Http404
    return item


def _page(request: SignedIn, template: str, item: AssistanceItem, form: Any) -> HttpResponse:
    return render(request, template, {"case": item.case, "item": item, "form": form})


def _done(request: SignedIn, item: AssistanceItem, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("cases:panel", item.case_id, "providers")
