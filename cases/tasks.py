"""What the record does by itself."""

import logging
import uuid

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from cases import actions, case_tasks, caseload
from cases.actions import coming_of_age, files, recordings
from cases.consent import clock as consent_clock
from cases.erasing import erasure
from cases.erasing import keys as erasure_keys
from cases.finding import duplicates
from cases.interview import interpreter_clock

log = logging.getLogger("wayhome.cases")

COMPARED_A_MINUTE = 50
COMPARED_A_NIGHT = 5_000


@shared_task(name="cases.tasks.tidy", system="tidy_cases")
def tidy() -> None:
    """Erase removed rows whose time to be brought back has passed (practice.md P11)."""
    actions.erase_removed_entries()
    files.erase_removed_files()
    recordings.erase_refused_files()


@shared_task(name="cases.tasks.erase_due", system="erase_cases")
def erase_due() -> None:
    """Carry out what two people confirmed and whose time has come; look after what is left of earlier ones."""
    done = [erasure.run(request) for request in erasure.due()]
    if any(done):
        replace_soon()
    for request in erasure.unfinished():
        erasure.follow_up(request)


@shared_task(name="cases.tasks.erase", system="erase_cases")
def erase(request: str) -> None:
    """Carry out one erasure now, if its time has come."""
    if erasure.run(uuid.UUID(request)):
        replace_soon()


@shared_task(name="cases.tasks.remind_of_reviews", system="remind_of_reviews")
def remind_of_reviews() -> None:
    """Tell the reviewers of emergency openings whose review is overdue."""
    actions.remind_of_reviews()


@shared_task(name="cases.tasks.remind_of_overdue", system="remind_of_tasks")
def remind_of_overdue() -> None:
    """Tell of tasks of cases whose time has passed."""
    case_tasks.remind_of_overdue()


@shared_task(name="cases.tasks.watch_consents", system="watch_consents")
def watch_consents() -> None:
    """Note which consents end soon, and tell who is responsible."""
    consent_clock.look_ahead()


@shared_task(name="cases.tasks.watch_interpreters", system="watch_interpreters")
def watch_interpreters() -> None:
    """Note which booked interpreters can no longer be taken at their hour."""
    interpreter_clock.look_ahead()


@shared_task(name="cases.tasks.come_of_age", system="come_of_age")
def come_of_age() -> None:
    """Make adults of those who have turned 18, with what follows from it (consent.md 5)."""
    coming_of_age.come_of_age()


@shared_task(name="cases.tasks.tell_of_overload", atomic=True)
def tell_of_overload() -> None:
    """Tell supervisors of workers who carry more cases than agreed."""
    caseload.tell_of_overload()


@shared_task(name="cases.tasks.check_conflicts", system="check_conflicts")
def check_conflicts() -> None:
    """Every night: compare the names of staff with the names in the cases of their offices."""
    actions.check_staff()


@shared_task(name="cases.tasks.check_conflicts_of", system="check_conflicts")
def check_conflicts_of(number: str) -> None:
    """The same for one colleague, whose name or roles changed."""
    actions.check_staff(User.objects.filter(pk=uuid.UUID(number)))


@shared_task(name="cases.tasks.compare_new", system="find_duplicates")
def compare_new() -> None:
    """Hold people recorded within the last minutes against all others."""
    duplicates.compare_waiting(COMPARED_A_MINUTE)


@shared_task(name="cases.tasks.compare_nightly", system="find_duplicates")
def compare_nightly() -> None:
    """What the day has left over, for example after an import or an upgrade."""
    duplicates.compare_waiting(COMPARED_A_NIGHT)


@shared_task(name="cases.tasks.replace_erased_keys", system="erase_cases")
def replace_erased_keys() -> None:
    """Replace the keys that wrapped what was erased, and destroy the old ones when nothing needs them.

    Queued at once after an erasure, and again when the replacing has ended; beat asks for what was missed.
    """
    erasure_keys.replace()
    for request in erasure.unfinished():
        erasure.follow_up(request)


def replace_soon() -> None:
    """Queue it, after the commit of what makes it necessary."""
    transaction.on_commit(_publish_replacing, robust=True)


def _publish_replacing() -> None:
    """A dead broker leaves it to beat."""
    try:
        replace_erased_keys.apply_async(retry=False)
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; keys of erased files are replaced within six hours")


@shared_task(name="cases.tasks.make_recording", system="make_recordings")
def make_recording(number: str) -> None:
    """Make one recording anew, and ask for the next one."""
    if recordings.make(uuid.UUID(number)):
        _publish_next()


@shared_task(name="cases.tasks.make_recordings", system="make_recordings")
def make_recordings() -> None:
    """Publish again what waits: what no worker took, what a dead worker left behind, and the next in the row."""
    _publish_next()


def _publish_next() -> None:
    for row in recordings.due()[:1]:
        publish_recording(row)


def publish_recording(row: uuid.UUID) -> None:
    """Hand an id to the broker; if it cannot be reached, the timer asks again."""
    try:
        make_recording.apply_async(args=[str(row)], retry=False)
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; the timer will send this", extra={"row_id": row})
