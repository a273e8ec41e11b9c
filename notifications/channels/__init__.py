"""The ways a notification takes. Each is `send(row)`: it delivers, or raises."""

from collections.abc import Callable

from notifications.channels import email, in_app
from notifications.models import Outbox

SENDERS: dict[str, Callable[[Outbox], None]] = {
    Outbox.Channel.IN_APP: in_app.send,
    Outbox.Channel.EMAIL: email.send,
}
