"""Exports: one's own, asking, the state, the one download, the password on a page of its own, the ledger."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from exchange import actions, presentation
from exchange.access import get_export_for, get_own_export_for
from exchange.actions import NoLongerAllowed, NotPossibleNow
from exchange.forms import ExportForm
from exchange.models import Export

SHOWN = 50
TYPES = {"xlsx": ("application/zip", "zip"), "pdf": ("application/pdf", "pdf")}


@needs(Permission.EXPORT_ASK)
@require_GET
def list_exports(request: SignedIn) -> HttpResponse:
    """The exports I asked for, newest first."""
    mine = (
        Export.objects.plain().filter(requester=request.user).select_related("office").order_by("-asked_at")
    )
    return _table(request, list(mine[:SHOWN]), ledger=False)


@needs(Permission.EXPORT_APPROVE)
@require_GET
def ledger(request: SignedIn) -> HttpResponse:
    """Every export of the offices whose exports I approve: who, what for, how many rows, which checksum."""
    offices = request.user.offices_with(Permission.EXPORT_APPROVE)
    rows = Export.objects.plain().filter(office__in=offices).order_by("-asked_at")
    return _table(
        request, list(rows.select_related("office", "requester", "approved_by")[:SHOWN]), ledger=True
    )


def _table(request: SignedIn, exports: list[Export], *, ledger: bool) -> HttpResponse:
    events.record("exports.listed", facts={"count": len(exports)})
    shown = [
        {
            "export": export,
            "state": presentation.state_text(export, presentation.asked(export)),
            "tone": presentation.TONES[export.state],
        }
        for export in exports
    ]
    return render(request, "exchange/list.html", {"exports": shown, "is_ledger": ledger})


@needs(Permission.EXPORT_ASK)
@needs_recent_login
def new(request: SignedIn) -> HttpResponseBase:
    """Ask for an export at one office."""
    office, offices = _office(request)
    form = ExportForm(request.POST or None, user=request.user, office=office)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            export = actions.ask_export(
                actor=request.user,
                office=office,
                purpose=given["purpose"],
                recipient=given["recipient"],
                recipient_name=given["recipient_name"],
                chosen=form.chosen(),
                format_=given["format"],
                statuses=given["statuses"],
                registered_from=given["registered_from"],
                registered_to=given["registered_to"],
            )
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            return redirect("exchange:export", export.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "exchange/new.html", {"form": form, "office": office, "offices": offices}, status=status
    )


def _office(request: SignedIn) -> tuple[Office, list[Office]]:
    """The office asked for among those the person may export at, else the first of them."""
    offices = list(
        Office.objects.filter(pk__in=request.user.offices_with(Permission.EXPORT_ASK)).order_by("name")
    )
    asked = request.GET.get("office", "")
    if asked and all(str(office.pk) != asked for office in offices):
        raise Http404
    return next((office for office in offices if str(office.pk) == asked), offices[0]), offices


@needs(Permission.INBOX_READ)
@require_GET
def export(request: SignedIn, export_id: uuid.UUID) -> HttpResponse:
    """How far it is, and what there is to do."""
    found = get_export_for(request.user, export_id)
    events.record("export.viewed", subject=found, office=found.office_id, facts={"status": found.state})
    return render(request, "exchange/export.html", presentation.shown(found, request.user))


@needs(Permission.INBOX_READ)
@require_GET
def progress(request: SignedIn, export_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes, asked for every second while it is made."""
    found = get_export_for(request.user, export_id)
    return render(request, "exchange/_progress.html", presentation.shown(found, request.user))


@needs(Permission.EXPORT_ASK)
@needs_recent_login
def download(request: SignedIn, export_id: uuid.UUID) -> HttpResponseBase:
    """The one download, by a button. The file is destroyed here with it."""
    found = get_own_export_for(request.user, export_id)
    if request.method != "POST":  # back from giving the second factor
        return redirect("exchange:export", found.pk)
    try:
        content = actions.release(actor=request.user, export=found)
    except NoLongerAllowed:
        messages.warning(request, _("The file was not given out."))  # why stands on the page
        return redirect("exchange:export", found.pk)
    except NotPossibleNow:
        messages.info(request, _("There is no file any more. Each export can be downloaded once."))
        return redirect("exchange:export", found.pk)
    content_type, ending = TYPES[found.format]
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{str(found.pk)[:8]}.{ending}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@needs(Permission.EXPORT_ASK)
@needs_recent_login
def password(request: SignedIn, export_id: uuid.UUID) -> HttpResponseBase:
    """The password on a page of its own: asked for by a button, shown once."""
    found = get_own_export_for(request.user, export_id)
    context: dict[str, Any] = presentation.shown(found, request.user)
    if request.method == "POST":
        try:
            context["password"] = actions.show_password(actor=request.user, export=found)
        except NoLongerAllowed:
            messages.warning(request, _("The password was not given out."))  # why stands on the page
            return redirect("exchange:export", found.pk)
        except NotPossibleNow:
            messages.info(request, _("The password was shown already, or is destroyed."))
            return redirect("exchange:export", found.pk)
    return render(request, "exchange/password.html", context)
