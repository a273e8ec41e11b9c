"""What takes two people: the list of what waits, and the page where the second person decides."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import approvals
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.approvals import RefusalForm
from accounts.models import Approval, User
from accounts.permissions import Permission

SHOWN = 50


def get_approval_for(person: User, approval_id: UUID) -> Approval:
    """The door: an approval that this person asked for, decided or may decide; else 404."""
    rows = Approval.objects.select_related("office", "asked_by", "decided_by")
    row = rows.filter(approvals.reach(person), pk=approval_id).first()
    if row is None or not approvals.visible_to(person, row):
        raise Http404
    return row


@needs(Permission.INBOX_READ)
def approval_list(request: SignedIn) -> HttpResponse:
    """What waits for me, what I asked for, what I decided; under duress nothing."""
    rows = Approval.objects.plain().filter(kind__in=[] if request.user.under_duress else approvals.KINDS)
    rows = rows.select_related("office", "asked_by", "decided_by")
    tables = [
        ("waiting", approvals.waiting_for(request.user)[:SHOWN]),
        ("asked", rows.filter(asked_by=request.user).order_by("-asked_at")[:SHOWN]),
        ("decided", rows.filter(decided_by=request.user).order_by("-decided_at")[:SHOWN]),
    ]
    context = {key: [(row, approvals.KINDS[row.kind]) for row in found] for key, found in tables}
    return render(request, "accounts/approvals/list.html", context)


@needs(Permission.INBOX_READ)
def approval(request: SignedIn, approval_id: UUID) -> HttpResponse:
    """One asking, with what would happen."""
    return page(request, get_approval_for(request.user, approval_id), RefusalForm())


def page(request: SignedIn, row: Approval, form: RefusalForm, status: int = 200) -> HttpResponse:
    """The page of one asking, with the form to refuse it."""
    spec = approvals.KINDS[row.kind]
    return render(
        request,
        "accounts/approvals/approval.html",
        {
            "approval": row,
            "kind": spec,
            "rows": [*facts_of(row), *(spec.describe(row) if spec.describe else [])],
            "may_decide": row.is_open and approvals.may_decide(request.user, row),
            "may_withdraw": row.is_open and row.asked_by_id == request.user.pk,
            "may_call_off": row.is_unused
            and (row.asked_by_id == request.user.pk or approvals.may_decide(request.user, row)),
            "form": form,
        },
        status=status,
    )


def facts_of(row: Approval) -> approvals.Rows:
    """What every asking has: who, where, why, until when."""
    rows: approvals.Rows = [
        {"label": _("Asked by"), "value": row.asked_by.display_name},
        {"label": _("Office"), "value": row.office.name if row.office else _("Every office")},
        {"label": _("Reason"), "value": approvals.KINDS[row.kind].reasons.get(row.reason, row.reason)},
    ]
    if row.note:
        rows.append({"label": _("Note"), "value": row.note})
    return rows


@needs(Permission.INBOX_READ)
@require_POST
@needs_recent_login
def approve(request: SignedIn, approval_id: UUID) -> HttpResponseBase:
    """Agree as the second person."""
    row = get_approval_for(request.user, approval_id)
    try:
        approvals.approve(actor=request.user, approval=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Approved."))
    return redirect("accounts:approval", approval_id)


@needs(Permission.INBOX_READ)
@require_POST
@needs_recent_login
def refuse(request: SignedIn, approval_id: UUID) -> HttpResponseBase:
    """Refuse as the second person."""
    row = get_approval_for(request.user, approval_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return page(request, row, form)
    try:
        approvals.refuse(actor=request.user, approval=row, reason=form.cleaned_data["reason"])
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:approval", approval_id)


@needs(Permission.INBOX_READ)
@require_POST
def withdraw(request: SignedIn, approval_id: UUID) -> HttpResponseBase:
    """Take one's own asking back."""
    row = get_approval_for(request.user, approval_id)
    try:
        approvals.withdraw(actor=request.user, approval=row)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:approval", approval_id)
