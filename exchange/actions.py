"""What can happen to an export, each in one transaction with its event."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting, approvals
from accounts.models import Approval, Office, User
from accounts.permissions import Permission
from cases.actions import record_disclosure
from cases.consent.consents import CLOSES_HEALTH, newest
from cases.consent.validity import GRANTED
from cases.models import Case, ConsentRecord
from exchange import columns, selection
from exchange.destroying import destroy, record, take_away
from exchange.models import Export, ExportCase, ExportPart, Recipient
from exchange.selection import CONSENT_OF

KIND = "export.identifying"
State, What = Export.State, ExportPart.What


class NotPossibleNow(Exception):
    """There is nothing (any more) to be had: it was taken, destroyed, or is not ready."""


class NoLongerAllowed(Exception):
    """A case in the file may not leave any more, or who asked may not read all of it: it was destroyed."""


@transaction.atomic
def ask_export(
    *,
    actor: User,
    office: Office,
    purpose: str,
    recipient: str,
    chosen: Collection[str],
    recipient_name: str = "",
    format_: str = Export.Format.XLSX,
    statuses: Collection[str] = (),
    registered_from: date | None = None,
    registered_to: date | None = None,
) -> Export:
    """Ask for an export of identifying data; a second person decides.

    Raises PermissionDenied for a column or an office that is not the actor's, ValidationError for an odd answer.
    """
    if not actor.can(Permission.EXPORT_ASK, office):
        raise PermissionDenied(Permission.EXPORT_ASK.value)
    allowed = [key for group in columns.offered(actor, office).values() for key, _label in group]
    if not set(chosen) <= set(allowed):
        raise PermissionDenied(Permission.EXPORT_ASK.value)
    export = Export(
        requester=actor,
        office=office,
        purpose=purpose,
        recipient=recipient,
        recipient_name=recipient_name.strip(),
        format=format_,
        columns=[key for key in allowed if key in chosen],
        statuses=sorted(statuses),
        registered_from=registered_from,
        registered_to=registered_to,
    )
    if export.is_external and not export.recipient_name:
        raise ValidationError({"recipient_name": _("Say who will have the file.")})
    export.full_clean(exclude={"envelope", "requester", "office", "approved_by"})
    export.save()
    approvals.ask(KIND, actor=actor, subject=export, office=office, reason=purpose, facts=facts_of(export))
    record(
        "export.asked",
        export,
        actor,
        {"fields": export.columns, "scope": scope_of(export), "format": format_},
    )
    return export


def facts_of(export: Export) -> dict[str, Any]:
    """What the second person agrees to, in codes."""
    return {
        "recipient": export.recipient,
        "columns": export.columns,
        "statuses": export.statuses,
        "scope": scope_of(export),
        "format": export.format,
    }


def scope_of(export: Export) -> str:
    """The days of registration, as audit facts write a period."""
    return f"{export.registered_from or ''}..{export.registered_to or ''}".strip(".") or "all"


def approved(approval: Approval, actor: User) -> None:
    """What follows from the second person's yes: the file is made. Called by accounts.approvals."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    if export.state != State.ASKED or approval.facts != facts_of(export):
        raise ValidationError(_("This was decided already, or it is too old."))
    now = timezone.now()
    Export.objects.filter(pk=export.pk).update(state=State.QUEUED, queued_at=now, approved_by=actor)
    publish_on_commit(export.pk)


def publish_on_commit(export_id: uuid.UUID) -> None:
    """Hand the id to the broker after the commit; beat finds the row where that fails."""
    from exchange.tasks import publish  # the task calls actions, so it is looked up when needed

    transaction.on_commit(partial(publish, export_id), robust=True)


def show_password(*, actor: User, export: Export) -> str:
    """The password, once; then it is destroyed. Asked again like the file: without it a file in hand stays shut.

    Raises NoLongerAllowed (what is left was destroyed), NotPossibleNow, and PermissionDenied as `release`.
    """
    with transaction.atomic():
        password = _shown(actor, export)
    if password is None:
        raise NoLongerAllowed
    return password


def _shown(actor: User, export: Export) -> str | None:
    """The password, or None after it was destroyed unread."""
    now = timezone.now()
    locked = _locked(actor, export)
    part = ExportPart.objects.filter(export=locked, what=What.PASSWORD).first()
    if part is None or not locked.password_waits(now):
        raise NotPossibleNow
    if _leaving(locked, actor) is None:
        return None
    password = part.password
    destroy(part)
    Export.objects.filter(pk=locked.pk).update(password_shown_at=now)
    record("export.password_shown", locked, actor, {})
    return password


