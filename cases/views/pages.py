"""Which page a form or a draft was typed on, and when that page was made: two windows of one person are two pages."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from cases.interview.interviews import moment_of


class TypedOn(TypedDict):
    """The page as the actions of drafts take it."""

    page: UUID | None
    opened: datetime | None


def page_of(data: Any) -> UUID | None:
    """The page a form or a draft comes from, by the key of its form; None for one that has none."""
    try:
        return UUID(data.get("form_of") or data.get("submission_key") or "")
    except ValueError:
        return None


def typed_on(data: Any) -> TypedOn:
    """The page by its key and by the moment it was made."""
    return TypedOn(page=page_of(data), opened=moment_of(data.get("opened", "")))
