"""Beginning anew after every second factor was lost: for colleagues, and for offices one stands in for."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, standing_in
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.people import ResetForm
from accounts.models import Membership, Office, User
from accounts.permissions import Permission
from accounts.views.approvals import get_approval_for
from accounts.views.staff import show_link


def helped_by(person: User) -> list[User]:
    """Colleagues for whom this person may ask for a reset: at the own offices, and where nobody else can."""
    own = person.offices_with(Permission.STAFF_APPROVE)
    near = Office.objects.filter(pk__in=own) | Office.objects.filter(partner__in=own)
    near |= Office.objects.filter(organisation__offices__in=own)
    users = Membership.objects.valid().filter(office__in=near.distinct()).values("user")
    people = User.objects.filter(pk__in=users, is_active=True).exclude(pk=person.pk)
    return [each for each in people.order_by("display_name") if actions.helper_offices(person, each)]


@needs(Permission.STAFF_APPROVE)
def way_back(request: SignedIn) -> HttpResponse:
    """Whom one can help to begin anew."""
    rows = [
        (user, standing_in.offices_of(user), actions.open_reset(user)) for user in helped_by(request.user)
    ]
    return render(request, "accounts/way_back.html", {"rows": rows, "form": ResetForm()})


@needs(Permission.STAFF_APPROVE)
@require_POST
@needs_recent_login
def ask_reset(request: SignedIn, user_id: UUID) -> HttpResponseBase:
    """Ask a second person to agree to the reset of somebody's second factors."""
    colleague = next((each for each in helped_by(request.user) if each.pk == user_id), None)
    form = ResetForm(request.POST)
    if colleague is None or not form.is_valid():
        raise Http404
    try:
        approval = actions.ask_reset(
            actor=request.user, user=colleague, identified=form.cleaned_data["identified"]
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("accounts:way-back")
    if approval.asked_by_id != request.user.pk:
        messages.success(request, _("Somebody else has asked for this already."))
        return redirect("accounts:way-back")
    return redirect("accounts:approval", approval.pk)


@needs(Permission.STAFF_APPROVE)
@needs_recent_login
def reset_link(request: SignedIn, approval_id: UUID) -> HttpResponseBase:
    """After a reset, for who asked for it: the one-time link to hand over."""
    approval = get_approval_for(request.user, approval_id)
    if not actions.may_make_link(request.user, approval):
        raise Http404
    if request.method != "POST":
        return render(request, "accounts/reset_link.html", {"approval": approval})
    token = actions.link_after_reset(actor=request.user, approval=approval)
    user = User.objects.get(pk=approval.subject_id)
    return show_link(request, user, token, back=request.path.removesuffix("link/"))
