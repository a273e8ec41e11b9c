"""Answers as JSON values and back, for drafts, former answers and exports."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from vault.money import Money
from vault.partial import PartialDate


def to_json(value: Any) -> Any:
    """A value of any answer as something JSON can hold; the field's own `to_python` reads it back."""
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(one) for one in value]
    if isinstance(value, Money):
        return [str(value.amount), value.currency]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, PartialDate | Decimal | uuid.UUID):
        return str(value)
    return value
