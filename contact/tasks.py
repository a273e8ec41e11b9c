"""Clocks of this floor."""

from celery import shared_task

from contact import actions


@shared_task(name="contact.tasks.tidy", system="enquiry_clock")
def tidy() -> None:
    """Erase enquiries whose days are over, and remind of those that end soon."""
    actions.erase_due()
    actions.remind()
