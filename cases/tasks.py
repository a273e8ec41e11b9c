"""What the record does by itself."""

import uuid

from celery import shared_task

from cases import actions, erasure
from cases.actions import files


@shared_task(name="cases.tasks.tidy", system="tidy_cases")
def tidy() -> None:
    """Erase removed rows whose time to be brought back has passed (practice.md P11)."""
    actions.erase_removed_exploitations()
    files.erase_removed_files()


@shared_task(name="cases.tasks.erase_due", system="erase_cases")
def erase_due() -> None:
    """Carry out what two people confirmed and whose time has come; look after what is left of earlier ones."""
    for request in erasure.due():
        erasure.run(request)
    for request in erasure.unfinished():
        erasure.follow_up(request)


@shared_task(name="cases.tasks.erase", system="erase_cases")
def erase(request: str) -> None:
    """Carry out one erasure now, if its time has come."""
    erasure.run(uuid.UUID(request))
