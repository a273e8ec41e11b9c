"""Staff of the offices one manages: who works here, as what, until when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, approvals, factors, person_history
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.administration import DutyForm, ExtendForm, InviteForm, RoleForm
from accounts.forms.people import ResetForm, SuspendForm
from accounts.forms.workers import QualificationForm
from accounts.models import Approval, Duty, Membership, Office, QualificationEvidence, User
from accounts.permissions import DutyCode, Permission, Role
from audit import events
from vault.sealed import open_many

SHOWN = 20


def get_colleague_for(user: User, user_id: UUID) -> User:
    """The door: somebody with a present or past role at an office where `user` manages staff; else 404."""
    return get_object_or_404(actions.staff_of(user.offices_with(Permission.STAFF_MANAGE)), pk=user_id)


def office_of(request: SignedIn) -> Office:
    """The office named in the form, if the person manages its staff; else 404."""
    managed = Office.objects.filter(pk__in=request.user.offices_with(Permission.STAFF_MANAGE))
    try:
        return get_object_or_404(managed, pk=request.POST.get("office") or request.GET.get("office"))
    except ValidationError:
        raise Http404 from None


def moment(day: date | None, office: Office, end: bool = False) -> datetime | None:
    """The beginning of a day at an office, or with `end` the beginning of the day after; as UTC."""
    if day is None:
        return None
    local = datetime.combine(day + timedelta(days=1 if end else 0), time.min, tzinfo=office.zone)
    return local.astimezone(UTC)


@needs(Permission.STAFF_MANAGE)
def people(request: SignedIn) -> HttpResponse:
    """Everybody at the offices one manages."""
    offices = request.user.offices_with(Permission.STAFF_MANAGE)
    memberships = (
        Membership.objects.filter(office__in=offices)
        .select_related("user", "office")
        .order_by("user__display_name", "office__name", "valid_from")
    )
    rows: dict[UUID, dict[str, Any]] = {}
    for membership in memberships:
        row = rows.setdefault(membership.user_id, {"user": membership.user, "now": []})
        if membership.is_valid:
            row["now"].append(membership)
    events.record("staff.listed", facts={"count": len(rows)})
    return render(request, "accounts/staff.html", {"rows": list(rows.values())})


@needs(Permission.STAFF_MANAGE)
def person(request: SignedIn, user_id: UUID) -> HttpResponse:
    """One colleague: roles, duties, factors, sessions."""
    colleague = get_colleague_for(request.user, user_id)
    offices = request.user.offices_with(Permission.STAFF_MANAGE)
    here = Office.objects.filter(pk__in=offices)
    context = {
        "colleague": colleague,
        "oneself": colleague.pk == request.user.pk,
        "memberships": Membership.objects.filter(user=colleague, office__in=offices)
        .select_related("office", "given_by", "approved_by")
        .order_by("-valid_from"),
        "duties": Duty.objects.filter(user=colleague, office__in=offices)
        .select_related("office", "given_by", "approved_by")
        .order_by("-valid_from"),
        "has_factor": factors.has_factor(colleague),
        "waiting": [
            (row, approvals.KINDS[row.kind])
            for row in approvals.of_subject(colleague).select_related("office", "asked_by")[:SHOWN]
            if row.kind in approvals.KINDS and approvals.visible_to(request.user, row)
        ],
        "entries": person_history.history_of(colleague, offices, request.user),
        "suspension": colleague.suspensions.filter(lifted_at__isnull=True)
        .select_related("suspended_by")
        .first(),
        "may_reinstate": actions.may_reinstate(request.user, colleague),
        "suspend_form": SuspendForm(),
        "extend_form": ExtendForm(prefix="end"),
        "reset_form": ResetForm(),
        "may_reset": bool(actions.helper_offices(request.user, colleague)),
        "sessions": [{"row": row, "id": row.pk[:16]} for row in colleague.sessions.order_by("-started_at")],
        "accepted": colleague.conduct_acceptances.first(),
        "qualifications": _qualifications(colleague),
        "qualification_form": QualificationForm(prefix="qualification"),
        "offices": here,
        "role_form": RoleForm(prefix="role"),
        "duty_form": DutyForm(prefix="duty"),
    }
    return render(request, "accounts/person.html", context)


def _qualifications(colleague: User) -> list[dict[str, Any]]:
    """The colleague's qualifications with what they rest on, as far as it can be read."""
    rows = list(colleague.qualifications.select_related("entered_by", "withdrawn_by"))
    evidence = QualificationEvidence.objects.filter(qualification__in=rows).select_related("qualification")
    notes = {row.qualification_id: row.note for row in open_many(evidence)}
    today = timezone.localdate()
    return [
        {"row": row, "note": notes.get(row.pk, ""), "over": bool(row.until and row.until < today)}
        for row in rows
    ]


