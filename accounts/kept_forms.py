"""Forms that came when nobody could take them: the session was over, or a second factor was due first.

What somebody typed is never thrown away (README, mission): it is sealed under the writer's own key and
shown to the same person after signing in again, to be sent with one press. Passwords, codes, files and
tokens are not kept. Forms with drafts do not need this: their text is saved while it is typed.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone

from accounts.models import KeptForm, User

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "submission_key", "password", "again", "code", "credential"})
LARGEST = 500_000  # characters
AT_MOST = 5
LASTS = timedelta(hours=24)
# Asked before a form is kept, by upper floors: who sent it, to which page, and what.
Refusal = Callable[[User, ResolverMatch, QueryDict], bool]
_refusals: list[Refusal] = []


def refuse_when(refusal: Refusal) -> None:
    """Have a form not kept where `refusal` says that nothing of it may be; its writer is told so."""
    _refusals.append(refusal)


def is_form(request: HttpRequest) -> bool:
    """True for a form sent by a person pressing a button, not by a script of ours in the background."""
    return (
        request.method == "POST"
        and not request.headers.get("HX-Request")
        and request.headers.get("X-Requested-With") != "fetch"
    )


def keep(user: User, path: str, sent: QueryDict) -> KeptForm | None:
    """Keep the fields sent to `path` for `user`; None when there is nothing worth keeping, or too much.

    Of what may not be kept (refuse_when) the row says that alone, for the page that tells its writer.
    """
    fields = worth_keeping(sent)
    if not fields:
        return None
    page = _page_of(path)
    about = page.kwargs.get("case_id") if page else None
    refused = page is not None and any(refusal(user, page, sent) for refusal in _refusals)
    row = KeptForm(
        user=user,
        about=about if isinstance(about, uuid.UUID) else None,
        sent={"path": path, "fields": [], "refused": True} if refused else {"path": path, "fields": fields},
    )
    row.save()
    kept = KeptForm.objects.filter(user=user).order_by("-at").values_list("pk", flat=True)
    forget(user, list(kept)[AT_MOST:])
    return row


def worth_keeping(sent: QueryDict) -> list[list[str]]:
    """The fields (name, value) of a form without passwords, codes and tokens; none where nothing was typed, or too much."""
    fields = [
        [name, value]
        for name, values in sent.lists()
        if name not in NEVER_KEPT
        for value in values
        if isinstance(value, str)
    ]
    size = sum(len(value) for _name, value in fields)
    return fields if any(value.strip() for _name, value in fields) and size <= LARGEST else []


def _page_of(path: str) -> ResolverMatch | None:
    """The page of ours that an address is."""
    try:
        return resolve(path.partition("?")[0])
    except Resolver404:
        return None


def forget_about(case: uuid.UUID, *, user: User | None = None, since: datetime | None = None) -> int:
    """Delete what anybody sent to a page of this case and could still read or send again; says how many.

    Only of `user`, or only what came `since` then, where that is said. Their text stays sealed while they go.
    """
    rows = KeptForm.objects.plain().filter(about=case)
    if user is not None:
        rows = rows.filter(user=user)
    if since is not None:
        rows = rows.filter(at__gte=since)
    found = list(rows)
    for row in found:
        row.delete()
    return len(found)


def forget(user: User, ids: list[uuid.UUID]) -> None:
    """Delete kept forms of `user` by id."""
    for row in KeptForm.objects.filter(user=user, pk__in=ids):
        row.delete()


def waiting_for(user: User) -> list[KeptForm]:
    """What somebody typed and did not send, the newest first; nothing is opened, and under duress there is nothing."""
    if user.under_duress:
        return []
    return list(KeptForm.objects.plain().filter(user=user).order_by("-at"))


def forget_old() -> int:
    """Delete what nobody came back for; says how many."""
    old = list(KeptForm.objects.filter(at__lt=timezone.now() - LASTS))
    for row in old:
        row.delete()
    return len(old)


def way_back(user: User, request: HttpRequest) -> str:
    """Where somebody should get after signing in again: to the kept form when there was one, else to the page.

    Under duress nothing is kept.
    """
    row = keep(user, request.path, request.POST) if is_form(request) and not user.under_duress else None
    return reverse("accounts:kept-form", args=[row.pk]) if row else request.path


def words(sent: Mapping[str, Any]) -> list[str]:
    """What the person typed, to be shown or copied: longer texts first, codes and identifiers left out."""
    values = [value for _name, value in sent.get("fields", []) if " " in value.strip() or len(value) > 40]
    return sorted(values, key=len, reverse=True)
