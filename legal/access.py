"""The doors of this floor: each through the door of its case. What somebody may not see does not exist."""

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.http import Http404

from accounts.permissions import Permission
from cases import access
from cases.models.scoped import CaseRow

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=CaseRow)


def get_row_for(user: "User", model: type[Row], case_id: UUID, row_id: UUID) -> Row:
    """A row of a case for who may change what is legal there; raises Http404, PermissionDenied, FileClosed.

    The page of a change shows what stands there, so reading is part of it.
    """
    case = access.get_case_for(user, case_id, to=Permission.LEGAL_WRITE)
    access.require(user, Permission.LEGAL_READ, case)
    rows: Any = model
    found: Row | None = rows.objects.filter(case=case, pk=row_id).first()
    if found is None:
        raise Http404
    found.case = case  # type: ignore[attr-defined]  # a foreign key of every row here
    return found
