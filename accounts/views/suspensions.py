"""Shutting a colleague's account at once, for everybody of the office; and who was shut out, for who opens again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.people import SuspendForm
from accounts.models import Membership, Suspension, User
from accounts.permissions import Permission

SHOWN = 100


def colleagues_of(person: User) -> QuerySet[User]:
    """Everybody with a role at an office where this person may suspend, but themselves."""
    offices = person.offices_with(Permission.STAFF_SUSPEND)
    rows = Membership.objects.valid().filter(office__in=offices).values("user")
    return User.objects.filter(pk__in=rows).exclude(pk=person.pk).order_by("display_name")


def suspensions_for(person: User) -> QuerySet[Suspension]:
    """The suspensions of one's own offices."""
    offices = person.offices_with(Permission.STAFF_SUSPEND)
    users = Membership.objects.filter(office__in=offices).values("user")
    rows = Suspension.objects.filter(user__in=users).select_related("user", "suspended_by", "lifted_by")
    return rows.order_by("-suspended_at")


@needs(Permission.STAFF_SUSPEND)
def suspensions(request: SignedIn) -> HttpResponse:
    """Colleagues, and who is shut out at the moment."""
    context = {
        "colleagues": colleagues_of(request.user).filter(is_active=True),
        "rows": suspensions_for(request.user)[:SHOWN],
    }
    return render(request, "accounts/suspensions.html", context)


@needs(Permission.STAFF_SUSPEND)
def suspension(request: SignedIn, suspension_id: UUID) -> HttpResponse:
    """One suspension, and how it is undone."""
    row = get_object_or_404(suspensions_for(request.user), pk=suspension_id)
    may = row.lifted_at is None and actions.may_reinstate(request.user, row.user)
    return render(request, "accounts/suspension.html", {"row": row, "may_reinstate": may})


@needs(Permission.STAFF_SUSPEND)
@needs_recent_login
def suspend(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Ask why, then shut the account."""
    colleague = get_object_or_404(colleagues_of(request.user), pk=user_id)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suspend(actor=request.user, user=colleague, reason=form.cleaned_data["reason"])
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The account is suspended and every session of it has ended."))
            return redirect("accounts:suspensions")
    return render(request, "accounts/suspend.html", {"form": form, "colleague": colleague})


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def reinstate(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Let a suspended person in again."""
    shut = suspensions_for(request.user).filter(lifted_at__isnull=True).values("user")
    managed = actions.staff_of(request.user.offices_with(Permission.STAFF_MANAGE))
    colleague = get_object_or_404(
        User.objects.filter(pk__in=shut) | User.objects.filter(pk__in=managed.values("pk")), pk=user_id
    )
    try:
        actions.reinstate(actor=request.user, user=colleague)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:suspensions")
