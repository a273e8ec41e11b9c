"""The pages of a provider's account: its own items, and nothing else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from resources import actions, desk
from resources.forms.referrals import ReportForm

ITEMS = Permission.PROVIDER_ITEMS


@needs(ITEMS)
def items(request: SignedIn) -> HttpResponse:
    """What was referred to the own organisation, by code; nothing of anybody is opened."""
    rows = desk.listed(request.user)
    events.record("referral.listed", facts={"count": len(rows)})
    return render(request, "resources/desk.html", {"rows": rows})


@needs(ITEMS)
def item(request: SignedIn, referral_id: UUID) -> HttpResponse:
    """One of them with what was passed on, and what the provider says of it."""
    row = desk.one_for(request.user, referral_id)
    form = ReportForm(request.POST or None, says=desk.may_say(row), initial={"on": timezone.localdate()})
    if form.is_valid():
        actions.report_on_referral(actor=request.user, referral=row, **form.cleaned_data)
        messages.success(request, _("Saved. Those who work with the person are told."))
        return redirect("resources:desk_item", row.pk)
    events.record("referral.viewed", subject=row, scope=row.case_id, office=row.case.office_id)
    context = {"row": row, "shown": desk.shown(row), "reports": desk.reports_of(row), "form": form}
    return render(request, "resources/desk_item.html", context)
