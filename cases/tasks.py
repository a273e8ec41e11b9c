"""What the record does by itself."""

from celery import shared_task

from cases import actions


@shared_task(name="cases.tasks.tidy", system="tidy_cases")
def tidy() -> None:
    """Erase removed rows whose time to be brought back has passed (practice.md P11)."""
    actions.erase_removed_exploitations()
