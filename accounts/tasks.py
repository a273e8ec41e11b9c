"""What the accounts forget by themselves."""

from datetime import timedelta

from axes.models import AccessAttempt
from celery import shared_task
from django.utils import timezone

from accounts import approvals, devices, kept_forms, lockout
from accounts.models import SignedInSession, Submission, TotpSecret

KEEP_SUBMISSIONS = timedelta(days=1)


@shared_task(name="accounts.tasks.tidy")
def tidy() -> None:
    """Delete sessions that are over, the keys of forms sent long ago, kept forms nobody
    came back for, and failures that count no more; tell owners of accounts that had to be delayed."""
    now = timezone.now()
    SignedInSession.objects.filter(expire_date__lt=now).delete()
    Submission.objects.filter(at__lt=now - KEEP_SUBMISSIONS).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - lockout.REMEMBERED).delete()
    kept_forms.forget_old()
    devices.forget_old()
    devices.tell_of_failures()
    TotpSecret.objects.filter(confirmed_at__isnull=True, created_at__lt=now - KEEP_SUBMISSIONS).delete()


@shared_task(name="accounts.tasks.expire_approvals")
def expire_approvals() -> None:
    """Close what nobody decided in time."""
    approvals.expire()
