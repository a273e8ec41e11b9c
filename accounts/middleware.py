"""Guards that every request passes: session age, second factor, declared access, one submission."""

import time
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from accounts import acting, conduct, factors, kept_forms, sent_again, settings_register
from accounts.decorators import access_of
from accounts.models import Submission, User
from audit import events
from audit.context import fingerprint
from vault import rows

GetResponse = Callable[[HttpRequest], HttpResponse]
REDIRECTS = (301, 302, 303, 307, 308)
# A view that tells reading from sending by "is it a POST?" must not be read by another word.
METHODS = ("GET", "HEAD", "POST")
# A session's row is written at most this often for its "last seen".
SEEN_EVERY = 60
# Set in a session that began with the emergency password.
DURESS = "quiet"


def begin_clock(request: HttpRequest) -> None:
    """Start the two clocks of a session: called at every sign-in."""
    request.session["started"] = request.session["seen"] = time.time()


def ended_because(started: Any, seen: Any, now: float) -> str:
    """Why a session with these clocks is over: `absolute`, `idle`, or empty while it may go on."""
    if not isinstance(started, int | float) or not isinstance(seen, int | float):
        return "absolute"
    if now - started >= settings.SESSION_ABSOLUTE.total_seconds():
        return "absolute"
    if now - seen >= settings.SESSION_IDLE.total_seconds():
        return "idle"
    return ""


class SessionAge:
    """Ends sessions that were idle or lasted too long, and offers the way back to the same page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with settings_register.kept():
            if request.user.is_authenticated:
                session, now = request.session, time.time()
                reason = ended_because(session.get("started"), session.get("seen"), now)
                if reason:
                    return self._end(request, reason)
                request.user.under_duress = bool(session.get(DURESS))
                # A page that keeps its form while time runs out does so by itself: nobody is there.
                if now - session["seen"] >= SEEN_EVERY and request.path != reverse("accounts:keep-form"):
                    session["seen"] = now
            elif came_from_elsewhere(request):
                return redirect(
                    f"{reverse('accounts:continue')}?{urlencode({'next': request.get_full_path()})}"
                )
            return self.get_response(request)

    @staticmethod
    def _end(request: HttpRequest, reason: str) -> HttpResponse:
        user = cast("User", request.user)
        events.record("session.ended", subject=("accounts.user", user.pk), facts={"reason": reason})
        back = request.path if request.session.get(DURESS) else kept_forms.way_back(user, request)
        logout(request)
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back, 'ended': reason})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address, status=303)


class SignedInToWork(LoginRequiredMiddleware):
    """Django's own, except that a form sent after its session was ended elsewhere is not thrown away."""

    def handle_no_permission(  # type: ignore[override]  # Django's stub knows its own answer alone
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        sent = sent_again.context(request)
        if sent:
            address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('home')})}"
            return render(request, "errors/signed_out.html", {**sent, "sign_in": address}, status=401)
        return super().handle_no_permission(request, view_func)


def came_from_elsewhere(request: HttpRequest) -> bool:
    """True for a link followed from another site: SameSite=Strict kept our cookie back, so nobody seems signed in."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and not request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        and request.path not in {reverse("accounts:continue"), resolve_url(settings.LOGIN_URL)}
    )


class SecondFactorRequired:
    """Nobody works with a password alone: without a second factor in this session only enrolment is reachable."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = access_of(view)
        if not request.user.is_authenticated or factors.passed(request) or (access and access.before_factor):
            return None
        if factors.has_factor(request.user):
            # A session that never passed the factor this person has: nothing of ours makes one.
            logout(request)
            return redirect(settings.LOGIN_URL)
        return redirect("accounts:enrol")


class ConductAccepted:
    """Nobody enters who has not accepted the code of conduct: all pages lead to it first (P6)."""

    # Reached before it is accepted, beside what is reached without a second factor.
    OPEN = ("accounts:conduct",)

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = access_of(view)
        user = request.user
        if (
            not user.is_authenticated
            or (access and access.before_factor)
            or not conduct.is_due(user, request)
        ):
            return None
        if request.resolver_match and request.resolver_match.view_name in self.OPEN:
            return None
        back = kept_forms.way_back(user, request)
        return HttpResponseRedirect(f"{reverse('accounts:conduct')}?{urlencode({'next': back})}", status=303)


