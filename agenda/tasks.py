"""Clocks of this floor."""

from celery import shared_task

from agenda.actions import raise_alarms
from agenda.actions.todos import remind
from agenda.next_steps import look


@shared_task(name="agenda.tasks.watch", system="watch_visits")
def watch() -> None:
    """Tell of everybody who has not checked in (each minute)."""
    raise_alarms()


@shared_task(name="agenda.tasks.look_for_next", system="look_for_next")
def look_for_next() -> None:
    """Have a next step planned for every open case that has none (each night)."""
    look()


@shared_task(name="agenda.tasks.remind_of_todos", system="remind_of_todos")
def remind_of_todos() -> None:
    """Tell of written tasks that are due or long overdue."""
    remind()
