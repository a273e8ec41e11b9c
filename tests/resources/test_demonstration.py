"""The invented world has providers, once."""

from __future__ import annotations

from types import SimpleNamespace

from config.demonstration import providers
from resources import desk
from resources.models import Agreement, Provider
from tests.cases.conftest import open_for


def test_providers_are_made_once(cast: SimpleNamespace) -> None:
    open_for(cast.amina)
    assert providers.register(cast.people) and not providers.register(cast.people)
    assert Provider.objects.plain().count() == 3 and Agreement.objects.plain().count() == 2
    assert desk.listed(cast.yusra) == []
