"""Kept forms: what was typed when a session ended (accounts/kept_forms.py)."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from accounts import kept_forms
from accounts.decorators import SignedIn, needs
from accounts.models import KeptForm
from accounts.permissions import Permission


@needs(Permission.OWN_ACCOUNT)
@require_POST
def keep_form(request: SignedIn) -> HttpResponse:
    """Keep a form that nobody sends any more before its session ends (static/js/keep.js); answers where it is."""
    path = urlsplit(request.GET.get("path", "")).path
    try:
        resolve(path)
    except Resolver404:
        return HttpResponseBadRequest()
    row = None if request.user.under_duress else kept_forms.keep(request.user, path, request.POST)
    if row is None:
        return HttpResponse(status=204)
    return HttpResponse(status=201, headers={"Location": reverse("accounts:kept-form", args=[row.pk])})


@needs(Permission.OWN_ACCOUNT)
def kept_form(request: SignedIn, kept_id: UUID) -> HttpResponseBase:
    """Show what was kept, to be sent with one press; a POST throws it away. Somebody else's does not exist."""
    if request.user.under_duress:
        raise Http404
    row = get_object_or_404(KeptForm, pk=kept_id, user=request.user)
    path = row.sent["path"]
    if request.method == "POST":
        kept_forms.forget(request.user, [row.pk])
        return redirect(path)
    context = {"row": row, "path": path, "fields": row.sent["fields"], "words": kept_forms.words(row.sent)}
    return render(request, "accounts/kept_form.html", context)
