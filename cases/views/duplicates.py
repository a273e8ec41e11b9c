"""Possible duplicates: the list, two cases side by side, three buttons, and a way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from cases.actions import AlreadyDecided, decide_pair, undo_link
from cases.finding.duplicates import get_pair_for, pairs_for, readable, rows_for
from cases.finding.pair_page import compare, reasons_of
from cases.forms.duplicates import DecisionForm
from cases.models import DuplicatePair, PairState
from cases.models.duplicates import WAITING
from vault.envelope import VaultError

PAGE = 50
TONES = {PairState.OPEN: "now", PairState.UNSURE: "later", PairState.SAME: "done"}


@needs(Permission.DUPLICATE_OWN)
def duplicates(request: SignedIn) -> HttpResponse:
    """What waits, the most alike first; or what was decided. No name stands in a list."""
    decided = request.GET.get("show") == "decided"
    pairs = pairs_for(request.user)
    if decided:
        found = pairs.exclude(state__in=WAITING).order_by("-decided_at", "pk")
    else:
        found = pairs.filter(state__in=WAITING).order_by("-score", "-found_at", "pk")
    with rows_for(request.user):
        stretch = readable(found[:PAGE])
    events.record("duplicate.listed", facts={"count": len(stretch)})
    items = [(pair, reasons_of(pair), TONES.get(PairState(pair.state), "plain")) for pair in stretch]
    context = {"items": items, "decided": decided, "is_cut": len(stretch) == PAGE}
    return render(request, "cases/duplicates.html", context)


@needs(Permission.DUPLICATE_OWN)
def duplicate(request: SignedIn, pair_id: UUID) -> HttpResponse:
    """One pair, side by side."""
    with rows_for(request.user):
        return _page(request, get_pair_for(request.user, pair_id), DecisionForm())


def _page(request: SignedIn, pair: DuplicatePair, form: DecisionForm) -> HttpResponse:
    context: dict[str, Any] = {"pair": pair, "form": form, "tone": TONES.get(PairState(pair.state), "plain")}
    try:
        context |= {"comparison": compare(request.user, pair), "reasons": reasons_of(pair), "note": pair.note}
    except VaultError as problem:
        facts = {"section": "duplicate_pair", "reason": type(problem).__name__.lower()}
        events.record("vault.unreadable", subject=pair, facts=facts, result="failed")
        context["unreadable"] = True
    context["link"] = pair.links.standing().select_related("made_by").first()
    return render(request, "cases/duplicate.html", context)


@needs(Permission.DUPLICATE_OWN)
@require_POST
def decide(request: SignedIn, pair_id: UUID) -> HttpResponse:
    """Press one of the three buttons."""
    form = DecisionForm(request.POST)
    with rows_for(request.user):
        pair = get_pair_for(request.user, pair_id)
        if not form.is_valid():
            return _page(request, pair, form)
    try:
        decide_pair(actor=request.user, pair=pair, **form.cleaned_data)
    except AlreadyDecided:
        messages.warning(request, _("Somebody else decided on these two cases meanwhile."))
        return redirect("cases:duplicate", pair_id)
    messages.success(request, _("Your decision is kept. Neither case was changed."))
    return redirect("cases:duplicates")


@needs(Permission.DUPLICATE_OWN)
@require_POST
def undo(request: SignedIn, pair_id: UUID) -> HttpResponse:
    """Undo the link; the pair is to be reviewed again."""
    with rows_for(request.user):
        pair = get_pair_for(request.user, pair_id)
    try:
        undo_link(actor=request.user, pair=pair)
    except AlreadyDecided:
        messages.warning(request, _("There is no link between these two cases any more."))
    else:
        messages.success(request, _("The link is undone. Neither case was changed."))
    return redirect("cases:duplicate", pair_id)
