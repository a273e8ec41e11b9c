"""What waits to be told, and what was told: identifiers and event names, never a word about a person."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.kinds import kind_of

if TYPE_CHECKING:
    from accounts.models import User


class Outbox(models.Model):
    """One notification to one person over one channel: the truth of it. The broker carries only its id."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("Inbox")
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=64)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel)
    subject_label = models.CharField(max_length=64, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    # The same deed told twice (a repeated request, a task run again) is one row.
    idempotency_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The class of the last error, never its words.
    last_error = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField()
    # When its id last went to the broker; the relay leaves it alone for a while after that.
    published_at = models.DateTimeField(null=True, blank=True)
    # A worker's claim; after this moment another may take it.
    lease_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="outbox_due"),
            models.Index(fields=["recipient"], name="outbox_recipient"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def shown_to(self, user: "User") -> Self:
        """A person's own lines; none under duress, where the inbox must not tell what is going on."""
        return self.none() if user.under_duress else self.filter(recipient=user.pk)


class InboxItem(models.Model):
    """A line in a person's inbox: what happened, to which record, and whether it was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # One delivery, one line, however often the worker tries.
    outbox_id = models.UUIDField(unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    event = models.CharField(max_length=64)
    subject_label = models.CharField(max_length=64, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox item")
        verbose_name_plural = _("inbox items")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="inbox_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sentence(self) -> str | Promise:
        """What happened, in the reader's language."""
        return kind_of(self.event).sentence

    @property
    def link(self) -> str | None:
        """Where the work waits; nothing if that page does not exist (any more)."""
        url_name = kind_of(self.event).url_name
        try:
            return reverse(url_name, args=[self.subject_id] if self.subject_id else []) if url_name else None
        except NoReverseMatch:
            return None
