"""Who changed a case and who looked at it, in plain sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from audit import reading
from audit.catalogue import EVENTS
from cases import access, dictionary
from cases.models import Case
from cases.sections import SECTIONS

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One event on the time line."""

    title: str
    byline: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Page:
    """A stretch of the history, newest first; `older` is where the next one begins, None at the end."""

    entries: list[Entry]
    older: int | None
    only_own: bool


def history_of(user: User, case: Case, before: int | None) -> Page:
    """What this person may read of the case's history: everybody's for a supervisor, else their own actions."""
    only_own = not (access.may(user, Permission.AUDIT_OFFICE, case) or user.can(Permission.AUDIT_ALL))
    rows = reading.of_scope(case.pk, before=before, limit=PAGE + 1, actor=user.pk if only_own else None)
    shown = rows[:PAGE]
    if not user.can(Permission.AUDIT_ALL):
        # That another office's desk compared the case would say that the person may be known there.
        shown = [row for row in shown if row["name"] != "duplicate.viewed" or row["actor"] == user.pk]
    names = _names(row["actor"] for row in shown)
    readable = access.readable_keys(user, case, dictionary.fields())
    entries = [_entry(row, names, frozenset(readable)) for row in shown]
    return Page(entries, rows[PAGE - 1]["id"] if len(rows) > PAGE else None, only_own)


def entries_of(rows: list[dict[str, Any]]) -> list[Entry]:
    """Events in words for a reviewer, who reads what was done with any part of a record but never an answer."""
    names = _names(row["actor"] for row in rows)
    return [_entry(row, names, frozenset(dictionary.fields())) for row in rows]


def _names(ids: Any) -> dict[Any, str]:
    people = User.objects.filter(pk__in={one for one in ids if one})
    return dict(people.values_list("pk", "display_name"))


def _entry(row: dict[str, Any], names: dict[Any, str], readable: frozenset[str]) -> Entry:
    facts = row["facts"] or {}
    actor = names.get(row["actor"]) or row["system"] or _("The system")
    event = EVENTS.get(row["name"])
    sentence = (
        str(event.sentence) % {"actor": actor, "count": facts.get("count", "")} if event else row["name"]
    )
    if row["result"] != "done":
        sentence = _("%(sentence)s (refused)") % {"sentence": sentence}
    return Entry(sentence, "", row["at"], _details(facts, readable))


def _details(facts: dict[str, Any], readable: frozenset[str]) -> str:
    """The sections and fields that an event names, in words: those of which the reader may read something."""
    keys = [*facts.get("sections", []), *([facts["section"]] if "section" in facts else [])]
    sections = [SECTIONS[key] for key in keys if key in SECTIONS]
    words = [str(one.title) for one in sections if not readable.isdisjoint(one.all_fields)]
    words += [str(dictionary.label(key)) for key in facts.get("fields", []) if key in readable]
    if "consent_type" in facts:
        words.append(str(dictionary.code_label("consent_type", facts["consent_type"])))
    if "status" in facts and "consent_type" in facts:
        words.append(str(dictionary.code_label("consent_status", facts["status"])))
    return ", ".join(words)
