"""Start-up refusals of this floor: undeclared views, and invented people in production."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.decorators import access_of


def every_view(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern, Callable[..., Any]]]:
    """Each route with its view, through all includes, in order."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_view(entry, route)
        else:
            yield route, entry, entry.callback


@register(Tags.urls)
def every_view_is_declared(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A view without @needs or @public would be refused on each request; the start says it first."""
    return [
        Error(
            f"The view at /{route} does not say who may call it.",
            hint="Put @needs(Permission.X) or @public on it (accounts/decorators.py).",
            id="accounts.E001",
        )
        for route, _pattern, view in every_view()
        if access_of(view) is None
    ]


@register(Tags.database)
def no_invented_people(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """In production nobody of the demonstration's cast may exist: their factors are on a public page."""
    from accounts.models import User

    if not databases or not settings.PRODUCTION:
        return []
    try:
        found = User.objects.filter(is_demonstration=True).exists()
    except DatabaseError:
        return []  # the database checks of config say what is wrong with it
    if not found:
        return []
    return [
        Error(
            "The database holds people of the demonstration world.",
            hint="Use a database of its own for production.",
            id="accounts.E002",
        )
    ]
