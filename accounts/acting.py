"""Working as somebody outside a request: a person, or a named process of the house.

    with acting.as_user(run.requester): …      # what a worker does for a person, under that person's rights
    with acting.as_system("tidy_cases"): …     # what nobody asked for: beat jobs, commands
    with acting.by_rule("figures"): …          # a rule of the house reads or writes more than the person may see

All three set row security's context (vault/rows.py); the first two also say who acts in every audit event
written inside. Rights may have been lost since the work was queued: who works for a person asks again. The
processes and what each may touch are listed in the table row_security_system, by migrations.
"""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from accounts.permissions import Permission
from audit import context
from vault import rows

if TYPE_CHECKING:
    from accounts.models import User

# The permissions whose offices policies ask for: row_offices('<permission>').
ROW_PERMISSIONS = (Permission.CASE_OFFICE, Permission.CASE_OPEN, Permission.CASE_VIEW)


def row_context_of(user: "User") -> rows.RowContext | None:
    """What row security is told of a person now; None for one whose account may not be used."""
    if not user.is_current:
        return None
    offices = {one.value: user.offices_with(one) for one in ROW_PERMISSIONS}
    viewing = set(offices[Permission.CASE_VIEW])
    # As visible_to has it: a whole office is reached only by who may view cases there.
    offices[Permission.CASE_OFFICE] = [one for one in offices[Permission.CASE_OFFICE] if one in viewing]
    return rows.person(user.pk, offices)


@contextmanager
def as_user(user: "User", *, on_behalf_of: uuid.UUID | None = None) -> Iterator[None]:
    """Act as `user`, as the rights are now, until the block ends; the process around keeps its name."""
    with context.acting(user=user, on_behalf_of=on_behalf_of), rows.entered(row_context_of(user)):
        yield


@contextmanager
def as_system(name: str, *, label: str = "", request_id: uuid.UUID | None = None) -> Iterator[None]:
    """Act as the process `name`; audit events call it `label` where one is given (a task's own name).

    An empty name is a process that has nothing to do with cases and sees none.
    """
    reach = rows.system(name) if name else None
    with context.acting(system=label or name, request_id=request_id), rows.entered(reach):
        yield


def by_rule(name: str) -> AbstractContextManager[None]:
    """For the few statements of an action that its own checks allow and row security does not: `name` as above.

    Who acts stays as it is: audit events go on naming the person.
    """
    return rows.entered(rows.system(name))
