"""The register of providers: kept by one office each, read by all (practice.md P33)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from resources.models import Provider
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import Office, User


@transaction.atomic
def register_provider(*, actor: "User", office: "Office", **given: Any) -> Provider:
    """Put a provider on the register, kept by an office. Raises PermissionDenied, ValidationError."""
    return _write(actor, Provider(office=office), given, "provider.registered")


@transaction.atomic
def change_provider(*, actor: "User", provider: Provider, base_version: int, **given: Any) -> Provider:
    """Change what the register says; `base_version` is the version that was read.

    Raises PermissionDenied, ValidationError, StaleVersion.
    """
    if provider.version != base_version:
        raise StaleVersion
    return _write(actor, provider, given, "provider.changed")


@transaction.atomic
def say_availability(
    *, actor: "User", provider: Provider, free_places: int | None, waiting_days: int | None
) -> Provider:
    """Note free places and waiting time as the provider says them today. Raises PermissionDenied."""
    given = {
        "free_places": free_places,
        "waiting_days": waiting_days,
        "said_on": provider.office.today(),
    }
    return _write(actor, provider, given, "provider.availability")


@transaction.atomic
def close_provider(*, actor: "User", provider: Provider) -> None:
    """It helps no longer: not offered any more; what was referred to it stays. Raises PermissionDenied."""
    _write(actor, provider, {"left_at": timezone.now()}, "provider.closed")


@transaction.atomic
def reopen_provider(*, actor: "User", provider: Provider) -> None:
    """It helps again. Raises PermissionDenied."""
    _write(actor, provider, {"left_at": None}, "provider.reopened")


def _write(actor: "User", row: Provider, given: dict[str, Any], event: str) -> Provider:
    if not actor.can(Permission.PROVIDER_REGISTER, row.office_id):
        raise PermissionDenied
    changed = sorted(name for name, value in given.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, given[name])
    row.full_clean(exclude={"office"})
    row.save()
    facts = {"fields": changed} if event in ("provider.registered", "provider.changed") else {}
    events.record(event, subject=row, office=row.office_id, actor=actor, facts=facts)
    return row
