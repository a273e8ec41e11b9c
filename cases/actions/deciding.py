"""Writing what an action decides on the row of a section: kept, former values beside it, never past a newer version."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from cases import access
from cases.actions.errors import SectionConflict
from cases.actions.saving import keep_former
from cases.models import Case, VersionKind
from cases.record import upkeep
from cases.section import DECIDED_BY_AN_ACTION
from cases.sections import SECTIONS
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User


def write_decided(
    *,
    actor: "User",
    case: Case,
    section: str,
    values: Mapping[str, Any],
    base_version: int | None = None,
    row: UUID | str | None = None,
) -> Any:
    """Write decided fields (section.DECIDED_BY_AN_ACTION) and give the row back. Part of an action, which has
    asked who may and writes the event.

    `base_version` is the version the decision was made on; None where what stands there does not matter. Raises
    SectionConflict for another version, FileClosed.
    """
    if strange := values.keys() - DECIDED_BY_AN_ACTION:
        raise ValueError(f"{sorted(strange)} are answers, not decisions")
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    access.require_in_use(case)
    spec = SECTIONS[section]
    current: Any = spec.row_of(case, row)
    given = {key: _kept(current, key, value) for key, value in values.items()}
    if base_version is not None and current.version != base_version:
        raise SectionConflict(section, current, given)
    changed = {
        key: (getattr(current, key), new) for key, new in given.items() if getattr(current, key) != new
    }
    for key, (_former, new) in changed.items():
        setattr(current, key, new)
    upkeep.derive(case, spec, current)
    try:
        current.save()
    except StaleVersion as stale:
        raise SectionConflict(section, spec.row_of(Case.objects.get(pk=case.pk), row), given) from stale
    former = {key: (_told(old), new) for key, (old, new) in changed.items()}
    keep_former(actor, current, spec, former, VersionKind.CORRECTION)
    return current


def _told(value: Any) -> Any:
    """A former value as it is kept: a colleague by identifier."""
    return str(value.pk) if isinstance(value, Model) else value


def _kept(row: Any, key: str, value: Any) -> Any:
    """The value as its field keeps it; a colleague is named by an instance already."""
    return value if row._meta.get_field(key).is_relation else upkeep.clean(row, key, value)
