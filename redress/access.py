"""The doors of this floor. What somebody may not see does not exist."""

import uuid
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.permissions import Permission
from cases import access
from redress.models import Affected, Breach, Complaint, PersonRequest

if TYPE_CHECKING:
    from accounts.models import User


def get_complaint_for(user: "User", complaint_id: uuid.UUID) -> Complaint:
    """A complaint, for a focal point outside the office whom it does not name."""
    found: Complaint = get_object_or_404(Complaint.objects.visible_to(user), pk=complaint_id)
    return found


def get_breach_for(user: "User", breach_id: uuid.UUID) -> Breach:
    """A breach, for who keeps the register of its office."""
    found: Breach = get_object_or_404(Breach.objects.visible_to(user), pk=breach_id)
    return found


def get_affected_for(user: "User", affected_id: uuid.UUID) -> Affected:
    """A person a breach concerns, for who works on that case: who knows the person assesses the danger.

    Also of a file closed to use: the danger is the person's, and nothing of the file itself is shown (P21).
    """
    row = get_object_or_404(Affected.objects.select_related("breach"), pk=affected_id)
    row.case = access.get_case_for(user, row.case_id, to=Permission.CONSENT_RECORD)
    return row


def get_request_for(user: "User", request_id: uuid.UUID, to: Permission) -> PersonRequest:
    """A person's request, through the door of its case; `to` is asked at the case's office."""
    row = PersonRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise Http404
    row.case = access.get_case_for(user, row.case_id, to=to)
    return row
