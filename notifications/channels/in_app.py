"""The inbox inside the application."""

from notifications.models import InboxItem, Outbox


def send(row: Outbox) -> None:
    """Put a line into the recipient's inbox; a second try finds the first one's line."""
    InboxItem.objects.get_or_create(
        outbox_id=row.pk,
        defaults={
            "recipient_id": row.recipient_id,
            "event": row.event,
            "subject_label": row.subject_label,
            "subject_id": row.subject_id,
        },
    )
