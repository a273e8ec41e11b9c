"""The demonstration world's one-click sign-in. Nothing here answers outside a demonstration.

Choosing somebody is the first factor; the second is asked as always, with the present code of the
invented person's app under a banner, so that step-up can be tried too.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from accounts import factors
from accounts.decorators import public
from accounts.models import Membership, User


def people() -> Any:
    """The invented people who may sign in."""
    return User.objects.filter(is_demonstration=True, is_active=True)


def code_for(user: Any) -> factors.ShownCode | None:
    """The code to show for an invented person; None for everybody else and outside the demonstration."""
    if not settings.DEMONSTRATION or not getattr(user, "is_demonstration", False):
        return None
    return factors.code_to_show(user)


@public
def cast(request: HttpRequest) -> HttpResponseBase:
    """Choose somebody of the cast (GET) and sign in as them up to the second factor (POST)."""
    if not settings.DEMONSTRATION:
        raise Http404
    if request.method == "POST":
        try:
            user = get_object_or_404(people(), pk=request.POST.get("user") or None)
        except ValidationError:
            raise Http404 from None
        logout(request)
        record_authentication(request, user, "password")
        response: HttpResponseBase = perform_login(request, Login(user=user))
        return response
    memberships = Membership.objects.valid().filter(user__in=people()).select_related("user", "office")
    return render(
        request, "accounts/cast.html", {"rows": memberships.order_by("office__name", "user__display_name")}
    )
