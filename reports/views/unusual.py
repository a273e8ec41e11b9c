"""Unusual findings: the list of open ones, the list of closed ones, and closing one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from reports import unusual as findings
from reports.forms_audit import LookedIntoForm
from reports.models import UnusualFinding

PAGE = 25


@needs(Permission.AUDIT_UNUSUAL)
@require_GET
def unusual(request: SignedIn) -> HttpResponse:
    """What went beyond a limit and nobody has looked into yet; with `?closed=1` what somebody has."""
    closed = request.GET.get("closed") == "1"
    page = Paginator(findings.listed(closed), PAGE).get_page(request.GET.get("page"))
    rows = [{"row": row, "why": findings.why(row)} for row in page.object_list]
    events.record("audit.unusual_viewed", facts={"count": page.paginator.count}, purpose="oversight")
    query = "closed=1&" if closed else ""
    context = {
        "findings": rows,
        "closed": closed,
        "outcomes": UnusualFinding.Outcome.choices,
        "me": request.user.pk,
        "previous_url": f"?{query}page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?{query}page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "reports/unusual.html", context)


@needs(Permission.AUDIT_UNUSUAL)
@require_POST
def looked_into(request: SignedIn) -> HttpResponse:
    """Note what a finding turned out to be."""
    form = LookedIntoForm(request.POST)
    if form.is_valid():
        findings.look_into(
            actor=request.user,
            finding=form.cleaned_data["finding"].pk,
            outcome=form.cleaned_data["outcome"],
        )
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Choose what it was."))
    return redirect("reports:unusual")
