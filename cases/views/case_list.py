"""The list of cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.decorators import needs
from accounts.permissions import Permission
from cases.forms.filters import CaseFilterForm
from cases.listing import DEFAULT_SORT, offices_of, owners_for, stretch_of


@needs(Permission.CASE_LIST)
def case_list(request: HttpRequest) -> HttpResponse:
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
        "previous_url": address(request, before=stretch.first, after="") if stretch.first else "",
    }
    return render(request, "cases/list.html", context)


def address(request: HttpRequest, **changes: str) -> str:
    """The present address with some of its parameters changed; an empty value takes one away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _selected(request: HttpRequest, form: CaseFilterForm, name: str) -> dict[str, Any]:
    label = f"{form.fields[name].label}: {form.said(name)}"
    return {"label": label, "remove_url": address(request, **{name: "", "after": "", "before": ""})}


def _columns(request: HttpRequest, sort: str) -> list[dict[str, Any]]:
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


def _sorting(request: HttpRequest, sort: str, key: str, label: str) -> dict[str, Any]:
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
    turned = f"-{key}" if now == "ascending" or (now == "none" and key == "registered") else key
    return {"label": label, "sort": now, "url": address(request, sort=turned, after="", before="")}
