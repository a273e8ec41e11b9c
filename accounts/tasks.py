"""What the accounts forget by themselves."""

from datetime import timedelta

from axes.models import AccessAttempt
from celery import shared_task
from django.utils import timezone

from accounts import actions, approvals, devices, kept_forms, lockout, reminders
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
    lockout.tell_of_failures()
    TotpSecret.objects.filter(confirmed_at__isnull=True, created_at__lt=now - KEEP_SUBMISSIONS).delete()


@shared_task(name="accounts.tasks.expire_approvals")
def expire_approvals() -> None:
    """Close what nobody decided in time."""
    approvals.expire()


@shared_task(name="accounts.tasks.reset_factors")
def reset_factors() -> None:
    """Carry out the resets of second factors whose delay is over."""
    actions.carry_out_due()


@shared_task(name="accounts.tasks.remind", atomic=True)
def remind() -> None:
    """Tell people of accounts and qualifications that end soon and of reviews that nobody made in time."""
    reminders.of_ending_accounts()
    reminders.of_ending_qualifications()
    reminders.of_overdue_reviews()
