"""Who is trained for what, as far as this floor asks (practice.md P6)."""

from typing import TYPE_CHECKING

from accounts.permissions import DutyCode

if TYPE_CHECKING:
    from accounts.models import Office, User


def is_trained_assessor(user: "User", office: "Office") -> bool:
    """Whether somebody is noted as trained to assess, here or at another office of theirs."""
    return user.has_duty(DutyCode.ASSESSOR, office) or user.has_duty(DutyCode.ASSESSOR)
