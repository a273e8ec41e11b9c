"""Where every floor says how its tables are exported and erased.

A model that holds anything about a person is registered; any other is named harmless with the reason. The
house test walks all models and accepts no third answer.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Export = Callable[[uuid.UUID], list[dict[str, Any]]]
Erase = Callable[[uuid.UUID], int]


class AlreadyAnswered(ValueError):
    """The model was registered or named harmless before."""


@dataclass(frozen=True)
class Retention:
    """How one table is exported and erased for a scope: a case, or a person who works here."""

    label: str
    export: Export
    erase: Erase


_registered: dict[str, Retention] = {}
_harmless: dict[str, str] = {}


def register(model_label: str, *, export: Export, erase: Erase) -> None:
    """`export` gives the rows of a scope as plain dictionaries; `erase` removes them and gives their number."""
    _once(model_label)
    _registered[model_label.lower()] = Retention(model_label, export, erase)


def harmless(model_label: str, why: str) -> None:
    """The model holds nothing about a person who is assisted or works here; `why` is read by reviewers."""
    _once(model_label)
    _harmless[model_label.lower()] = why


def registered() -> dict[str, Retention]:
    """All registered tables, by lower-case label."""
    return dict(_registered)


def harmless_models() -> dict[str, str]:
    """The reasons of the harmless ones, by lower-case label."""
    return dict(_harmless)


def unanswered(labels: list[str]) -> list[str]:
    """Those of `labels` that nobody has answered for."""
    return [label for label in labels if label.lower() not in _registered and label.lower() not in _harmless]


def _once(model_label: str) -> None:
    if model_label.lower() in _registered or model_label.lower() in _harmless:
        raise AlreadyAnswered(f"{model_label} has its answer already")
