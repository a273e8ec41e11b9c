"""A provider of the register, and what is agreed with it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from resources import actions
from resources.models import Agreement, Provider


@pytest.fixture
def clinic(cast: SimpleNamespace) -> Provider:
    return registered(cast)


def registered(cast: SimpleNamespace, **given: Any) -> Provider:
    given = {"name": "Clinic of the tests", "services": ["medical"], **given}
    return actions.register_provider(actor=cast.bruno, office=cast.harbour, **given)


def agreed(cast: SimpleNamespace, provider: Provider, **given: Any) -> Agreement:
    given = {"begins": timezone.localdate(), "allows": ["sharing"], **given}
    return actions.enter_agreement(actor=cast.bruno, office=cast.harbour, provider=provider, **given)
