"""Searches of one person at the same moment, over two connections: the hour's limit holds to the last one."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from accounts import acting
from cases.finding import search
from cases.finding.search import SearchLimitReached, SearchQuery
from cases.models import CaseSearchMade

LIMIT = 60  # cases.searches_per_hour


@pytest.fixture
def counted(monkeypatch):
    """Whoever has counted waits a moment for another who counts as well: without a lock both see the same number."""
    meeting, count = threading.Barrier(2), search._is_too_many
    met = []

    def slowly(*given):
        answer = count(*given)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(0.7)
            met.append(answer)
        return answer

    monkeypatch.setattr(search, "_is_too_many", slowly)
    return met


def at_once(user, times):
    """Search in as many threads, each with a connection of its own; gives how each ended."""
    ends, ready = [], threading.Barrier(times)

    def one():
        try:
            with acting.as_user(user):
                ready.wait(10)
                search.find(user, SearchQuery(name="Oksana"))
            ends.append("found")
        except SearchLimitReached:
            ends.append("refused")
        except BaseException as problem:  # handed to the test's own thread
            ends.append(repr(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ends)


def test_of_two_searches_at_once_only_the_last_allowed_one_is_made(live_db, people, counted):
    CaseSearchMade.objects.bulk_create(CaseSearchMade(actor=people.amina) for _ in range(LIMIT - 1))
    assert at_once(people.amina, 2) == ["found", "refused"]
    assert CaseSearchMade.objects.filter(actor=people.amina).count() == LIMIT
    assert counted == [], "the second counts when the first has ended"
