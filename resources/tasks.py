"""Work of the timer."""

from celery import shared_task

from resources import clock


@shared_task(name="resources.tasks.watch_agreements", atomic=True)
def watch_agreements() -> None:
    """Once a day: tell of agreements with providers that are about to end."""
    clock.tell_of_ending_agreements()
