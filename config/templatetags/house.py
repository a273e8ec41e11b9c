"""What every template may ask: may this person, where are we, how are choices laid out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.context import RequestContext

from accounts import printing
from accounts.models import User
from accounts.permissions import Permission
from config.navigation import Item, items_for

register = template.Library()

# Codes that say why there is no answer. They stand at the end of a list, below a line.
NO_ANSWERS = frozenset({"unknown", "declined", "refused", "not_asked"})


@register.filter
def may(user: User | AnonymousUser, name: str) -> bool:
    """Whether a person has a permission anywhere: `{% if user|may:"CASE_SEARCH" %}`. For links only, never a guard."""
    return isinstance(user, User) and user.can(Permission[name])


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> list[Item]:
    """The main navigation of the person asking; the item of the present page is marked."""
    request = context.get("request")
    return items_for(request) if request is not None else []


@register.filter
def under_more(items: list[Item]) -> list[Item]:
    """The items of the navigation that stand under "More"."""
    return [item for item in items if item.more]


@register.filter
def any_active(items: list[Item]) -> bool:
    """True when the present page belongs to one of these."""
    return any(item.active for item in items)


@register.filter
def choice_kind(classes: str | None) -> str:
    """`radios` or `checkboxes`, read off the style class of the group."""
    return "checkboxes" if "govuk-checkboxes" in (classes or "") else "radios"


@dataclass
class Row:
    """Options that stand together in a group of radios or checkboxes."""

    heading: str = ""
    divider: bool = False
    options: list[dict[str, Any]] = field(default_factory=list)


@register.filter
def rows(optgroups: list[tuple[str | None, list[dict[str, Any]], int]]) -> Iterator[Row]:
    """Options in order, without the empty one; the answers that are none come below a line."""
    flat = [option for group, options, _ in optgroups if not group for option in options if option["value"]]
    answers = len(flat)
    while answers and str(flat[answers - 1]["value"]) in NO_ANSWERS:
        answers -= 1
    if answers:
        yield Row(options=flat[:answers])
    for group, options, _ in optgroups:
        if group:
            yield Row(heading=str(group), options=options)
    if flat[answers:]:
        yield Row(options=flat[answers:], divider=answers > 0)


@register.inclusion_tag("components/print_button.html", takes_context=True)
def print_button(context: RequestContext) -> dict[str, Any]:
    """The Print button, on pages that may be printed and by whom; nothing elsewhere."""
    request = context.get("request")
    if request is None or printing.mark_of(request) or not printing.offered(request):
        return {}
    return {"page": request.get_full_path(), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/print_bar.html", takes_context=True)
def print_bar(context: RequestContext) -> dict[str, Any]:
    """What stands above a page in its print view."""
    request = context.get("request")
    mark = printing.mark_of(request) if request is not None else None
    if request is None or mark is None:
        return {}
    next_copy = mark.copy + 1 if mark.copy < mark.copies else None
    return {
        "mark": mark,
        "page": request.get_full_path(),
        "next_copy": next_copy,
        "csrf_token": context.get("csrf_token"),
    }
