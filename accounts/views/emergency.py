"""Lockdown, emergency password, evacuation plan (domain/practice.md P34)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.emergency import DrillForm, DuressForm, LockdownForm, StepSet
from accounts.models import DuressPassword, EvacuationPlan, Lockdown, Membership, Office, User
from accounts.permissions import Permission


def lockable_offices(user: User) -> list[Office]:
    """The offices that `user` may lock or reopen, asked of the memberships: a locked office gives nothing."""
    rows = Membership.objects.valid().filter(user=user, office__is_active=True).with_permissions()
    found = {row.office for row in rows if Permission.LOCKDOWN in row.permissions}
    return sorted(found, key=lambda office: office.name) if not user.under_duress else []


def get_lockdown_for(user: User, lockdown_id: UUID) -> Lockdown:
    """The door: a lockdown that `user` may end; else 404. Whose offices is asked first, which lockdown last."""
    offices = lockable_offices(user)
    mine = Q(office__in=offices) | (Q(office=None) if offices else Q(pk__in=[]))
    return get_object_or_404(Lockdown.objects.select_related("office", "declared_by"), mine, pk=lockdown_id)


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
def lockdown(request: SignedIn) -> HttpResponseBase:
    """Declare a lockdown; lists those that are open. Reached also while everything is locked."""
    offices = lockable_offices(request.user)
    if not offices:
        raise Http404
    form = LockdownForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.lock_down(
                actor=request.user, office=form.office, reason=form.cleaned_data["reason"]
            )
        except actions.AlreadyLocked:
            form.add_error("scope", _("This is locked down already."))
        else:
            return redirect("accounts:lockdown-one", row.pk)
    rows = [
        row
        for row in Lockdown.objects.select_related("office").filter(reopened_at__isnull=True)
        if row.office is None or row.office in offices
    ]
    return render(request, "accounts/lockdown.html", {"form": form, "rows": rows})


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
def lockdown_one(request: SignedIn, lockdown_id: UUID) -> HttpResponseBase:
    """One lockdown: who confirmed its end, and the confirmation itself (POST)."""
    row = get_lockdown_for(request.user, lockdown_id)
    if request.method == "POST":
        over = actions.confirm_reopening(actor=request.user, lockdown=row)
        messages.success(request, _("The lockdown is over.") if over else _("Your confirmation was noted."))
        return redirect("accounts:lockdown-one", row.pk)
    context = {
        "row": row,
        "votes": row.votes.select_related("user").order_by("at"),
        "needed": actions.votes_needed(row),
        "mine": row.votes.filter(user=request.user).exists(),
        "repeated": row.declared_by_id is not None and actions.is_repeated(row),
        "may_suspend": row.declared_by is not None
        and row.declared_by.is_active
        and row.declared_by_id != request.user.pk,
    }
    return render(request, "accounts/lockdown_one.html", context)


@needs(Permission.OWN_ACCOUNT)
@require_POST
@needs_recent_login
def lockdown_suspend(request: SignedIn, lockdown_id: UUID) -> HttpResponseBase:
    """Suspend who declared the lockdown."""
    row = get_lockdown_for(request.user, lockdown_id)
    try:
        actions.suspend_who_locks(actor=request.user, lockdown=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The account is suspended and every session of it has ended."))
    return redirect("accounts:lockdown-one", row.pk)


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
@sensitive_post_parameters("password", "again")
def duress_password(request: SignedIn) -> HttpResponseBase:
    """Set one's emergency password, or do without."""
    user = User.objects.get(pk=request.user.pk)
    form = DuressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_duress_password(user=user, password=form.cleaned_data["password"])
        except actions.SameAsPassword as problem:
            form.add_error("password", problem)
        else:
            messages.success(request, _("The emergency password was set."))
            return redirect("accounts:account")
    is_set = DuressPassword.objects.filter(user=user).exists()
    return render(request, "accounts/duress_password.html", {"form": form, "is_set": is_set})


@needs(Permission.OWN_ACCOUNT)
@needs_recent_login
@require_POST
def remove_duress_password(request: SignedIn) -> HttpResponseBase:
    """Do without an emergency password again."""
    actions.remove_duress_password(user=request.user)
    messages.success(request, _("The emergency password was removed."))
    return redirect("accounts:account")


@needs(Permission.INBOX_READ)
def duress_alert(request: SignedIn, user_id: UUID) -> HttpResponse:
    """What to do when a colleague has signed in under duress; for those who were told."""
    if request.user.under_duress:
        raise Http404
    person = get_object_or_404(actions.told_about(request.user), pk=user_id)
    offices = {membership.office for membership in request.user.memberships_now()}
    context = {"person": person, "offices": sorted(offices, key=lambda office: office.name)}
    return render(request, "accounts/duress_alert.html", context)


# --- evacuation -------------------------------------------------------------------------------------------------


def offices_of(user: User) -> list[Office]:
    """The offices where `user` works, locked ones too; none under duress."""
    if user.under_duress:
        return []
    return list(Office.objects.filter(pk__in=Membership.objects.valid().filter(user=user).values("office")))


def get_plan_office_for(user: User, office_id: UUID) -> Office:
    """The door: an office where `user` works (a locked one too: that is when the plan is needed); else 404."""
    office = next((office for office in offices_of(user) if office.pk == office_id), None)
    if office is None:
        raise Http404
    return office


@needs(Permission.OWN_ACCOUNT)
def evacuation(request: SignedIn, office_id: UUID) -> HttpResponse:
    """The plan of one's office, to read and print, with the drills held."""
    office = get_plan_office_for(request.user, office_id)
    plan = EvacuationPlan.objects.filter(office=office).select_related("changed_by").first()
    context = {
        "office": office,
        "plan": plan,
        "steps": plan.steps if plan else actions.default_steps(),
        "drills": office.evacuation_drills.select_related("recorded_by")[:10],
        "drill_due": actions.is_drill_due(office),
        "may_write": request.user.can(Permission.LOCKDOWN, office),
        "may_lock": actions.may_lock(request.user, office),
    }
    return render(request, "accounts/evacuation.html", context)


@needs(Permission.LOCKDOWN)
def evacuation_edit(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Write the plan."""
    office = get_plan_office_for(request.user, office_id)
    if not request.user.can(Permission.LOCKDOWN, office):
        raise Http404
    plan = EvacuationPlan.objects.filter(office=office).first()
    steps = StepSet(request.POST or None, initial=plan.steps if plan else actions.default_steps())
    if request.method == "POST" and steps.is_valid():
        kept = [
            {name: form.cleaned_data[name] for name in ("kind", "what", "who")}
            for form in steps
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        actions.write_plan(actor=request.user, office=office, steps=kept)
        messages.success(request, _("The plan was saved."))
        return redirect("accounts:evacuation", office.pk)
    return render(request, "accounts/evacuation_edit.html", {"office": office, "steps": steps})


@needs(Permission.LOCKDOWN)
def evacuation_drill(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Note a drill that was held."""
    office = get_plan_office_for(request.user, office_id)
    if not request.user.can(Permission.LOCKDOWN, office):
        raise Http404
    form = DrillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.record_drill(actor=request.user, office=office, **form.cleaned_data)
        messages.success(request, _("The drill was noted."))
        return redirect("accounts:evacuation", office.pk)
    return render(request, "accounts/evacuation_drill.html", {"office": office, "form": form})
