"""One's own account: name and language, password, second factors, recovery codes, sessions."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actions, factors, qualifications
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.account import EnrolmentForm, NewPasswordForm, OwnAccountForm
from accounts.models import SignedInSession, User
from accounts.permissions import Permission
from accounts.sessions import row_key
from accounts.views.emergency import lockable_offices, offices_of


def key_of(request: HttpRequest) -> str:
    """The key of the present session."""
    return request.session.session_key or ""


@needs(Permission.OWN_ACCOUNT)
def account(request: SignedIn) -> HttpResponseBase:
    """Name, language and time zone, and what the person is here."""
    form = OwnAccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    context = {
        "form": form,
        "memberships": request.user.memberships_now(),
        "duties": actions.duties_now(request.user),
        "qualifications": qualifications.valid().filter(user=request.user),
        "plans": offices_of(request.user),
        "may_lock": bool(lockable_offices(request.user)),
    }
    return render(request, "accounts/account.html", context)


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
@sensitive_post_parameters("password", "again")
def change_password(request: SignedIn) -> HttpResponseBase:
    """A new password; every other session ends and this one gets a new key."""
    user = User.objects.get(pk=request.user.pk)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user=user, password=form.cleaned_data["password"], keep=key_of(request))
        keep_signed_in(request, user)
        messages.success(request, _("The password was changed. Other sessions have ended."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


def keep_signed_in(request: SignedIn, user: User) -> None:
    """Go on in this session after a change that ends all others, under a new key."""
    from django.contrib.auth import update_session_auth_hash

    update_session_auth_hash(request, user)  # cycles the key


# --- second factors ----------------------------------------------------------------------------------------------


@needs(Permission.OWN_ACCOUNT)
def second_factors(request: SignedIn) -> HttpResponse:
    """Which factors the person owns."""
    rows = Authenticator.objects.filter(user=request.user).order_by("created_at")
    administers = request.user.can(Permission.STAFF_MANAGE) or request.user.can(Permission.SYSTEM_OPERATE)
    context = {
        "rows": rows,
        "codes_left": factors.codes_left(request.user),
        "wants_another": administers and [row.type for row in rows] == [Authenticator.Type.WEBAUTHN],
    }
    return render(request, "accounts/factors.html", context)


def first_or_recent(request: SignedIn) -> bool:
    """A first factor may be enrolled right after the password; another one after a recent factor only."""
    if request.user.under_duress:
        return False  # whoever forces somebody to sign in must not set up a factor of their own
    return not factors.has_factor(request.user) or factors.passed_recently(request)


@needs(Permission.OWN_ACCOUNT, before_factor=True)
def enrol(request: SignedIn) -> HttpResponseBase:
    """Choose how to confirm who you are. Whoever has no factor yet lands here from everywhere."""
    return render(request, "accounts/enrol.html", {"first": not factors.has_factor(request.user)})


@needs(Permission.OWN_ACCOUNT, before_factor=True)
@sensitive_post_parameters("code")
def enrol_app(request: SignedIn) -> HttpResponseBase:
    """Set up an authenticator app: the secret is shown in this session only, a first code confirms it."""
    if not first_or_recent(request):
        return redirect_to_confirm(request)
    row = factors.begin_enrolment(request, request.user)
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = key_of(request)
        if actions.confirm_totp(user=request.user, row=row, code=form.cleaned_data["code"], keep=key):
            request.session.pop(factors.ENROLMENT, None)
            factors.mark_passed(request, request.user, "totp", reauthenticated=True)
            request.session.cycle_key()
            return redirect("accounts:recovery-codes")
        form.add_error("code", _("This code does not fit. Check the time on your telephone and try again."))
    address = get_adapter().build_totp_url(request.user, row.secret)
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=True)
    context = {"form": form, "drawing": mark_safe(drawing), "secret": row.secret}  # our own drawing
    return render(request, "accounts/enrol_app.html", context)


def redirect_to_confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask for the present factor first."""

    @needs_recent_login
    def never(request: HttpRequest) -> HttpResponseBase:
        raise Http404

    return never(request)


class AddKey(AddWebAuthnView):
    """Add a security key; allauth does the ceremony."""

    template_name = "mfa/webauthn/add_form.html"
    success_url = reverse_lazy("mfa_index")

    def get_success_url(self) -> str:
        return str(self.success_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"js_data": {"creation_options": factors.begin_key(self.request.user)}}

    def form_valid(self, form: Any) -> HttpResponseBase:
        first = not factors.has_factor(self.request.user)
        response: HttpResponseBase = super().form_valid(form)
        key = key_of(self.request)
        actions.record_key_added(user=self.request.user, keep=key)
        factors.mark_passed(self.request, self.request.user, "webauthn", reauthenticated=True)
        self.request.session.cycle_key()
        return redirect("accounts:recovery-codes") if first else response


_add_key = AddKey.as_view()


@needs(Permission.OWN_ACCOUNT, before_factor=True)
def add_key(request: SignedIn) -> HttpResponseBase:
    """Add a security key."""
    if not first_or_recent(request):
        return redirect_to_confirm(request)
    response: HttpResponseBase = _add_key(request)
    return response


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
def remove_factor(request: SignedIn, pk: int) -> HttpResponseBase:
    """Remove a factor after asking; the last one stays."""
    row = get_object_or_404(Authenticator, pk=pk, user=request.user)
    last = Authenticator.objects.filter(user=request.user).count() == 1
    if request.method == "POST" and not last:
        actions.remove_factor(user=request.user, authenticator=row, keep=key_of(request))
        request.session.cycle_key()
        return redirect("mfa_index")
    return render(request, "accounts/remove_factor.html", {"row": row, "last": last})


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
def recovery_codes(request: SignedIn) -> HttpResponseBase:
    """Make ten new codes (POST) and show them, this once; a GET asks first."""
    codes: list[str] = []
    if request.method == "POST":
        codes = actions.renew_recovery_codes(user=request.user)
    context = {"codes": codes, "left": factors.codes_left(request.user)}
    return render(request, "accounts/recovery_codes.html", context)


# --- sessions ----------------------------------------------------------------------------------------------------


@needs(Permission.OWN_ACCOUNT)
def sessions(request: SignedIn) -> HttpResponse:
    """Where the person is signed in."""
    mine = row_key(key_of(request))
    rows = [
        {"row": row, "here": row.pk == mine, "id": row.pk[:16]}
        for row in SignedInSession.objects.filter(user=request.user).order_by("-started_at")
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@needs(Permission.OWN_ACCOUNT)
@require_POST
def end_session(request: SignedIn) -> HttpResponseBase:
    """End one of the own sessions, or all others."""
    beginning = request.POST.get("session", "")
    mine = row_key(key_of(request))
    if beginning == "others":
        actions.end_sessions(user=request.user, reason="asked", keep=key_of(request))
    elif len(beginning) == 16:
        actions.end_one_session(user=request.user, beginning=beginning, but=mine)
    return redirect("accounts:sessions")
