"""What the accounts forget by themselves."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.models import SignedInSession, Submission

KEEP_SUBMISSIONS = timedelta(days=1)


@shared_task(name="accounts.tasks.tidy")
def tidy() -> None:
    """Delete sessions that are over and the keys of forms sent long ago."""
    now = timezone.now()
    SignedInSession.objects.filter(expire_date__lt=now).delete()
    Submission.objects.filter(at__lt=now - KEEP_SUBMISSIONS).delete()
