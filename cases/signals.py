"""What a change of staff means for the record: a new name, or a new office, is held against its cases."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from accounts.models import Membership, User
from cases import tasks


@receiver(post_save, sender=Membership, dispatch_uid="cases.membership_saved")
def membership_saved(sender: Any, instance: Membership, created: bool, **kwargs: Any) -> None:
    """Somebody has a role at an office."""
    if created:
        transaction.on_commit(partial(_check, instance.user_id), robust=True)


@receiver(post_save, sender=User, dispatch_uid="cases.user_saved")
def user_saved(
    sender: Any, instance: User, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """Somebody may be called otherwise now."""
    if not created and (update_fields is None or "display_name" in update_fields):
        transaction.on_commit(partial(_check, instance.pk), robust=True)


def _check(user: Any) -> None:
    """Ask a worker; without a broker the night will do it."""
    try:
        tasks.check_conflicts_of.apply_async(args=[str(user)], retry=False)
    except (OperationalError, OSError):
        return
