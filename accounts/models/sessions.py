"""Sessions in the database, findable by the person they belong to."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone


class SignedInSession(AbstractBaseSession):
    """A session. The primary key is a hash of the cookie's value: a copy of this table opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[BaseSessionManager[Self]] = BaseSessionManager()

    class Meta:
        db_table = "accounts_session"

    def __str__(self) -> str:
        return self.session_key[:8]
