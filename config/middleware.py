"""What every request passes on its way in and out.

The order stands in settings.MIDDLEWARE. RequestTransaction is the outermost one that touches the
database: the response is released only after the commit, so that nobody is shown what was not kept,
and nothing is read whose audit event could not be written.
"""

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from accounts import sent_again
from audit import context as audit_context
from audit import outcome
from vault import keys

log = logging.getLogger("wayhome.requests")
GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_OFF = [
    "accelerometer",
    "autoplay",
    "bluetooth",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "sync-xhr",
    "usb",
    "xr-spatial-tracking",
]
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in PERMISSIONS_OFF]
    + ["publickey-credentials-get=(self)", "publickey-credentials-create=(self)"]
)
# Where browsers report what the content security policy refused (config/policy_reports.py).
REPORTING = 'policy="/policy-report/"'


class SecurityHeaders:
    """Headers of design/confidentiality.md 10 that neither Django nor django-csp sets."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Reporting-Endpoints", REPORTING)
        return response


class RequestTransaction:
    """One transaction per request, rolled back when the request failed (status 500 and above).

    A refusal (4xx) commits, because what it wrote is the record of the refusal: an action that was
    refused half way has already been rolled back to its own savepoint. If the database cannot be
    reached, an event cannot be written or the commit fails, the person gets a page that says so, with
    nothing of what was asked for, and keeps the form in the browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4()  # type: ignore[attr-defined]  # the reference that error pages and audit events share
        outcome.prepare_for(request)
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            outcome.write_waiting(request)
            return response
        except DatabaseError:
            if connection.in_atomic_block:
                raise  # a test's own transaction: let the test see the real error
            return unavailable(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A page whose event could not be written, or whose database went away, is not shown."""
        gone = isinstance(problem, outcome.NotRecorded | OperationalError | InterfaceError)
        return unavailable(request) if gone else None


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, with nothing of the page."""
    log.error("a page was not shown: its event was not written, or the database is away")
    return render(request, "errors/unavailable.html", sent_again.context(request), status=503)


class Language:
    """The signed-in person's language, else the cookie's, else the browser's; times in their zone (interface.md)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = self._code(request)
        with translation.override(code), timezone.override(self._zone(request)):
            request.LANGUAGE_CODE = code  # type: ignore[attr-defined]  # what Django's own middleware sets
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    @staticmethod
    def _code(request: HttpRequest) -> str:
        offered = dict(settings.LANGUAGES)
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        return chosen if chosen in offered else translation.get_language_from_request(request)

    @staticmethod
    def _zone(request: HttpRequest) -> str | None:
        """The person's own time zone, else that of their office, else the installation's."""
        if not request.user.is_authenticated:
            return None
        offices = (membership.office.time_zone for membership in request.user.memberships_now())
        return request.user.time_zone or next(offices, None)


class VaultSession:
    """Case keys opened for this request are forgotten with it (confidentiality.md 2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with keys.session():
            return self.get_response(request)


class AuditContext:
    """Who asks, from where and under which request, for every event recorded below."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit_context.from_request(request):
            response = self.get_response(request)
            outcome.note(request, response)
            return response
