"""The start page, and the sign that somebody is still there."""

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from accounts import kept_forms
from accounts.actions.lockdown import is_locked_out
from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from config.home import panel_for, panels_for


@needs(Permission.HOME_VIEW)
def home(request: SignedIn) -> HttpResponse:
    """My day; with `?show=key` all rows of one panel."""
    key = request.GET.get("show")
    if not key:
        panels = panels_for(request.user)
        locked = not panels and is_locked_out(request.user)
        context = {"panels": panels, "locked": locked, "kept": kept_forms.waiting_for(request.user)}
        return render(request, "home.html", context)
    shown = panel_for(request.user, key)
    if shown is None:
        raise Http404
    return render(request, "home_panel.html", {"shown": shown})


@needs(Permission.OWN_ACCOUNT)
def stay(request: SignedIn) -> HttpResponse:
    """Nothing but a request: the session's idle clock starts again (static/js/timeout.js).

    The token of a form opened before a sign-in in another window no longer counts: here is the one that does.
    """
    return HttpResponse(status=204, headers={"X-Form-Token": get_token(request)})
