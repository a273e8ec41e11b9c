"""The start page, and the sign that somebody is still there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.decorators import needs
from accounts.permissions import Permission


@needs(Permission.HOME_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """My day: what waits for the person signed in, each count leading to exactly the rows counted."""
    return render(request, "home.html", {})


@needs(Permission.OWN_ACCOUNT)
def stay(request: HttpRequest) -> HttpResponse:
    """Nothing but a request: the session's idle clock starts again (static/js/timeout.js)."""
    return HttpResponse(status=204)
