"""Clocks of this floor."""

from celery import shared_task

from redress import actions


@shared_task(name="redress.tasks.remind", system="redress_clocks")
def remind() -> None:
    """Remind of what is due."""
    actions.remind()
