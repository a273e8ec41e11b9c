"""The events people are told about. Every floor names its own at start-up (apps.py)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnknownNotification(ValueError):
    """The event was not registered."""


@dataclass(frozen=True)
class Kind:
    """An event people are told about: its sentence in the inbox and the page it leads to."""

    event: str
    sentence: str | Promise
    url_name: str = ""


_kinds: dict[str, Kind] = {}
# An item whose event no longer exists in the code still has a line to show.
_FORGOTTEN = Kind("", _("Something happened"))


def register(event: str, sentence: str | Promise, url_name: str = "") -> None:
    """Name an event. The page `url_name` is opened with the subject's id, or without one if there is none."""
    _kinds[event] = Kind(event, sentence, url_name)


def is_registered(event: str) -> bool:
    """Whether `register` named this event."""
    return event in _kinds


def kind_of(event: str) -> Kind:
    """The registered kind, or a neutral one for an event that later code no longer knows."""
    return _kinds.get(event, _FORGOTTEN)
