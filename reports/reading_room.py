"""The reading room: who saw and did what (the audit itself has no pages, so that it can sit low).

Reading is an event like any other; it is written by audit.reading together with the rows it gives.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from audit import events, reading

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = 50


class Shelf(TextChoices):
    """What somebody may read; each with the permission that opens it."""

    OWN = "own", gettext_lazy("What I did")
    OFFICE = "office", gettext_lazy("My offices")
    ALL = "all", gettext_lazy("Everybody")


OPENED_BY = {
    Shelf.OWN: Permission.AUDIT_OWN,
    Shelf.OFFICE: Permission.AUDIT_OFFICE,
    Shelf.ALL: Permission.AUDIT_ALL,
}


@dataclass(frozen=True)
class ShownEvent:
    """One line of the reading room."""

    at: datetime
    sentence: str
    about: str
    result: str


@needs(Permission.AUDIT_OWN)
@require_GET
def reading_room(request: SignedIn) -> HttpResponse:
    """Events of the shelf asked for, newest first, paged by key."""
    shelves = [shelf for shelf in Shelf if request.user.can(OPENED_BY[shelf])]
    asked = request.GET.get("of") or shelves[-1].value
    if asked not in shelves:
        raise PermissionDenied(asked)
    shelf = Shelf(asked)
    before = _number(request.GET.get("before", ""))
    rows = _rows(shelf, request.user, before)
    context = {
        "shelves": [{"value": each.value, "label": each.label, "current": each is shelf} for each in shelves],
        "shelf": shelf,
        "events": shown(rows),
        "next_url": f"?of={shelf.value}&before={rows[-1]['id']}" if len(rows) == PAGE else "",
        "previous_url": f"?of={shelf.value}" if before else "",
        "sealed_at": _sealed_at(),
    }
    return render(request, "reports/reading_room.html", context)


def _sealed_at() -> datetime | None:
    seal = reading.last_seal()
    return datetime.fromtimestamp(seal.at / 1_000_000, UTC) if seal else None


def _rows(shelf: Shelf, user: User, before: int | None) -> list[dict[str, Any]]:
    match shelf:
        case Shelf.OWN:
            return reading.of_actor(user.pk, before=before, limit=PAGE)
        case Shelf.OFFICE:
            return reading.of_offices(user.offices_with(Permission.AUDIT_OFFICE), before=before, limit=PAGE)
        case Shelf.ALL:
            return reading.everything(before=before, limit=PAGE)


def shown(rows: "Iterable[dict[str, Any]]") -> list[ShownEvent]:
    """Rows of the audit as sentences, with the people's names read in one query."""
    rows = list(rows)
    names = _names({row["actor"] for row in rows if row["actor"]})
    return [
        ShownEvent(
            at=row["at"],
            sentence=events.sentence(row, names.get(row["actor"]) or _system(row)),
            about=_about(row),
            result=row["result"],
        )
        for row in rows
    ]


def _names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))


def _system(row: dict[str, Any]) -> str:
    return (
        _("The system (%(process)s)") % {"process": row["system"]} if row["system"] else _("Nobody signed in")
    )


def _about(row: dict[str, Any]) -> str:
    """The object by kind and identifier: names stay where they are sealed."""
    if not row["object_label"]:
        return ""
    kind = row["object_label"].partition(".")[2]
    return f"{kind} {str(row['object_id'])[:8]}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
