"""The mail sink of the demonstration world: what would have been sent lies in files and is shown on a page."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import public

# Django's file backend ends every message with this line.
RULE = b"-" * 79
MOST = 100
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Mail:
    """A message as it would have arrived."""

    to: str
    subject: str
    text: str
    at: datetime


@public
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Everything the demonstration world would have sent, the newest first. Exists there only."""
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "notifications/mail.html", {"mails": messages_in(Path(settings.EMAIL_FILE_PATH))})


def messages_in(folder: Path) -> list[Mail]:
    """The newest messages of the sink's files."""
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    found: list[Mail] = []
    for path in files:
        parts = path.read_bytes().split(RULE)
        found.extend(_mail(part.strip()) for part in parts if part.strip())
        if len(found) >= MOST:
            break
    return sorted(found, key=lambda mail: mail.at, reverse=True)[:MOST]


def _mail(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    date = message["date"]
    return Mail(
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        text=body.get_content() if body else "",
        at=parsedate_to_datetime(str(date)) if date else NEVER,
    )
