"""The inbox."""

import uuid

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from notifications.models import InboxItem

PAGE = 25


@needs(Permission.INBOX_READ)
@require_GET
def inbox(request: SignedIn) -> HttpResponse:
    """The own lines, the newest first; `after` is the line the page before ended with."""
    mine = InboxItem.objects.shown_to(request.user)
    after = _line(mine, request.GET.get("after"))
    older = mine
    if after:
        older = mine.filter(
            Q(created_at__lt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
        )
    items = list(older[: PAGE + 1])
    next_url = f"{reverse('inbox')}?after={items[PAGE - 1].pk}" if len(items) > PAGE else ""
    context = {"items": items[:PAGE], "next_url": next_url, "previous_url": reverse("inbox") if after else ""}
    return render(request, "notifications/inbox.html", context)


@needs(Permission.INBOX_READ)
@require_GET
def open_item(request: SignedIn, item_id: uuid.UUID) -> HttpResponse:
    """Go where the work of a line waits; opened is read. Somebody else's line does not exist."""
    item = get_object_or_404(InboxItem.objects.shown_to(request.user), pk=item_id)
    InboxItem.objects.filter(pk=item.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(item.link or reverse("inbox"))


@needs(Permission.INBOX_READ)
@require_POST
def mark_all_read(request: SignedIn) -> HttpResponse:
    """Mark every own line read."""
    InboxItem.objects.shown_to(request.user).filter(read_at__isnull=True).update(read_at=timezone.now())
    return redirect("inbox")


def _line(mine: QuerySet[InboxItem], text: str | None) -> InboxItem | None:
    """The own line that an address names, if it names one."""
    try:
        return mine.filter(pk=uuid.UUID(text or "")).first()
    except ValueError:
        return None
