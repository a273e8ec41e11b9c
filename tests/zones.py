"""Time zones for tests that must say the same at every hour of the day."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

# Ahead of UTC by 14 hours, behind it by 11: at any hour one of them has another date.
EAST, WEST = "Pacific/Kiritimati", "Pacific/Niue"


def zone_at(hour: int) -> str:
    """A time zone in which it is this hour now."""
    names = (name for name in sorted(available_timezones()) if "/" in name)
    return next(name for name in names if datetime.now(ZoneInfo(name)).hour == hour)


def another_day() -> str:
    """A time zone in which it is not the day it is at the server (UTC)."""
    return WEST if datetime.now(UTC).hour < 10 else EAST
