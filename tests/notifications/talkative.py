"""A task that says what it should not, everywhere it can."""

import logging
import sys

from celery import shared_task
from celery.utils.log import get_task_logger


@shared_task(name="tests.talkative")
def talkative() -> str:
    """Prints, logs and raises the name of a person."""
    name = "Olena K."
    sys.stdout.write(name)
    logging.getLogger("some.library").warning("saw %s", name)
    get_task_logger(__name__).warning("met %s", name)
    raise ValueError(name)
