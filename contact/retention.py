"""How this floor's tables are erased (registered with audit.retention at start-up)."""

from uuid import UUID

from audit import retention
from contact.models import Enquiry


def _erase(scope: UUID) -> int:
    return int(Enquiry._base_manager.filter(pk=scope).delete()[0])


def register() -> None:
    """Answer for every model of this app. An enquiry belongs to nobody's file: nobody has agreed to one."""
    retention.register("contact.Enquiry", export=lambda _scope: [], erase=_erase)
