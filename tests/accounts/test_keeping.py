"""What is kept about people who work here, what is forgotten, and what production refuses."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from axes.models import AccessAttempt
from django.utils import timezone

from accounts import checks, factors, tasks
from accounts.models import SignedInSession, Submission, TotpSecret, User
from audit import retention


def test_a_member_of_staff_is_exported_and_erased(cast: SimpleNamespace, client_of: Any) -> None:
    client_of(cast.amina)
    factors.renew_recovery_codes(cast.amina)
    answer = retention.registered()["accounts.user"]
    assert answer.export(cast.amina.pk)[0]["display_name"] == "Amina Okoro"
    assert answer.erase(cast.amina.pk) == 1
    kept = User.objects.get(pk=cast.amina.pk)
    assert "Amina" not in kept.display_name and "amina" not in kept.email
    assert not kept.is_active and not kept.has_usable_password()
    assert not TotpSecret.objects.filter(user=kept).exists() and not kept.sessions.exists()


def test_secrets_are_not_exported(cast: SimpleNamespace) -> None:
    answer = retention.registered()["accounts.totpsecret"]
    assert answer.export(cast.amina.pk) == []
    assert answer.erase(cast.amina.pk) == 1


def test_tidying_keeps_what_still_counts(cast: SimpleNamespace, client_of: Any) -> None:
    client_of(cast.amina), client_of(cast.bruno)
    SignedInSession.objects.filter(user=cast.amina).update(expire_date=timezone.now())
    old, new = (Submission.objects.create(user=cast.amina, key=uuid.uuid4()) for _number in range(2))
    Submission.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=2))
    for ago in (0, 2):
        row = AccessAttempt.objects.create(username=f"{ago}@x.example", failures_since_start=1)
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - timedelta(days=ago))
    TotpSecret.objects.filter(user=cast.chidi).update(
        confirmed_at=None, created_at=timezone.now() - timedelta(days=2)
    )
    tasks.tidy()
    assert not cast.amina.sessions.exists() and cast.bruno.sessions.exists()
    assert list(Submission.objects.all()) == [new]
    assert AccessAttempt.objects.get().username == "0@x.example"
    assert (
        not TotpSecret.objects.filter(user=cast.chidi).exists()
        and TotpSecret.objects.filter(user=cast.amina).exists()
    )


def test_production_refuses_invented_people(cast: SimpleNamespace, settings: Any) -> None:
    assert checks.no_invented_people(databases=["default"]) == []
    settings.PRODUCTION = True
    assert [problem.id for problem in checks.no_invented_people(databases=["default"])] == ["accounts.E002"]
    User.objects.update(is_demonstration=False)
    assert checks.no_invented_people(databases=["default"]) == []
