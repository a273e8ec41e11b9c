"""The doors of this floor. What somebody may not see does not exist."""

import uuid
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from contact.models import Enquiry, GroupRegistration

if TYPE_CHECKING:
    from accounts.models import User


def get_enquiry_for(user: "User", enquiry_id: uuid.UUID) -> Enquiry:
    """An enquiry, for who took it and for the supervisors of its office. Raises Http404."""
    found: Enquiry = get_object_or_404(
        Enquiry.objects.visible_to(user).select_related("office"), pk=enquiry_id
    )
    return found


def get_group_for(user: "User", group_id: uuid.UUID) -> GroupRegistration:
    """A table of people, for who began it and for the supervisors of its office. Raises Http404."""
    rows = GroupRegistration.objects.visible_to(user).select_related("office")
    found: GroupRegistration = get_object_or_404(rows, pk=group_id)
    return found
