"""Every view says who may call it: `@needs(Permission.X)` or `@public`.

The mark (`view.access`) is read by the AccessDeclared middleware, by the system check in
accounts/checks.py and by tests/house/test_every_url_is_guarded.py. A view without one is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts import factors, kept_forms
from accounts.models import User
from accounts.permissions import Permission
from audit import events

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[Any, Params], HttpResponseBase]


class SignedIn(HttpRequest):
    """A request behind `needs`: there is a person."""

    user: User


@dataclass(frozen=True)
class Access:
    """Who may call a view: anybody when `public`, else who holds `permission` at one office at least."""

    permission: Permission | None = None
    public: bool = False
    # Reachable while the second factor is still missing (enrolment itself, sign-out).
    before_factor: bool = False
    # What is sent here is kept also under duress (decision 0153).
    under_duress: bool = False


def needs(
    permission: Permission, *, before_factor: bool = False, under_duress: bool = False
) -> Callable[[View[Params]], View[Params]]:
    """Refuse a caller who does not hold `permission` anywhere (403); send a stranger to the sign-in page.

    Which record is another question, answered by the doors in `<app>/access.py`.
    """

    def mark(view: View[Params]) -> View[Params]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.can(permission):
                record_refusal(request, permission)
                raise PermissionDenied(permission.value)
            return view(request, *args, **kwargs)

        guarded.access = Access(  # type: ignore[attr-defined]  # the mark itself
            permission=permission, before_factor=before_factor, under_duress=under_duress
        )
        return cast("View[Params]", guarded)

    return mark


def record_refusal(request: HttpRequest, permission: Permission) -> None:
    """Note that somebody asked for a page without its permission."""
    match = request.resolver_match
    name = match.view_name.replace(":", ".") if match and match.view_name else "unnamed"
    events.record("access.refused", facts={"permission": permission.value, "view": name}, result="refused")


def needs_recent_login(view: View[Params]) -> View[Params]:
    """Ask again for the second factor unless one was given within five minutes (step-up).

    Stands below `needs`. A form sent too late is kept and can be sent after the factor (accounts/kept_forms.py).
    """

    @wraps(view)
    def raised(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        if not factors.passed_recently(request):
            methods = get_adapter(request).get_reauthentication_methods(request.user)
            where = methods[0]["url"] if methods else reverse("accounts:enrol")
            back = kept_forms.way_back(cast("User", request.user), request)
            return HttpResponseRedirect(f"{where}?{urlencode({'next': back})}", status=303)
        return view(request, *args, **kwargs)

    raised.asks_again = True  # type: ignore[attr-defined]  # for the house test of what needs a step-up
    return cast("View[Params]", raised)


def public(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Anybody may call this view, signed in or not."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        return view(request, *args, **kwargs)

    opened.access = Access(public=True, before_factor=True, under_duress=True)  # type: ignore[attr-defined]  # the mark itself
    return cast("Callable[..., Answer]", login_not_required(opened))


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark of a view as the resolver holds it, or None when nobody declared one."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None
