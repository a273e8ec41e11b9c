"""Changing settings of the field (domain/practice.md P4): one value with its reason, or a file of them."""

import hashlib
import re
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import settings_register
from accounts.models import Office, OfficeSetting, User
from accounts.permissions import Permission
from audit import events


def as_fact(value: Any) -> str | int | bool:
    """A setting's value as the audit may hold it: a number, a truth, or a code."""
    if isinstance(value, bool | int):
        return value
    text = ".".join(value) if isinstance(value, list) else str(value)
    return re.sub(r"[^a-z0-9_.:-]", "-", text.lower())[:64] or "empty"


@transaction.atomic
def change_setting(
    *,
    actor: User | None,
    office: Office,
    key: str,
    value: Any,
    effective_from: date | None = None,
    reason: str,
) -> OfficeSetting:
    """Set `key` at an office from a day on. Raises ValidationError out of range, KeyError for an unknown key."""
    if actor is not None and not actor.can(Permission.SETTINGS_CHANGE, office):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    setting = settings_register.REGISTER[key]
    day = effective_from or timezone.now().date()
    if day < timezone.now().date():
        raise ValidationError({"effective_from": _("A setting cannot take effect in the past.")})
    before = settings_register.value(key, office, on=day)
    row = OfficeSetting(
        office=office,
        key=key,
        value=setting.clean(value),
        effective_from=day,
        reason=reason,
        changed_by=actor,
    )
    row.full_clean()
    row.save()
    settings_register.forget()
    facts = {
        "setting": key,
        "old": as_fact(before),
        "new": as_fact(row.value),
        "effect_from": day.isoformat(),
    }
    events.record("setting.changed", subject=row, office=office.pk, facts=facts, actor=actor)
    return row


@transaction.atomic
def import_settings(*, actor: User, office: Office, values: dict[str, Any], reason: str) -> int:
    """Set every value of a file that differs, from today; says how many. Nothing is kept when one is not allowed."""
    changed = 0
    for key, new in values.items():
        if key not in settings_register.REGISTER:
            raise ValidationError(_("%(key)s is not a setting here."), params={"key": key[:80]})
        if settings_register.REGISTER[key].clean(new) != settings_register.value(key, office):
            change_setting(actor=actor, office=office, key=key, value=new, reason=reason)
            changed += 1
    events.record("settings.imported", office=office.pk, facts={"count": changed}, actor=actor)
    return changed


def export_settings(*, actor: User, office: Office) -> dict[str, Any]:
    """The values in effect at an office, as import reads them."""
    values = {key: settings_register.value(key, office) for key in sorted(settings_register.REGISTER)}
    digest = hashlib.sha256(repr(values).encode()).hexdigest()
    facts = {"count": len(values), "file_hash": digest}
    events.record("settings.exported", office=office.pk, facts=facts, actor=actor)
    return {"office": office.code_name, "on": timezone.now().date().isoformat(), "settings": values}
