"""Telling people something from this floor, which stands below `notifications`.

Events are defined here with their sentence; `notifications` registers them at start-up and brings its
`enqueue` along, so that an alert is written in the transaction of the deed like every other notice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Alert:
    """What people are told: the sentence in their inbox and the page it leads to (with the subject's id)."""

    sentence: str | Promise
    url_name: str = ""


Sender = Callable[..., Any]
Register = Callable[[str, str | Promise, str], None]
_alerts: dict[str, Alert] = {}
_channel: list[tuple[Sender, Register]] = []


def define(event: str, sentence: str | Promise, url_name: str = "") -> None:
    """Name an alert of this floor, before or after `notifications` is ready."""
    _alerts[event] = Alert(sentence, url_name)
    for _sender, register in _channel:
        register(event, sentence, url_name)


def deliver_by(sender: Sender, register: Register) -> None:
    """Use `enqueue` and `register` of `notifications.outbox`; called once, at start-up."""
    _channel[:] = [(sender, register)]
    for event, alert in _alerts.items():
        register(event, alert.sentence, alert.url_name)


def tell(event: str, *, to: Iterable[Any], about: models.Model | None = None, occurrence: str = "") -> None:
    """Tell `to` (people) of `event` about `about`, in the transaction under way. Raises KeyError if undefined."""
    if event not in _alerts:
        raise KeyError(event)
    for sender, _register in _channel:
        sender(event, to=list(to), about=about, occurrence=occurrence)