def release(*, actor: User, export: Export) -> bytes:
    """The file, once; then it is destroyed here. What leaves the office is noted in every case it holds.

    Every case is asked again whether it may leave, and every cell whether the actor may read it. Raises
    NoLongerAllowed where one may not (the file is destroyed), NotPossibleNow, and PermissionDenied where the actor
    may not export at the office any more.
    """
    with transaction.atomic():
        content = _released(actor, export)
    if content is None:
        raise NoLongerAllowed
    return content


def _released(actor: User, export: Export) -> bytes | None:
    """The content, or None after it was destroyed unread."""
    now = timezone.now()
    locked = _locked(actor, export)
    part = ExportPart.objects.filter(export=locked, what=What.FILE).first()
    if part is None or part.content is None or not locked.can_be_released(now):
        raise NotPossibleNow
    cases = _leaving(locked, actor)
    if cases is None:
        return None
    content = b"".join(part.content.read())
    if locked.is_external:
        _disclose(actor, locked, cases)
    destroy(part)
    Export.objects.filter(pk=locked.pk).update(state=State.RELEASED, released_at=now, shredded_at=now)
    facts = {
        "file_hash": locked.sha256,
        "format": locked.format,
        "rows": locked.rows,
        "watermark": "internal",
    }
    record("export.downloaded", locked, actor, facts)
    return content


def _locked(actor: User, export: Export) -> Export:
    """One's own export behind the locks of its cases; the right to export may have been lost since it was asked for."""
    # Cases before the export, as whoever closes one of them locks: what is asked below holds until the commit.
    held = ExportCase.objects.filter(export=export).values("case")
    list(Case.objects.select_for_update(of=("self",)).plain().filter(pk__in=held).order_by("pk"))
    locked: Export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if locked.requester_id != actor.pk or not actor.can(Permission.EXPORT_ASK, locked.office):
        raise PermissionDenied(Permission.EXPORT_ASK.value)
    return locked


def _leaving(export: Export, actor: User) -> list[Case] | None:
    """The cases, all of which may still leave with all that is told of them; else None, and what waits is destroyed."""
    try:
        return selection.still_leaving(export, actor)
    except selection.Stays as stays:
        take_away(export, stays.problem)
        return None


def _disclose(actor: User, export: Export, cases: Iterable[Case]) -> None:
    """One row per case about who received what (P12)."""
    given = columns.categories_of(export.columns)
    for case in cases:
        record_disclosure(
            actor=actor,
            case=case,
            recipient=export.recipient_name,
            recipient_kind=export.recipient,
            ground="consent",
            categories=given,
            how="export",
            consent=newest(case).get(CONSENT_OF[Recipient(export.recipient)]),
        )


@transaction.atomic
def call_back(case: Case, holder: User | None = None, recipients: Collection[str] = ()) -> int:
    """Destroy the exports that hold a case and were not fetched yet; gives their number.

    Those of everybody or of one `holder`, for everybody or for some kinds of `recipients`. One that is being made
    is given up.
    """
    found = Export.objects.filter(held__case=case, state__in=(State.RUNNING, State.READY))
    found = found.filter(requester=holder) if holder else found
    found = found.filter(recipient__in=recipients) if recipients else found
    with acting.by_rule("export_notes"):  # who keeps somebody away from a case need not reach it
        # The same order for everybody, so that two who call back do not wait for each other.
        numbers = sorted(found.plain().values_list("pk", flat=True))
    for number in numbers:
        locked = Export.objects.select_for_update(of=("self",)).get(pk=number)
        if locked.state in (State.RUNNING, State.READY):
            take_away(locked)
    return len(numbers)


def on_consent(*, case: Case, consent: ConsentRecord | None = None, row: Any = None, **_said: Any) -> None:
    """Listener of withdrawals and of every other recorded word: a no calls back what it forbids (consent.md 4)."""
    said = consent or row
    if said.consent_status in GRANTED:
        return
    recipients = [recipient for recipient, kind in CONSENT_OF.items() if kind == said.consent_type]
    if said.consent_type in (CONSENT_OF[Recipient.INTERNAL], *CLOSES_HEALTH):
        call_back(case)
    elif recipients:
        call_back(case, recipients=recipients)
