"""How a request ended: refusals and failures are written after its transaction, whatever became of it.

Inside a request every event with another result than "done" waits on the request; the middleware writes
what waits in a transaction of its own, before the answer is released. A refusal that a view recorded just
before it raised is therefore kept, and so is the failure of a request that was rolled back.
"""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from audit import events, store
from audit.store import NotRecorded, Row

REFUSED = (403, 404)
FAILED = 500


def prepare_for(request: HttpRequest) -> None:
    """Begin a request: nothing waits yet."""
    request.audit_waiting = []  # type: ignore[attr-defined]  # read by store.wait


def note(request: HttpRequest, response: HttpResponse) -> None:
    """Inside the audit context: note how the request ended where no door has said so.

    A page that is not there is noted only for somebody who is signed in, and only where an address of ours
    was asked for; a failure is noted for everybody.
    """
    waiting: list[Row] = request.audit_waiting  # type: ignore[attr-defined]  # set by prepare_for
    match = request.resolver_match
    if match is None:
        return
    facts = {"view": (match.view_name or "unnamed").replace(":", "."), "status": str(response.status_code)}
    case = match.kwargs.get("case_id")
    subject: Any = ("cases.case", case) if isinstance(case, uuid.UUID) else None
    if response.status_code == FAILED:
        events.record("request.failed", subject=subject, scope=case, facts=facts, result="failed")
    elif response.status_code in REFUSED and not waiting and request.user.is_authenticated:
        events.record("request.refused", subject=subject, scope=case, facts=facts, result="refused")


def write_waiting(request: HttpRequest) -> None:
    """After the request's transaction: write what waits. Raises NotRecorded; then nothing may be shown."""
    waiting: list[Row] = request.audit_waiting  # type: ignore[attr-defined]  # set by prepare_for
    if waiting:
        with transaction.atomic():
            store.write(waiting)
        waiting.clear()


__all__ = ["NotRecorded", "note", "prepare_for", "write_waiting"]
