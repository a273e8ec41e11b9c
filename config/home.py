"""My day: what waits for the person signed in.

Each panel is one queryset, so that the number shown, the first rows and the page behind the number
(`/?show=key`) are the same rows. Which panels there are stands in config/home_panels.py.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from audit import events
from config.home_panels import PANELS, Panel
from config.home_rows import Line

FIRST = 5
ALL = 200


@dataclass(frozen=True)
class Shown:
    """A panel with this person's rows; `more` says that the page behind the count has further ones."""

    panel: Panel
    count: int
    lines: list[Line]

    @property
    def url(self) -> str:
        return f"{reverse('home')}?show={self.panel.key}"

    @property
    def more(self) -> bool:
        return self.count > len(self.lines)


def panels_for(user: User) -> list[Shown]:
    """Every panel this person has, with its first rows: first those with work in them.

    What was shown of cases is recorded once.
    """
    shown = [_show(panel, user, FIRST) for panel in PANELS if user.can(panel.permission)]
    _record(line for panel in shown for line in panel.lines)
    return sorted(shown, key=lambda panel: not panel.lines)


def panel_for(user: User, key: str) -> Shown | None:
    """One panel with all its rows (the first two hundred), or None where there is none for this person."""
    panel = next((each for each in PANELS if each.key == key), None)
    if panel is None or not user.can(panel.permission):
        return None
    shown = _show(panel, user, ALL)
    _record(shown.lines)
    return shown


def _show(panel: Panel, user: User, limit: int) -> Shown:
    rows = panel.rows(user)
    found = list(rows[: limit + 1])
    count = len(found) if len(found) <= limit else rows.count()
    return Shown(panel, count, [panel.line(row) for row in found[:limit]])


def _record(lines: Iterable[Line]) -> None:
    """Looking at a list of cases is a read like any other."""
    ids = sorted({str(line.case_id) for line in lines if line.case_id})
    if ids:
        digest = hashlib.sha256(" ".join(ids).encode()).hexdigest()
        events.record("case.listed", facts={"count": len(ids), "ids_hash": digest, "filters": ["home"]})
