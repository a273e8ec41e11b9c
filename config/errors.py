"""Pages for requests that could not be served: what to do, a reference, nothing else (interface.md, manners)."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import sent_again
from cases.access import FileClosed


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; 413 and another word where it was larger than any upload may be."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may see the record, but not do this; a file closed by its person's wish says so."""
    template = "errors/closed.html" if isinstance(exception, FileClosed) else "errors/403.html"
    return render(request, template, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not theirs to see; the two look the same."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: something broke here; the reference finds it in the log. What was typed comes back to be sent again."""
    return render(request, "errors/500.html", sent_again.context(request), status=500)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form whose key is missing or too old (settings.CSRF_FAILURE_VIEW); it is shown, and sent with one press."""
    return render(request, "errors/too_old.html", sent_again.context(request), status=403)
