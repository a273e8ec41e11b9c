"""Sessions that are over and old form keys are forgotten."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import SignedInSession, Submission
from accounts.tasks import tidy


@pytest.mark.django_db
def test_what_is_over_is_forgotten_and_the_rest_stays(cast: SimpleNamespace) -> None:
    now = timezone.now()
    for name, hours in (("over", -1), ("going on", 1)):
        SignedInSession.objects.create(
            session_key=name, session_data="", expire_date=now + timedelta(hours=hours)
        )
    for days in (2, 0):
        Submission.objects.create(user=cast.amina, key=uuid.uuid4(), at=now - timedelta(days=days))
    tidy()
    assert list(SignedInSession.objects.values_list("session_key", flat=True)) == ["going on"]
    assert Submission.objects.count() == 1
