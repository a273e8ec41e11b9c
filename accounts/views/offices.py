"""Offices: the calendar by which their clocks run, and their languages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.actions.narrowing import REASONS, can_be_taken
from accounts.actions.partners import ask_partner
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.administration import HolidayForm, OfficeForm, PartnerForm
from accounts.forms.narrowing import GiveBackForm, NarrowForm
from accounts.models import Office, User
from accounts.permissions import Permission, Role


def get_office_for(user: User, office_id: UUID, permission: Permission) -> Office:
    """The door: an office where `user` holds the permission; else 404."""
    offices = Office.objects.select_related("organisation").filter(pk__in=user.offices_with(permission))
    return get_object_or_404(offices, pk=office_id)


@needs(Permission.OFFICE_MANAGE)
def offices(request: SignedIn) -> HttpResponse:
    """The offices one manages."""
    rows = Office.objects.filter(pk__in=request.user.offices_with(Permission.OFFICE_MANAGE))
    return render(request, "accounts/offices.html", {"rows": rows.select_related("organisation")})


@needs(Permission.OFFICE_MANAGE)
def office(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """One office: time zone, weekly days off, languages, holidays."""
    row = get_office_for(request.user, office_id, Permission.OFFICE_MANAGE)
    form = OfficeForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            actions.change_office(actor=request.user, office=row, changed=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:office", office_id)
    context: dict[str, Any] = {
        "office": row,
        "form": form,
        "holiday_form": HolidayForm(),
        "holidays": row.holidays.all(),
    }
    context["partner_form"] = PartnerForm(office=row)
    return render(request, "accounts/office.html", context)


@needs(Permission.OFFICE_MANAGE)
@require_POST
def add_holiday(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Add a day on which the office is closed."""
    row = get_office_for(request.user, office_id, Permission.OFFICE_MANAGE)
    form = HolidayForm(request.POST)
    try:
        with transaction.atomic():
            if not form.is_valid():
                raise ValidationError([error for errors in form.errors.values() for error in errors])
            actions.add_holiday(actor=request.user, office=row, **form.cleaned_data)
    except (ValidationError, IntegrityError) as problem:
        sentences = getattr(problem, "messages", [_("This day is in the list already.")])
        messages.error(request, " ".join(sentences))
    return redirect("accounts:office", office_id)


@needs(Permission.OFFICE_MANAGE)
@require_POST
def remove_holiday(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Take a day out of the list."""
    row = get_office_for(request.user, office_id, Permission.OFFICE_MANAGE)
    try:
        holiday = get_object_or_404(row.holidays.all(), day=request.POST.get("day") or None)
    except (ValidationError, ValueError):
        raise Http404 from None
    actions.remove_holiday(actor=request.user, holiday=holiday)
    return redirect("accounts:office", office_id)


@needs(Permission.OFFICE_MANAGE)
@require_POST
@needs_recent_login
def partner(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Ask another office to stand in where this one has no second person."""
    row = get_office_for(request.user, office_id, Permission.OFFICE_MANAGE)
    form = PartnerForm(request.POST, office=row)
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        approval = ask_partner(actor=request.user, office=row, partner=form.cleaned_data["partner"])
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("accounts:office", office_id)
    return redirect("accounts:approval", approval.pk)


@needs(Permission.STAFF_MANAGE)
@needs_recent_login
def roles(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """What each role may do here, and what the office took away."""
    row = get_office_for(request.user, office_id, Permission.STAFF_MANAGE)
    role = Role(request.GET["role"]) if request.GET.get("role") in Role else None
    form = NarrowForm(request.POST or None, role=role) if role else None
    if form is not None and form.is_valid():
        try:
            actions.narrow_role(actor=request.user, office=row, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Taken away. Everybody with the role here signs in again."))
            return redirect("accounts:office-roles", office_id)
    narrowed = row.narrowings.select_related("set_by").order_by("role", "permission")
    context = {
        "office": row,
        "role": role,
        "form": form,
        "choices": [one for one in Role if can_be_taken(one)],
        "narrowed": [(one, Role(one.role).label, Permission(one.permission).label) for one in narrowed],
        "reasons": REASONS.items(),
    }
    return render(request, "accounts/office_roles.html", context)


@needs(Permission.STAFF_MANAGE)
@require_POST
@needs_recent_login
def give_back(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Ask a second person to give a role back what the office took."""
    row = get_office_for(request.user, office_id, Permission.STAFF_MANAGE)
    form = GiveBackForm(request.POST)
    taken = row.narrowings.filter(pk=form.cleaned_data["narrowing"]).first() if form.is_valid() else None
    if taken is None:
        raise Http404
    try:
        approval = actions.ask_to_give_back(actor=request.user, row=taken, reason=form.cleaned_data["reason"])
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("accounts:office-roles", office_id)
    return redirect("accounts:approval", approval.pk)
