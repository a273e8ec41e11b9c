"""The reading room: who saw and did what (the audit itself has no pages, so that it can sit low).

Reading is an event like any other; it is written by audit.reading together with the rows it gives.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import sheets
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.models import User
from accounts.permissions import Permission
from audit import events, reading
from audit.reading import Row, Wanted
from reports.forms_audit import ReadingForm
from reports.shelves import OPENED_BY, Shelf, references_of, technical_names

PAGE = 50
MOST_COPIED = 20_000
# A checkpoint older than this is said on the page: an idle installation is sealed every five minutes too.
OLD = timedelta(minutes=10)


@dataclass(frozen=True)
class ShownEvent:
    """One line of the reading room."""

    number: int
    at: datetime
    sentence: str
    about: str
    purpose: str
    behalf: str
    result: str


@needs(Permission.AUDIT_OWN)
@require_GET
def reading_room(request: SignedIn) -> HttpResponse:
    """Events of the shelf asked for that answer the question asked, newest first, paged by key."""
    shelf, form = _asked(request, request.GET)
    before = _number(request.GET.get("before", ""))
    rows: list[Row] = []
    if form.is_valid():
        rows = reading.find(form.asked().wanted(shelf, request.user), shelf.value, before=before, limit=PAGE)
    context = {
        "shelves": _tabs(request.user, shelf),
        "shelf": shelf,
        "form": form,
        "selected": [],
        "clear_url": f"?of={shelf.value}",
        "events": shown(rows),
        "may_copy": request.user.can(Permission.AUDIT_ALL) and form.is_valid(),
        **_pages(request, rows, before),
        **_sealed(),
    }
    return render(request, "reports/reading_room.html", context)


@needs(Permission.AUDIT_TECHNICAL)
@require_GET
def technical(request: SignedIn) -> HttpResponse:
    """How the installation was run: no case, no object, no search."""
    before = _number(request.GET.get("before", ""))
    wanted = Wanted(names=technical_names(), apart_from_cases=True)
    rows = reading.find(wanted, "technical", before=before, limit=PAGE)
    without = [{**row, "object_label": None} for row in rows]
    context = {"events": shown(without), **_pages(request, rows, before), **_sealed()}
    return render(request, "reports/technical_record.html", context)


@needs(Permission.AUDIT_ALL)
@needs_recent_login
@require_POST
def copy(request: SignedIn) -> HttpResponseBase:
    """The events of the question as a CSV file; the copy is an event with its hash and number of rows."""
    shelf, form = _asked(request, request.POST)
    if not form.is_valid():
        return redirect("reports:reading_room")
    rows = reading.copy(form.asked().wanted(shelf, request.user), MOST_COPIED)
    content = sheets.as_csv(HEADER, (_cells(row) for row in rows))
    facts = {"scope": shelf.value, "rows": len(rows), "file_hash": hashlib.sha256(content).hexdigest()}
    events.record("audit.exported", actor=request.user, facts=facts, purpose="oversight")
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M")
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _asked(request: SignedIn, data: Any) -> tuple[Shelf, ReadingForm]:
    """The shelf, which this person may open, and the form with what was asked. Raises PermissionDenied."""
    mine = [shelf for shelf in Shelf if request.user.can(OPENED_BY[shelf])]
    wanted = data.get("of") or mine[-1].value
    if wanted not in mine:
        raise PermissionDenied(wanted)
    shelf = Shelf(wanted)
    return shelf, ReadingForm(data, people=_people(shelf, request.user))


def _people(shelf: Shelf, user: User) -> list[User]:
    """Whose events may be asked for: at the reader's offices, or everywhere."""
    people = User.objects.order_by("display_name")
    match shelf:
        case Shelf.OWN:
            return []
        case Shelf.OFFICE:
            offices = user.offices_with(Permission.AUDIT_OFFICE)
            return list(people.filter(memberships__office__in=offices).distinct())
        case Shelf.ALL:
            return list(people)


def _tabs(user: User, current: Shelf) -> list[dict[str, Any]]:
    mine = [shelf for shelf in Shelf if user.can(OPENED_BY[shelf])]
    return [{"value": each.value, "label": each.label, "current": each is current} for each in mine]


def _pages(request: SignedIn, rows: list[Row], before: int | None) -> dict[str, str]:
    """The addresses of the page after and of the first; the question stays."""
    query = request.GET.copy()
    query.pop("before", None)
    first = f"?{query.urlencode()}"
    if rows and len(rows) == PAGE:
        query["before"] = str(rows[-1]["id"])
        return {"next_url": f"?{query.urlencode()}", "previous_url": first if before else ""}
    return {"next_url": "", "previous_url": first if before else ""}


def _sealed() -> dict[str, Any]:
    """When the audit was last sealed, and whether that is too long ago."""
    seal = reading.last_seal()
    at = datetime.fromtimestamp(seal.at / 1_000_000, UTC) if seal else None
    return {"sealed_at": at, "sealed_late": at is not None and timezone.now() - at > OLD}


def shown(rows: Iterable[Row]) -> list[ShownEvent]:
    """Rows of the audit as sentences; the people's names and the references of cases in one query each."""
    rows = list(rows)
    names = _names({row[column] for row in rows for column in ("actor", "on_behalf_of") if row.get(column)})
    cases = references_of(row["scope"] for row in rows if row.get("scope"))
    return [
        ShownEvent(
            number=row["id"],
            at=row["at"],
            sentence=events.sentence(row, names.get(row["actor"]) or _system(row)),
            about=_about(row, cases),
            purpose=row.get("purpose") or "",
            behalf=names.get(row["on_behalf_of"], "")
            if row.get("on_behalf_of") not in (None, row["actor"])
            else "",
            result=row["result"],
        )
        for row in rows
    ]


def _names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))


def _system(row: Row) -> str:
    return (
        _("The system (%(process)s)") % {"process": row["system"]} if row["system"] else _("Nobody signed in")
    )


def _about(row: Row, cases: dict[uuid.UUID, str]) -> str:
    """The case by its reference, else the object by kind and identifier: names stay where they are sealed."""
    if not row["object_label"]:
        return ""
    kind = row["object_label"].partition(".")[2]
    reference = cases.get(row["scope"]) if row.get("scope") else None
    if reference:
        return reference if kind == "case" else f"{reference} · {kind}"
    return f"{kind} {str(row['object_id'])[:8]}"


HEADER = (
    *("id", "at", "actor", "on_behalf_of", "system", "office", "name", "object_label", "object_id", "case"),
    *("purpose", "result", "session", "request", "facts"),
)


def _cells(row: Row) -> list[sheets.Cell]:
    """A row of the file: identifiers and codes as the audit keeps them."""
    named = {
        **row,
        "case": row["scope"],
        "facts": " ".join(f"{key}={value}" for key, value in row["facts"].items()),
    }
    return [
        named[name] if isinstance(named[name], int | datetime) else str(named[name] or "") for name in HEADER
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
