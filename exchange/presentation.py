"""An export in words: for its own page, for the second person, and for the ledger."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import approvals
from accounts.models import Approval, User
from cases import dictionary
from exchange import columns
from exchange.models import Export
from exchange.selection import fitting

TONES = {
    "asked": "later",
    "queued": "later",
    "running": "now",
    "ready": "done",
    "released": "plain",
    "expired": "plain",
    "failed": "stop",
}


def rows(export: Export) -> list[dict[str, Any]]:
    """What was asked for."""
    said: list[tuple[Any, Any]] = [
        (_("Office"), export.office.name),
        (_("Purpose"), export.get_purpose_display()),
        (_("Who will have the file"), export.get_recipient_display()),
        (_("Name of the recipient"), export.recipient_name),
        (_("Cases"), _filter(export)),
        (_("Kind of file"), export.get_format_display()),
    ]
    lines: list[dict[str, Any]] = [{"label": label, "value": value} for label, value in said if value]
    return [*lines, {"label": _("Columns"), "many": [_column(key) for key in export.columns]}]


def _column(key: str) -> str:
    label = dictionary.label(key)
    return (
        _("%(column)s (where the person is)") % {"column": label} if columns.is_location(key) else str(label)
    )


def _filter(export: Export) -> str:
    parts = [str(dictionary.code_label("case_status", status)) for status in export.statuses]
    if export.registered_from:
        parts.append(
            _("registered from %(day)s") % {"day": date_format(export.registered_from, "SHORT_DATE_FORMAT")}
        )
    if export.registered_to:
        parts.append(
            _("registered until %(day)s") % {"day": date_format(export.registered_to, "SHORT_DATE_FORMAT")}
        )
    return "; ".join(parts) or _("All that the person who asks may export")


def described(approval: Approval) -> approvals.Rows:
    """What the second person agrees to, with how many cases it would touch at most."""
    export = Export.objects.select_related("office", "requester").filter(pk=approval.subject_id).first()
    if export is None:
        return []
    count = fitting(export, export.requester).count()
    most = ngettext("%(count)s case", "%(count)s cases", count) % {"count": count}
    beyond_the_asking = rows(export)[2:]  # office and purpose stand there already
    return [*beyond_the_asking, {"label": _("Would hold at most"), "value": most}]


def asked(export: Export) -> Approval | None:
    """The asking that belongs to an export."""
    return approvals.of_subject(export, [_kind()]).first()


def _kind() -> str:
    from exchange.actions import KIND

    return KIND


def state_text(export: Export, approval: Approval | None) -> str:
    """The state in words; while nobody decided, or somebody said no, that of the asking."""
    if export.state == Export.State.ASKED and approval is not None and not approval.is_open:
        return str(Approval.State(approval.state).label)
    return str(export.get_state_display())


def shown(export: Export, user: User) -> dict[str, Any]:
    """What the page of an export needs."""
    approval, now = asked(export), timezone.now()
    mine = export.requester_id == user.pk
    return {
        "export": export,
        "rows": rows(export),
        "approval": approval,
        "state": state_text(export, approval),
        "tone": TONES[export.state],
        "mine": mine,
        "can_download": mine and export.can_be_released(now),
        "password_waits": mine and export.password_waits(now),
    }
