"""A page for what cannot be read: said openly, reported, left as it is (confidentiality.md 2)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from accounts.decorators import SignedIn
from audit import events
from cases.access import get_case_for
from vault.envelope import VaultError

View = Callable[..., HttpResponseBase]


def told_if_unreadable(view: View) -> View:
    """Answer with a plain page when a sealed row of the case does not open; nothing of it is shown or saved."""

    @wraps(view)
    def guarded(request: SignedIn, case_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, case_id, *args, **kwargs)
        except VaultError as problem:
            case = get_case_for(request.user, case_id)
            facts = {"section": kwargs.get("key", "case"), "reason": type(problem).__name__.lower()}
            events.record(
                "vault.unreadable", subject=case, office=case.office_id, facts=facts, result="failed"
            )
            return render(request, "cases/unreadable.html", {"case": case}, status=403)

    return guarded
