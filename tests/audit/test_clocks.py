"""Two clocks that disagree stop a start in production and are said elsewhere."""

import time
from typing import Any

import pytest
from django.core.checks import ERROR, WARNING

from audit.checks import clocks_agree

pytestmark = pytest.mark.django_db


def test_clocks_that_agree_are_no_problem() -> None:
    assert clocks_agree(databases=["default"]) == []
    assert clocks_agree(databases=None) == []


@pytest.mark.parametrize(("production", "level"), [(True, ERROR), (False, WARNING)])
@pytest.mark.parametrize("away", [-3600.0, 7.0])
def test_clocks_that_disagree_are_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, settings: Any, production: bool, level: int, away: float
) -> None:
    real = time.time
    monkeypatch.setattr("audit.checks.time.time", lambda: real() + away)
    settings.PRODUCTION = production
    (problem,) = clocks_agree(databases=["default"])
    assert problem.level == level
    assert "seconds apart" in problem.msg
