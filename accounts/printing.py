"""Printing is a deed: recorded first, and only then does a page show itself to a printer.

Every page of somebody signed in is closed to the browser's own print command: on paper it is one sentence.
The Print button posts the page's address; its door is asked, `page.printed` is recorded, and the page opens
once in its print view, with who printed it, when, the number of the print and of the copy on every sheet.
Apps register the pages that may be printed in their AppConfig.ready().
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit import events

if TYPE_CHECKING:
    from accounts.models import User

# A door gives the record a page is about, or None; it raises Http404 or PermissionDenied like any other.
Door = Callable[["User", dict[str, Any]], Any]
KEY = "print"
# The browser asks for the page at once; a mark that was not used by then is void.
FRESH_SECONDS = 60


@dataclass(frozen=True)
class Printable:
    """A page that may be printed: by whom, through which door, and whether it is meant for the person."""

    permission: Permission
    door: Door
    neutral: bool = False
    # Opened by printing alone; the page has no Print button of its own.
    has_button: bool = True


@dataclass(frozen=True)
class Mark:
    """What stands on every sheet of one print."""

    watermark: str
    reference: str
    copy: int
    copies: int
    neutral: bool


_printable: dict[str, Printable] = {}


def register(view_name: str, page: Printable) -> None:
    """Let a page be printed. Raises ValueError when it is registered already."""
    if view_name in _printable:
        raise ValueError(f"{view_name} can be printed already")
    _printable[view_name] = page


def offered(request: HttpRequest) -> bool:
    """Whether the present page has a Print button for this person. The door is asked when it is used."""
    match = request.resolver_match
    page = _printable.get(match.view_name) if match else None
    # A request that could not be read has nobody yet.
    user: Any = getattr(request, "user", None)
    return bool(
        page and user is not None and page.has_button and user.is_authenticated and user.can(page.permission)
    )


def begin(request: HttpRequest, address: str, *, copy: int = 1, copies: int = 1) -> None:
    """Record that the page at `address` is printed, and let its next showing be the print view.

    Raises Http404 for an address that is no printable page, and what the page's door raises.
    """
    user: Any = request.user
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        raise Http404 from None
    page = _printable.get(match.view_name)
    if page is None or not user.can(page.permission):
        raise Http404
    subject = page.door(user, match.kwargs)
    number = events.record(
        "page.printed",
        subject=subject,
        actor=user,
        facts={"view": match.view_name.replace(":", "."), "number": copy, "count": copies},
        purpose="for_the_person" if page.neutral else "paper",
    )
    request.session[KEY] = {
        "address": address,
        "at": time.time(),
        "mark": _mark(user, number, copy, copies, neutral=page.neutral),
    }


def mark_of(request: HttpRequest) -> Mark | None:
    """The mark of this showing, if it is the print view; a mark serves one showing."""
    if not hasattr(request, "print_mark"):
        request.print_mark = _taken(request)  # type: ignore[attr-defined]  # kept for one rendering
    found: Mark | None = request.print_mark  # type: ignore[attr-defined]  # set above
    return found


def _taken(request: HttpRequest) -> Mark | None:
    session = getattr(request, "session", None)
    kept = session.get(KEY) if session is not None and request.method == "GET" else None
    if not kept or kept["address"] != request.get_full_path():
        return None
    del request.session[KEY]
    return Mark(**kept["mark"]) if time.time() - kept["at"] < FRESH_SECONDS else None


def _mark(user: "User", number: uuid.UUID, copy: int, copies: int, *, neutral: bool) -> dict[str, Any]:
    """The words on every sheet. A page for the person carries the number alone: no name, no house (P5)."""
    reference = number.hex[:12]
    which = _("copy %(copy)s of %(copies)s") % {"copy": copy, "copies": copies}
    who = [] if neutral else [str(user.pk), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")]
    return {
        "watermark": " · ".join([*who, reference, which]),
        "reference": reference,
        "copy": copy,
        "copies": copies,
        "neutral": neutral,
    }
