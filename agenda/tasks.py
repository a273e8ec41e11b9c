"""Clocks of this floor."""

from celery import shared_task

from agenda.actions import raise_alarms
from agenda.actions.todos import remind


@shared_task(name="agenda.tasks.watch", system="watch_visits")
def watch() -> None:
    """Tell of everybody who has not checked in (each minute)."""
    raise_alarms()


@shared_task(name="agenda.tasks.remind", system="remind_of_todos")
def remind_of_todos() -> None:
    """Tell of written tasks that are due or long overdue."""
    remind()
