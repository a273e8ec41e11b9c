"""Working as somebody outside a request: a person, or a named process of the house.

    with acting.as_user(run.requester): …      # what a worker does for a person, under that person's rights
    with acting.as_system("tidy_cases"): …     # what nobody asked for: beat jobs, commands

Both say who acts in every audit event written inside. Rights may have been lost since the work was
queued: who works for a person asks again.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit import context

if TYPE_CHECKING:
    from accounts.models import User


@contextmanager
def as_user(user: "User", *, on_behalf_of: uuid.UUID | None = None) -> Iterator[None]:
    """Act as `user` until the block ends; what the context around says of the process stays said."""
    with context.acting(user=user, on_behalf_of=on_behalf_of):
        yield


@contextmanager
def as_system(name: str, *, label: str = "", request_id: uuid.UUID | None = None) -> Iterator[None]:
    """Act as the process `name`; audit events name it as `label` where one is given (a task's own name)."""
    with context.acting(system=label or name, request_id=request_id):
        yield
