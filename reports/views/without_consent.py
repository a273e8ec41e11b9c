"""What was told without consent: counted for the data protection officer, and listed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from reports import without_consent as exceptions
from reports.forms_audit import WithoutConsentForm

PAGE = 25


@needs(Permission.AUDIT_ALL)
@require_GET
def without_consent(request: SignedIn) -> HttpResponse:
    """Counts by office and ground of the days asked for, this year unless said otherwise; below them each one."""
    form = WithoutConsentForm(request.GET if "since" in request.GET else None)
    asked = form.asked()
    rows = exceptions.found(request.user, asked) if asked else []
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "asked": asked,
        "grounds": exceptions.HEADS.values(),
        "counts": exceptions.counted(rows),
        "rows": exceptions.listed(request.user, list(page.object_list)),
        "previous_url": _at(query.urlencode(), page.previous_page_number()) if page.has_previous() else "",
        "next_url": _at(query.urlencode(), page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "reports/without_consent.html", context)


def _at(query: str, number: int) -> str:
    return f"?{query}&page={number}" if query else f"?page={number}"
