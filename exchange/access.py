"""Doors to exports."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from exchange.models import Export

if TYPE_CHECKING:
    from accounts.models import User


def get_export_for(user: "User", export_id: uuid.UUID) -> Export:
    """An export this person asked for or may approve. Raises Http404 for anybody else's."""
    rows = Export.objects.visible_to(user).select_related("office", "requester", "approved_by")
    export: Export | None = rows.filter(pk=export_id).first()
    if export is None:
        raise Http404
    return export


def get_own_export_for(user: "User", export_id: uuid.UUID) -> Export:
    """One's own, while one may still export at its office. Raises Http404 or PermissionDenied."""
    export = get_export_for(user, export_id)
    if export.requester_id != user.pk:
        raise Http404
    if not user.can(Permission.EXPORT_ASK, export.office):
        raise PermissionDenied(Permission.EXPORT_ASK.value)
    return export
