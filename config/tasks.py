"""What the installation does by itself."""

from celery import shared_task

from accounts import acting
from config.operations import deeds

SLICE_SECONDS = 20.0


@shared_task(name="config.tasks.keys")
def keys() -> None:
    """Go on replacing keys, a slice at a time, and destroy old ones whose time is over."""
    with acting.as_system("keys"):
        deeds.work(SLICE_SECONDS)
