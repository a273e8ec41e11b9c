"""Qualifications on a colleague's page, and supervision talks: the supervisor's list and one's own."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.workers import QualificationForm, TalkForm
from accounts.models import Qualification, SupervisionTalk, User
from accounts.permissions import Permission
from accounts.views.staff import get_colleague_for, wrong
from audit import events
from vault.sealed import open_many

SHOWN = 50


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def give_qualification(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Enter a qualification of a colleague."""
    colleague = get_colleague_for(request.user, user_id)
    form = QualificationForm(request.POST, prefix="qualification")
    if not form.is_valid():
        return wrong(request, user_id, form)
    given = form.cleaned_data
    try:
        actions.give_qualification(
            actor=request.user,
            user=colleague,
            kind=given["qualification"],
            since=given["since"],
            until=given["until"],
            evidence=given["evidence"],
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:person", user_id)


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def withdraw_qualification(request: SignedIn, qualification_id: UUID) -> HttpResponseBase:
    """Withdraw a qualification of a colleague."""
    managed = actions.staff_of(request.user.offices_with(Permission.STAFF_MANAGE))
    row = get_object_or_404(Qualification, pk=qualification_id, user__in=managed.values("pk"))
    try:
        actions.withdraw_qualification(actor=request.user, qualification=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:person", row.user_id)


def get_worker_for(user: User, user_id: UUID) -> User:
    """The door: somebody who works where `user` supervises; else 404."""
    there = actions.staff_of(user.offices_with(Permission.SUPERVISE))
    worker = get_object_or_404(there, pk=user_id)
    if not actions.supervises(user, worker):
        raise Http404
    return worker


@needs(Permission.SUPERVISE)
def talks(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Talks held with one worker, and a form to note another."""
    worker = get_worker_for(request.user, user_id)
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_talk(
                actor=request.user,
                user=worker,
                held_on=given["held_on"],
                kind=given["talk"],
                note=given["note"],
            )
        except ValidationError as problem:
            form.add_error("held_on", problem)
        else:
            messages.success(request, _("Noted."))
            return redirect("accounts:talks", worker.pk)
    return _page(request, worker, form)


@needs(Permission.OWN_ACCOUNT)
@require_GET
def own_talks(request: SignedIn) -> HttpResponse:
    """What was noted of talks with oneself."""
    if request.user.under_duress:
        raise Http404
    return _page(request, request.user, None)


def _page(request: SignedIn, worker: User, form: TalkForm | None) -> HttpResponse:
    """The list, opened for who may read it; reading it is an event."""
    rows = SupervisionTalk.objects.filter(user=worker).select_related("held_by")[:SHOWN]
    opened = open_many(rows)
    events.record("talk.listed", subject=worker, facts={"user": worker.pk, "count": len(opened)})
    return render(request, "accounts/talks.html", {"worker": worker, "rows": opened, "form": form})
