"""The settings page of the field (domain/practice.md P4), per office."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import settings_actions
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.forms.administration import SettingForm, SettingsFileForm
from accounts.languages import UNSIGNED
from accounts.models import Office, OfficeSetting
from accounts.permissions import Permission
from accounts.settings_register import REGISTER, Setting, value
from accounts.views.offices import get_office_for


def chosen_office(request: SignedIn) -> Office | None:
    """The office asked for, else the first one whose settings the person may see."""
    offices = list(Office.objects.filter(pk__in=request.user.offices_with(Permission.SETTINGS_VIEW)))
    asked = request.GET.get("office", "")
    return next((office for office in offices if str(office.pk) == asked), offices[0] if offices else None)


def described(office: Office) -> list[dict[str, Any]]:
    """Every registered value with what P4 asks to show, grouped by app in the register's order."""
    last: dict[str, list[OfficeSetting]] = {}
    for row in OfficeSetting.objects.filter(office=office).select_related("changed_by"):
        last.setdefault(row.key, []).append(row)
    today = timezone.now().date()
    found = []
    for key in sorted(REGISTER):
        rows = last.get(key, [])
        in_effect = [row for row in rows if row.effective_from <= today]
        found.append(
            {
                "setting": REGISTER[key],
                "current": value(key, office),
                "caution": REGISTER[key].caution(),
                "changed": in_effect[-1] if in_effect else None,
                "coming": [row for row in rows if row.effective_from > today],
            }
        )
    return found


def grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that stand under a heading of their own, folded away: many alike, seldom changed."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["setting"].group:
            groups.setdefault(str(row["setting"].group), []).append(row)
    return [{"title": title, "rows": found} for title, found in groups.items()]


@needs(Permission.SETTINGS_VIEW)
def settings_page(request: SignedIn) -> HttpResponse:
    """All settings of one office, with the languages that no native reader has signed yet."""
    office = chosen_office(request)
    if office is None:
        raise Http404
    rows = described(office)
    context = {
        "office": office,
        "offices": Office.objects.filter(pk__in=request.user.offices_with(Permission.SETTINGS_VIEW)),
        "plain": [row for row in rows if not row["setting"].group],
        "groups": grouped(rows),
        "may_change": request.user.can(Permission.SETTINGS_CHANGE, office),
        "unsigned": UNSIGNED,
        "import_form": SettingsFileForm(),
    }
    return render(request, "accounts/settings.html", context)


def setting_or_404(key: str) -> Setting:
    """A registered setting."""
    if key not in REGISTER:
        raise Http404
    return REGISTER[key]


@needs(Permission.SETTINGS_CHANGE)
@needs_recent_login
def change(request: SignedIn, office_id: UUID, key: str) -> HttpResponseBase:
    """Change one value, with a reason and the day from which it counts."""
    office = get_office_for(request.user, office_id, Permission.SETTINGS_CHANGE)
    setting = setting_or_404(key)
    form = SettingForm(request.POST or None, setting=setting, current=value(key, office))
    if request.method == "POST" and form.is_valid():
        try:
            settings_actions.change_setting(actor=request.user, office=office, key=key, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            return redirect(f"{request.path.split('/settings/')[0]}/settings/?office={office.pk}")
    history = OfficeSetting.objects.filter(office=office, key=key).select_related("changed_by").reverse()
    context = {
        "office": office,
        "setting": setting,
        "form": form,
        "history": history,
        "current": value(key, office),
        "caution": setting.caution(),
    }
    return render(request, "accounts/setting.html", context)


@needs(Permission.SETTINGS_VIEW)
def export(request: SignedIn, office_id: UUID) -> HttpResponse:
    """The office's values as a file."""
    office = get_office_for(request.user, office_id, Permission.SETTINGS_VIEW)
    content = json.dumps(settings_actions.export_settings(actor=request.user, office=office), indent=2)
    response = HttpResponse(content, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="settings.json"'
    return response


@needs(Permission.SETTINGS_CHANGE)
@needs_recent_login
def import_file(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Take over the values of a file, all or none."""
    office = get_office_for(request.user, office_id, Permission.SETTINGS_CHANGE)
    form = SettingsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = settings_actions.import_settings(
                actor=request.user,
                office=office,
                values=form.cleaned_data["file"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as problem:
            form.add_error("file", ValidationError(problem.messages))
        else:
            messages.success(request, _("Settings changed: %(count)s.") % {"count": count})
            return redirect("accounts:settings")
    return render(request, "accounts/settings_import.html", {"office": office, "form": form})