class RowSecurity:
    """PostgreSQL shows this request the cases of the person whose session passed both factors, and no others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with rows.entered(rows_of(request)):
            request.has_row_context = True  # type: ignore[attr-defined]  # for follow_user
            try:
                response = self.get_response(request)
                if isinstance(response, StreamingHttpResponse):
                    # Streamed bytes may be read under this context and in this transaction only.
                    response.streaming_content = iter([b"".join(response)])
            finally:
                request.has_row_context = False  # type: ignore[attr-defined]  # as above
        return response


def follow_user(request: HttpRequest) -> None:
    """Somebody signed in within the request: what follows runs under their rows."""
    if getattr(request, "has_row_context", False):
        rows.replace(rows_of(request))


def leave_user(request: HttpRequest) -> None:
    """Somebody signed out within the request: what follows runs under nobody's rows."""
    if getattr(request, "has_row_context", False):
        rows.replace(None)


def rows_of(request: HttpRequest) -> rows.RowContext | None:
    """The row context of a request: none before the second factor."""
    if not request.user.is_authenticated or not factors.passed(request):
        return None
    return acting.row_context_of(request.user)


class AccessDeclared:
    """A view that does not say who may call it is refused as if it did not exist; pages know three methods."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if access_of(view) is None:
            raise Http404
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class QuietDay:
    """Under duress nothing that is sent is kept (decision 0153).

    The view runs as always, so that what is hidden stays hidden and what is wrong in a form is said; what it did is
    undone, and where it would have led on, the page is the one of a house that cannot save just now.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not getattr(request.user, "under_duress", False):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if self._is_kept(request):
                return response
            transaction.set_rollback(True)
        if response.status_code not in REDIRECTS or self._asks_who_it_is(response):
            return response
        for _message in get_messages(request):
            pass  # nothing that was undone is told on the next page
        return render(request, "errors/unavailable.html", status=503)

    @staticmethod
    def _is_kept(request: HttpRequest) -> bool:
        access = access_of(request.resolver_match.func) if request.resolver_match else None
        return access is not None and access.under_duress

    @staticmethod
    def _asks_who_it_is(response: HttpResponse) -> bool:
        return response.headers["Location"].startswith(f"{reverse('mfa_reauthenticate')}?")


class OneSubmission:
    """A form that carries a key (`{% form_key %}`) acts once, however often it is sent.

    The key's row is inserted in the request's transaction. A second sending of the same form waits at
    the unique constraint until the first has ended: if that one redirected, so does the second, to the
    same place; if it failed or showed the form again, the key is free and the second runs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self._key(request)
        if key is None:
            return self.get_response(request)
        user = cast("User", request.user)
        content = self._content(request)
        row = self._claim(user.pk, key, content)
        if row is None:
            first = Submission.objects.filter(user=user, key=key, content=content).first()
            return HttpResponseRedirect((first and first.location) or request.path, status=303)
        response = self.get_response(request)
        if response.status_code in REDIRECTS:
            Submission.objects.filter(pk=row).update(location=response.headers["Location"][:500])
            self._forget_kept(user, request)
        elif not connection.needs_rollback and response.status_code < 500:
            Submission.objects.filter(pk=row).delete()
        return response

    @staticmethod
    def _content(request: HttpRequest) -> str:
        """What was sent, as a keyed hash: the same key with another text is another sending, and is taken."""
        fields = sorted(
            (name, values) for name, values in request.POST.lists() if name not in kept_forms.NEVER_KEPT
        )
        return fingerprint("submission", repr(fields))

    @staticmethod
    def _forget_kept(user: User, request: HttpRequest) -> None:
        """A kept form that was sent again and taken is not needed any more."""
        try:
            kept_forms.forget(user, [uuid.UUID(request.POST["kept_form"])])
        except (KeyError, ValueError):
            return

    @staticmethod
    def _key(request: HttpRequest) -> uuid.UUID | None:
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        try:
            return uuid.UUID(request.POST.get("submission_key", ""))
        except ValueError:
            return None

    @staticmethod
    def _claim(user_id: uuid.UUID, key: uuid.UUID, content: str) -> int | None:
        """Insert the key; None when it was used for the same. Waits for a sending that is still under way."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_submission (user_id, key, content, location, at)"
                " VALUES (%s, %s, %s, '', now())"
                " ON CONFLICT (user_id, key, content) DO NOTHING RETURNING id",
                [user_id, key, content],
            )
            row = cursor.fetchone()
        return row[0] if row else None
