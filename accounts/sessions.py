"""The session engine: Django's database sessions, kept under a hash of the cookie and with their owner.

Settings: SESSION_ENGINE = "accounts.sessions". A session holds identifiers and times only.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import SignedInSession


def row_key(cookie_value: str) -> str:
    """What a cookie's value is stored under."""
    return hashlib.sha256(cookie_value.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Looks every session up by the hash of its cookie."""

    @classmethod
    def get_model_class(cls) -> type[SignedInSession]:
        return SignedInSession

    def _get_session_from_db(self) -> SignedInSession | None:
        key = self.session_key
        row = (
            SignedInSession.objects.filter(session_key=row_key(key), expire_date__gt=timezone.now()).first()
            if key
            else None
        )
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return SignedInSession.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> SignedInSession:
        now = timezone.now()
        return SignedInSession(
            session_key=row_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]  # missing in the stubs
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            started_at=moment(data.get("started"), now),
            seen_at=moment(data.get("seen"), now),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            SignedInSession.objects.filter(session_key=row_key(key)).delete()


def moment(seconds: Any, otherwise: datetime) -> datetime:
    """The moment kept in a session as seconds, or `otherwise` when none is."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else otherwise
