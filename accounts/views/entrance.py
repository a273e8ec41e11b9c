"""Coming and going: the parts of django-allauth that are used, sign-out, the quick exit, links from mail."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login as BegunLogin
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import demo, factors
from accounts.decorators import needs, public
from accounts.models import User
from accounts.permissions import Permission
from audit import events

FORGET = '"cache", "storage"'


class Login(LoginView):
    """E-mail address and password; says why the last session ended, when it did."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.GET.get("ended", "")
        known = ended if ended in {"idle", "absolute"} else ""
        context: dict[str, Any] = super().get_context_data(ended=known, **kwargs)
        key_url = passthrough_next_redirect_url(self.request, reverse("mfa_login_webauthn"), "next")
        return context | {"key_url": key_url}


class Authenticate(AuthenticateView):
    """The second factor; in the demonstration world a banner shows the code of an invented person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        context["shown_code"] = demo.code_for(user)
        context["types"] = factors.types_of(user)
        return context


class KeyAlone(LoginWebAuthnView):
    """Sign in with a security key and nothing else: no address, no password, no waiting for others' failures."""

    template_name = "mfa/webauthn/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        shown: HttpResponseBase = self.render_to_response(self.get_context_data())
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"js_data": {"request_options": auth.begin_authentication(None)}}

    def form_invalid(self, form: Any) -> HttpResponseBase:
        shown: HttpResponseBase = self.render_to_response(self.get_context_data(form=form))
        return shown

    def form_valid(self, form: Any) -> HttpResponseBase:
        key = form.cleaned_data["credential"]
        begun = BegunLogin(user=key.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponseBase = flows.perform_passwordless_login(self.request, key, begun)
        return answer


class Confirm(ReauthenticateView):
    """The second factor again, before something weighty."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = demo.code_for(self.request.user)
        context: dict[str, Any] = super().get_context_data(shown_code=shown, **kwargs)
        return context


class ConfirmWithKey(ReauthenticateWebAuthnView):
    """The same with a security key; one that does not fit is said on the page."""

    def form_invalid(self, form: Any) -> HttpResponseBase:
        shown: HttpResponseBase = self.render_to_response(self.get_context_data(form=form))
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data()
        return context | kwargs


login = public(sensitive_post_parameters("password", "login")(Login.as_view()))
authenticate = public(sensitive_post_parameters("code", "credential")(Authenticate.as_view()))
key_alone = public(sensitive_post_parameters("credential")(KeyAlone.as_view()))
# Codes that are refused under duress are counted like any others.
confirm = needs(Permission.OWN_ACCOUNT, under_duress=True)(
    sensitive_post_parameters("code")(Confirm.as_view())
)
confirm_with_key = needs(Permission.OWN_ACCOUNT, under_duress=True)(
    sensitive_post_parameters("credential")(ConfirmWithKey.as_view())
)


@public
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session (POST); a GET asks first."""
    if request.method != "POST":
        return (
            render(request, "account/logout.html")
            if request.user.is_authenticated
            else redirect("account_login")
        )
    end(request, "session.signed_out")
    response = HttpResponseRedirect(resolve_url(settings.LOGIN_URL), status=303)
    response.headers["Clear-Site-Data"] = FORGET
    return response


def end(request: HttpRequest, event: str) -> None:
    """End the session on the server, whoever it belongs to; also a sign-in that is half way."""
    if request.user.is_authenticated:
        events.record(event, subject=request.user)
    clear_login(request)
    logout(request)


@csrf_exempt
@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Exit this page: the session ends, the browser forgets, a harmless page takes this one's place.

    Without a token: one that a sign-in in another window made old would keep the session open. Another site
    cannot end it, because the cookie travels from our own pages only (SameSite=Strict).
    """
    end(request, "session.left")
    response = HttpResponseRedirect(resolve_url("left"), status=303)
    response.headers["Clear-Site-Data"] = FORGET
    return response


@public
def left(request: HttpRequest) -> HttpResponse:
    """The harmless page: it says nothing and goes on to a site that everybody visits."""
    response = render(request, "accounts/left.html", {"away": settings.EXIT_URL})
    response.headers["Refresh"] = f"0; url={settings.EXIT_URL}"
    return response


@public
def carry_on(request: HttpRequest) -> HttpResponse:
    """Where links from outside land: our cookies are kept back on them (SameSite=Strict), one step later they are not."""
    where = local(request, request.GET.get("next", ""))
    response = render(request, "accounts/continue.html", {"where": where})
    response.headers["Refresh"] = f"0; url={where}"
    return response


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept in a cookie, and with the account of who is signed in."""
    response = HttpResponseRedirect(local(request, request.POST.get("next", "")), status=303)
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated and not request.user.under_duress:
        User.objects.filter(pk=request.user.pk).update(language=code)
    translation.activate(code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Strict",
        httponly=True,
    )
    return response


def local(request: HttpRequest, path: str) -> str:
    """A path of this site, or the start page."""
    # What cannot be printed, a line's end above all, could not stand in a header.
    safe = (
        path.startswith("/")
        and path.isprintable()
        and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    )
    return path if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