@needs(Permission.STAFF_INVITE)
@needs_recent_login
def invite(request: SignedIn) -> HttpResponseBase:
    """Somebody new: an account with one role, and a one-time link to hand over."""
    form = InviteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                user = actions.create_user(
                    actor=request.user, email=given["email"], display_name=given["display_name"]
                )
                asked = actions.ask_role(
                    actor=request.user,
                    user=user,
                    office=given["office"],
                    role=Role(given["role"]),
                    reason="new_colleague",
                )
                token = actions.invite(
                    actor=request.user, user=user, office=given["office"], role=given["role"]
                )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return show_link(request, user, token, waits=isinstance(asked, Approval))
    return render(request, "accounts/invite.html", {"form": form})


def show_link(
    request: SignedIn, user: User, token: str, *, waits: bool = False, back: str = ""
) -> HttpResponse:
    """The link, this once; `waits` says that the role still waits for a second person."""
    context = {
        "link": request.build_absolute_uri(reverse("accounts:invitation", args=[token])),
        "colleague": user,
        "lasts": actions.INVITATION_LASTS,
        "waits": waits,
        "back": back or reverse("accounts:person", args=[user.pk]),
    }
    return render(request, "accounts/link.html", context)


@needs(Permission.STAFF_INVITE)
@require_POST
@needs_recent_login
def new_link(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """A new one-time link for somebody who lost the password or never used the first link."""
    colleague = get_colleague_for(request.user, user_id)
    try:
        token = actions.invite(actor=request.user, user=colleague, office=office_of(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("accounts:person", user_id)
    return show_link(request, colleague, token)


def _give(
    request: SignedIn, user_id: UUID, form: Form, prefix: str, give: Callable[..., Any], **what: Any
) -> HttpResponseBase:
    """Give a role or a duty from a checked form; what is wrong is said on the colleague's page."""
    colleague, office = get_colleague_for(request.user, user_id), office_of(request)
    first, last = form.cleaned_data["valid_from"], form.cleaned_data["valid_to"]
    try:
        given = give(
            actor=request.user,
            user=colleague,
            office=office,
            valid_from=moment(first, office),
            valid_to=moment(last, office, end=True),
            reason=form.cleaned_data["reason"],
            **what,
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        if isinstance(given, Approval):
            messages.success(request, _("This waits for a second person, who has been told."))
    return redirect("accounts:person", user_id)


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def give_role(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Give a role."""
    form = RoleForm(request.POST, prefix="role")
    if not form.is_valid():
        return wrong(request, user_id, form)
    return _give(request, user_id, form, "role", actions.ask_role, role=Role(form.cleaned_data["role"]))


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def give_duty(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Give a duty."""
    form = DutyForm(request.POST, prefix="duty")
    if not form.is_valid():
        return wrong(request, user_id, form)
    return _give(request, user_id, form, "duty", actions.ask_duty, code=DutyCode(form.cleaned_data["code"]))


def wrong(request: SignedIn, user_id: UUID, form: Form) -> HttpResponseBase:
    """Say what is wrong with a small form and go back."""
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("accounts:person", user_id)


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def end_role(request: SignedIn, membership_id: UUID) -> HttpResponseBase:
    """End a role now."""
    managed = Membership.objects.filter(office__in=request.user.offices_with(Permission.STAFF_MANAGE))
    membership = get_object_or_404(managed.select_related("office", "user"), pk=membership_id)
    return _do(
        request, membership.user_id, lambda: actions.end_role(actor=request.user, membership=membership)
    )


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def end_duty(request: SignedIn, duty_id: UUID) -> HttpResponseBase:
    """End a duty now."""
    managed = Duty.objects.filter(office__in=request.user.offices_with(Permission.STAFF_MANAGE))
    duty = get_object_or_404(managed.select_related("office", "user"), pk=duty_id)
    return _do(request, duty.user_id, lambda: actions.end_duty(actor=request.user, duty=duty))


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def extend(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Set the last day of a colleague's account."""
    colleague = get_colleague_for(request.user, user_id)
    form = ExtendForm(request.POST, prefix="end")
    if not form.is_valid():
        return wrong(request, user_id, form)
    until = form.cleaned_data["until"]
    return _do(request, user_id, lambda: actions.extend(actor=request.user, user=colleague, until=until))


@needs(Permission.STAFF_MANAGE)
@require_POST
def end_sessions(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Sign a colleague out everywhere, or of one session whose stored key begins as sent."""
    colleague = get_colleague_for(request.user, user_id)
    beginning = request.POST.get("session", "")
    if len(beginning) == 16:
        return _do(
            request, user_id, lambda: actions.end_one_session(user=colleague, beginning=beginning, but="")
        )
    return _do(request, user_id, lambda: actions.end_sessions(user=colleague, reason="administrator"))


def _do(request: SignedIn, user_id: UUID, deed: Callable[[], Any]) -> HttpResponseBase:
    """Do it and go back to the colleague's page; a refusal of the action is said there."""
    try:
        deed()
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:person", user_id)
