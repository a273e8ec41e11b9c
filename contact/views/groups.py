"""Many people at once: one table, kept as it is typed, then a case for each row."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import dictionary
from cases.models import Case
from cases.views.pages import page_of
from contact import actions
from contact.access import get_group_for
from contact.forms import GroupForm, Table
from contact.models import GroupMember, GroupRegistration
from contact.views import writing


@needs(Permission.CASE_OPEN)
def groups(request: SignedIn) -> HttpResponse:
    """The tables that are open or were registered, newest first."""
    offices = request.user.offices_with(Permission.CASE_OPEN)
    most = max((int(setting("contact.groups_listed", office)) for office in offices), default=0)
    found = GroupRegistration.objects.plain().visible_to(request.user).select_related("begun_by", "office")
    rows = list(found[:most])
    events.record("group.listed", facts={"count": len(rows)})
    context = {"rows": rows, "form": writing.office_form(request.user)}
    return render(request, "contact/groups.html", context)


@needs(Permission.CASE_OPEN)
@require_POST
def begin(request: SignedIn) -> HttpResponse:
    """Begin a table."""
    return writing.begin(request, actions.begin_group, listed="contact:groups", opened="contact:group")


@needs(Permission.CASE_OPEN)
def group(request: SignedIn, group_id: UUID) -> HttpResponse:
    """The table: kept, made longer, or registered."""
    row = get_group_for(request.user, group_id)
    if request.method != "POST":
        return _show(request, row, GroupForm(group=row), Table.of(row))
    then = request.POST.get("then", "save")
    form, table = GroupForm(request.POST, group=row), Table.sent(request.POST, row, more=then == "more")
    form.full_clean()
    if writing.is_stale(form, row, request.user):
        form.add_error(
            None,
            _(
                "Somebody else, or you in another window, has written here meanwhile. Copy what you need, then load "
                "the page anew."
            ),
        )
        return _show(request, row, form, table)
    page = page_of(request.POST)
    actions.change_group(actor=request.user, group=row, values=form.values(), rows=table.typed(), page=page)
    writing.shown_again(form, row)
    unread = table.unread()
    if form.errors or then == "more" or (unread and then != "good"):
        return _show(request, row, form, table, told=then in {"all", "good"})
    if then not in {"all", "good"}:
        messages.success(request, _("Saved."))
        return redirect("contact:group", row.pk)
    return _register(request, row, table)


@needs(Permission.CASE_OPEN)
@require_POST
def draft(request: SignedIn, group_id: UUID) -> HttpResponse:
    """Keep what is being typed; the answer carries nothing."""
    row = get_group_for(request.user, group_id)
    form, table = GroupForm(request.POST, group=row), Table.sent(request.POST, row)
    form.full_clean()
    change = partial(
        actions.change_group,
        actor=request.user,
        group=row,
        values=form.values(),
        rows=table.typed(),
        page=page_of(request.POST),
    )
    return writing.keep(form, row, request.user, change)


@needs(Permission.CASE_OPEN)
def end(request: SignedIn, group_id: UUID) -> HttpResponse:
    """Erase what was typed and not registered."""
    row = get_group_for(request.user, group_id)
    if request.method == "POST":
        actions.end_group(actor=request.user, group=row)
        messages.success(request, _("The table is erased. The cases that were opened stay."))
        return redirect("contact:groups")
    return render(request, "contact/group_end.html", {"row": row})


def _register(request: SignedIn, row: GroupRegistration, table: Table) -> HttpResponse:
    done = actions.register_group(actor=request.user, group=row, people=table.read())
    count = len(done.cases)
    said = ngettext("%(count)s case is open.", "%(count)s cases are open.", count) % {"count": count}
    messages.success(request, said)
    return redirect("contact:group", row.pk)


def _show(
    request: SignedIn, row: GroupRegistration, form: GroupForm, table: Table, *, told: bool = False
) -> HttpResponse:
    events.record("group.viewed", subject=row, office=row.office_id)
    members = GroupMember.objects.filter(group=row, case__in=Case.objects.visible_to(request.user))
    context = {
        "row": row,
        "form": form,
        "table": table,
        "told": told,
        "unread": table.unread() if told else [],
        "members": list(members.select_related("case__person").defer("case__envelope")),
        "languages": dictionary.languages(),
        "draft_url": reverse("contact:group_draft", args=[row.pk]),
    }
    return render(request, "contact/group.html", context)
