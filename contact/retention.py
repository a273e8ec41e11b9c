"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from audit import retention
from contact.models import Enquiry, FamilyTie, GroupMember, GroupRegistration, KeptApart


def _nothing(scope: UUID) -> list[dict[str, Any]]:
    """Not part of the person's own file: it says as much of somebody else, or nobody has agreed to it."""
    return []


def _ties(scope: UUID) -> list[dict[str, Any]]:
    rows = FamilyTie.objects.filter(case=scope).select_related("family")
    return [{"relation": row.relation, "joint_shelter": row.family.joint_shelter} for row in rows]


def _erase(model: Any, *by: str) -> Any:
    def erase(scope: UUID) -> int:
        wanted = Q()
        for name in by:
            wanted |= Q(**{name: scope})
        rows = list(model._base_manager.filter(wanted))
        for row in rows:
            row.delete()
        return len(rows)

    return erase


def register() -> None:
    """Answer for every model of this app."""
    retention.register("contact.Enquiry", export=_nothing, erase=_erase(Enquiry, "pk"))
    retention.register("contact.GroupRegistration", export=_nothing, erase=_erase(GroupRegistration, "pk"))
    retention.register("contact.GroupMember", export=_nothing, erase=_erase(GroupMember, "case"))
    retention.register("contact.FamilyTie", export=_ties, erase=_erase(FamilyTie, "case"))
    # The other file says it under its own key: with either person erased, nobody is left to keep apart.
    retention.register("contact.KeptApart", export=_nothing, erase=_erase(KeptApart, "case", "other"))
    retention.harmless("contact.Family", "holds nothing about anybody; its ties go with each case")
