"""Journeys share one browser and one worker (tests/browser.py)."""

from tests.browser import browser, live, worker

__all__ = ["browser", "live", "worker"]
