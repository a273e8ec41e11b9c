"""Guessing is limited: a try that opens nothing counts, and stays counted."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from cases.actions import NothingToOpen, TooManyOpenings, break_glass
from cases.models import CaseSearchMade

ASKED = {"reason": "danger", "purpose": "protect"}


def test_emergencies_that_open_nothing_are_counted_and_end(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = {"cases.break_glass_per_day": 3, "cases.searches_per_hour": 4}
    monkeypatch.setattr("cases.actions.emergency.setting", lambda key, office: most[key])
    for number in range(1, 5):
        with pytest.raises(NothingToOpen):
            break_glass(actor=cast.amina, wanted=str(uuid.uuid4()), stepped_up=True, **ASKED)
        assert CaseSearchMade.objects.filter(actor=cast.amina).count() == number
    with pytest.raises(TooManyOpenings):
        break_glass(actor=cast.amina, wanted=str(uuid.uuid4()), stepped_up=True, **ASKED)


def test_a_try_from_the_page_counts_like_a_search(cast: Any, client_of: Any) -> None:
    client = client_of(cast.amina)
    assert client.post("/cases/emergency/", {"wanted": "nothing", **ASKED}).status_code == 200
    assert CaseSearchMade.objects.filter(actor=cast.amina).count() == 1
