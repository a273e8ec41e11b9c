"""The list of cases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from cases.actions import TooManyFilters, filters_of, remove_filter, save_filter
from cases.forms.filters import CaseFilterForm, SaveFilterForm
from cases.listing import DEFAULT_SORT, SORTS, offices_of, owners_for, stretch_of


@needs(Permission.CASE_LIST)
def case_list(request: SignedIn) -> HttpResponse:
    """Cases this person may see, narrowed and sorted by what stands in the address."""
    form = CaseFilterForm(request.GET, offices=offices_of(request.user), owners=owners_for(request.user))
    chosen = form.chosen()
    sort = request.GET.get("sort") or DEFAULT_SORT
    ends = {name: request.GET.get(name, "") for name in ("after", "before")}
    stretch = stretch_of(request.user, chosen, sort=sort, **ends)
    context = {
        "form": form,
        "stretch": stretch,
        "columns": _columns(request, sort),
        "selected": [_selected(request, form, name) for name in chosen],
        "next_url": address(request, after=stretch.last, before="") if stretch.last else "",
        "saved": filters_of(request.user),
        "save_form": SaveFilterForm(initial={"query": _kept(request.user, request.GET)}) if chosen else None,
        "previous_url": address(request, before=stretch.first, after="") if stretch.first else "",
    }
    return render(request, "cases/list.html", context)


@needs(Permission.CASE_LIST)
@require_POST
def filter_save(request: SignedIn) -> HttpResponse:
    """Keep what is chosen under a name."""
    form = SaveFilterForm(request.POST)
    query = _kept(request.user, QueryDict(request.POST.get("query", "")))
    if form.is_valid() and query:
        try:
            save_filter(actor=request.user, name=form.cleaned_data["name"], query=query)
        except TooManyFilters:
            messages.error(request, _("Twenty named filters are kept. Remove one first."))
        else:
            messages.success(request, _("The filter is saved."))
    else:
        messages.error(request, _("Give the filter a name."))
    return redirect(f"{reverse('cases:list')}?{query}")


@needs(Permission.CASE_LIST)
@require_POST
def filter_remove(request: SignedIn, row_id: UUID) -> HttpResponse:
    """Forget a named filter."""
    if not remove_filter(actor=request.user, row=row_id):
        raise Http404
    messages.success(request, _("The filter is removed."))
    return redirect("cases:list")


def _kept(user: User, given: QueryDict) -> str:
    """The part of an address that a named filter keeps: what the form can read, and the order."""
    form = CaseFilterForm(given, offices=offices_of(user), owners=owners_for(user))
    names = [*form.chosen(), *(["sort"] if given.get("sort") in SORTS else [])]
    kept = QueryDict(mutable=True)
    for name in names:
        kept[name] = str(given[name])
    return kept.urlencode()


def address(request: SignedIn, **changes: str) -> str:
    """The present address with some of its parameters changed; an empty value takes one away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _selected(request: SignedIn, form: CaseFilterForm, name: str) -> dict[str, Any]:
    label = f"{form.fields[name].label}: {form.said(name)}"
    return {"label": label, "remove_url": address(request, **{name: "", "after": "", "before": ""})}


def _columns(request: SignedIn, sort: str) -> list[dict[str, Any]]:
    """The heads of the table; two of them sort."""
    return [
        _sorting(request, sort, "reference", _("Reference")),
        {"label": _("Code name")},
        {"label": _("Age")},
        {"label": _("Status")},
        {"label": _("Office")},
        {"label": _("Responsible")},
        _sorting(request, sort, "registered", _("Registered")),
    ]


def _sorting(request: SignedIn, sort: str, key: str, label: str) -> dict[str, Any]:
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
    turned = f"-{key}" if now == "ascending" or (now == "none" and key == "registered") else key
    return {"label": label, "sort": now, "url": address(request, sort=turned, after="", before="")}
