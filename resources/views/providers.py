"""The register of providers: read by all offices, each kept by one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from audit import events
from resources import actions
from resources.forms import AgreementForm, AvailabilityForm, ProviderFilterForm, ProviderForm
from resources.listing import page_of, words_of
from resources.models import Agreement, Allows, Provider
from vault.sealed import StaleVersion, open_many

VIEW, KEEP = Permission.PROVIDER_VIEW, Permission.PROVIDER_REGISTER


@needs(VIEW)
def providers(request: SignedIn) -> HttpResponse:
    """Who helps with what, in which language, and who has room: nothing sealed is opened."""
    form = ProviderFilterForm(request.GET)
    chosen = form.chosen()
    offices = [each.office for each in request.user.memberships_now()]
    page = page_of(chosen, request.GET.get("page", "1"), offices)
    events.record("provider.listed", facts={"count": len(page), "filters": sorted(chosen)})
    context = {
        "form": form,
        "page": page,
        "rows": [(row, words_of(row)) for row in page],
        "is_narrowed": bool(chosen),
        "previous_url": _other_page(request, page.number - 1) if page.has_previous() else "",
        "next_url": _other_page(request, page.number + 1) if page.has_next() else "",
        "may_keep": request.user.can(KEEP),
    }
    return render(request, "resources/providers.html", context)


@needs(VIEW)
def provider(request: SignedIn, provider_id: UUID) -> HttpResponse:
    """One provider with its contact and its agreements."""
    row = get_object_or_404(Provider.objects.select_related("office", "organisation"), pk=provider_id)
    agreements = list(Agreement.objects.filter(provider=row).select_related("office"))
    open_many([row, *agreements])
    events.record("provider.viewed", subject=row, office=row.office_id)
    context = {
        "row": row,
        "words": words_of(row),
        "agreements": [_line(request.user, one) for one in agreements],
        "may_keep": request.user.can(KEEP, row.office_id),
        "may_agree": request.user.can(KEEP),
    }
    return render(request, "resources/provider.html", context)


@needs(KEEP)
def provider_new(request: SignedIn) -> HttpResponse:
    """Put a provider on the register."""
    form = ProviderForm(request.POST or None, offices=request.user.offices_with(KEEP))
    if form.is_valid():
        row = actions.register_provider(actor=request.user, **form.given())
        return _saved(request, row)
    return render(request, "resources/provider_form.html", {"form": form, "row": None})


@needs(KEEP)
def provider_change(request: SignedIn, provider_id: UUID) -> HttpResponse:
    """Change what the register says."""
    row = _kept(request.user, provider_id)
    form = ProviderForm(request.POST or None, row=row)
    if form.is_valid():
        base = form.cleaned_data["base_version"] or 0
        try:
            actions.change_provider(actor=request.user, provider=row, base_version=base, **form.given())
        except StaleVersion:
            form.add_error(
                None,
                _("Somebody else has written here meanwhile. Copy what you need, then load the page anew."),
            )
        else:
            return _saved(request, row)
    return render(request, "resources/provider_form.html", {"form": form, "row": row})


@needs(KEEP)
def provider_availability(request: SignedIn, provider_id: UUID) -> HttpResponse:
    """Free places and waiting time, as said today."""
    row = _kept(request.user, provider_id)
    initial = {"free_places": row.free_places, "waiting_days": row.waiting_days}
    form = AvailabilityForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.say_availability(actor=request.user, provider=row, **form.cleaned_data)
        return _saved(request, row)
    return render(request, "resources/availability.html", {"form": form, "row": row})


@needs(KEEP)
@require_POST
def provider_close(request: SignedIn, provider_id: UUID) -> HttpResponse:
    """Helps no longer, or again."""
    row = _kept(request.user, provider_id)
    do = actions.reopen_provider if row.left_at else actions.close_provider
    do(actor=request.user, provider=row)
    return _saved(request, row)


@needs(KEEP)
def agreement_enter(request: SignedIn, provider_id: UUID) -> HttpResponse:
    """What one of the own offices agreed with a provider."""
    row = get_object_or_404(Provider.objects.select_related("office"), pk=provider_id)
    form = AgreementForm(request.POST or None, offices=request.user.offices_with(KEEP))
    if form.is_valid():
        actions.enter_agreement(actor=request.user, provider=row, **form.cleaned_data)
        return _saved(request, row)
    return render(request, "resources/agreement.html", {"form": form, "row": row})


@needs(KEEP)
@require_POST
def agreement_end(request: SignedIn, provider_id: UUID, agreement_id: UUID) -> HttpResponse:
    """An agreement holds no longer."""
    rows = Agreement.objects.select_related("office", "provider")
    row = rows.filter(provider=provider_id, pk=agreement_id).first()
    if row is None or not request.user.can(KEEP, row.office_id):
        raise Http404
    actions.end_agreement(actor=request.user, agreement=row)
    return _saved(request, row.provider)


def _kept(user: User, provider_id: UUID) -> Provider:
    """One that an office of this person's keeps; of others there is nothing to change."""
    rows = Provider.objects.select_related("office", "organisation")
    found: Provider | None = rows.filter(pk=provider_id).first()
    if found is None or not user.can(KEEP, found.office_id):
        raise Http404
    return found


def _line(user: User, row: Agreement) -> dict[str, Any]:
    """An agreement with how it stands today, and what it allows in words."""
    day, labels = row.office.today(), dict(Allows.choices)
    over = row.ended_at is not None or (row.ends is not None and row.ends < day)
    tone = "stop" if over else "later" if row.begins > day else "done"
    state = {"stop": _("Has run out"), "later": _("Not yet in force"), "done": _("In force")}[tone]
    return {
        "row": row,
        "state": state,
        "tone": tone,
        "allows": [labels.get(code, code) for code in row.allows],
        "may_end": not over and user.can(KEEP, row.office_id),
    }


def _saved(request: SignedIn, row: Provider) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("resources:provider", row.pk)


def _other_page(request: SignedIn, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
