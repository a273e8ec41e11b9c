"""Where every floor says how its tables are exported and erased.

A model that holds anything about a person is registered; any other is named harmless with the reason. The
house test walks all models and accepts no third answer.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

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


def erase_everywhere(scope: uuid.UUID) -> dict[str, int]:
    """Erase a scope from every registered table and say how many rows each lost. Runs in one transaction.

    Keys first, so that no forged manifest can hold it up; then the tables, each before those it points to.
    """
    with transaction.atomic():
        counts = {_KEYS: _registered[_KEYS].erase(scope)}
        for label in _in_order():
            counts[label] = _registered[label].erase(scope)
    return counts


_KEYS = "vault.scopekey"


def _in_order() -> list[str]:
    """Every registered table but the keys: a table comes before those that its rows point to."""
    names = {apps.get_model(label): label for label in _registered if label != _KEYS}
    ordered: list[str] = []

    def visit(model: type[models.Model]) -> None:
        if names[model] in ordered or model in path:
            return
        path.add(model)
        for relation in model._meta.related_objects:
            if relation.related_model in names:
                visit(relation.related_model)
        path.discard(model)
        ordered.append(names[model])

    path: set[type[models.Model]] = set()
    for model in names:
        visit(model)
    return ordered


def unanswered(labels: list[str]) -> list[str]:
    """Those of `labels` that nobody has answered for."""
    return [label for label in labels if label.lower() not in _registered and label.lower() not in _harmless]


def _once(model_label: str) -> None:
    if model_label.lower() in _registered or model_label.lower() in _harmless:
        raise AlreadyAnswered(f"{model_label} has its answer already")
