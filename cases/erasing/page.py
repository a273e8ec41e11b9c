"""What the erasure pages show: where it stands, what happened, what can be done next."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Approval, User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions.erasing import open_request, requests_for
from cases.erasing import certificate
from cases.models import Case, ErasureNotice, ErasureRequest, ErasureState, LegalHold
from cases.models.erasure import OPEN_STATES
from vault.envelope import VaultError

TONES = {
    ErasureState.ASKED: "now",
    ErasureState.CHECKED: "now",
    ErasureState.CONFIRMED: "later",
    ErasureState.RUNNING: "stop",
    ErasureState.DONE: "done",
    ErasureState.TAKEN_BACK: "plain",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    title: str | Promise
    byline: str
    at: datetime
    text: str | Promise = ""


@dataclass
class Page:
    """An erasure as its readers see it."""

    request: ErasureRequest
    tone: str
    entries: list[Entry]
    holds: list[LegalHold] = field(default_factory=list)
    may_check: bool = False
    may_take_back: bool = False
    next_step: str | Promise = ""
    approval: Approval | None = None


def page_of(user: User, case: Case) -> Page | None:
    """The erasure under way of a case, for somebody who may see it there; None when there is none."""
    request = open_request(case)
    if request is None:
        return None
    waiting = _approval_of(request)
    is_waiting = waiting is not None and waiting.is_open
    holds = list(LegalHold.in_force(case.pk))
    return Page(
        request,
        TONES[ErasureState(request.state)],
        entries_of(request),
        holds,
        may_check=request.state == ErasureState.ASKED
        or (request.state == ErasureState.CHECKED and not is_waiting),
        may_take_back=request.can_be_taken_back,
        next_step=_next_step(request, is_waiting, bool(holds)),
        approval=waiting if is_waiting else None,
    )


def entries_of(request: ErasureRequest) -> list[Entry]:
    """What happened, newest first."""
    found = [
        Entry(_("Asked for"), _by(request.asked_by), request.asked_at, str(request.get_reason_display()))
    ]
    if request.checked_at:
        how = str(request.get_checked_how_display())
        found.append(
            Entry(_("Wish checked, loss explained"), _by(request.checked_by), request.checked_at, how)
        )
    if request.approved_at:
        text = _("At once, at the person's insistence") if request.is_at_once else ""
        found.append(
            Entry(_("Confirmed by a second person"), _by(request.approved_by), request.approved_at, text)
        )
    if request.taken_back_at:
        found.append(Entry(_("Taken back"), _by(request.taken_back_by), request.taken_back_at))
    if request.rows_gone_at:
        found.append(Entry(_("Keys destroyed and rows deleted"), "", request.rows_gone_at))
    if request.done_at:
        found.append(Entry(_("Every store checked"), "", request.done_at))
    if request.vacuumed_at:
        found.append(Entry(_("Key table cleaned"), "", request.vacuumed_at))
    if request.rewrapped_at:
        found.append(Entry(_("Wrapping keys destroyed"), "", request.rewrapped_at))
    local = [Entry(one.title, one.byline, timezone.localtime(one.at), one.text) for one in found]
    return sorted(local, key=lambda one: one.at, reverse=True)


def _by(person: User | None) -> str:
    return person.display_name if person else ""


def _approval_of(request: ErasureRequest) -> Approval | None:
    if request.approval is None:
        return None
    return Approval.objects.plain().filter(pk=request.approval).first()


def _next_step(request: ErasureRequest, is_waiting: bool, is_held: bool) -> str | Promise:
    if request.state == ErasureState.ASKED or (request.state == ErasureState.CHECKED and not is_waiting):
        return _("Check the wish by a safe channel, say what is lost, and confirm as the first person.")
    if request.state == ErasureState.CHECKED:
        return _("Somebody else who works on this case confirms it as the second person.")
    if is_held:
        return _("It waits for the legal hold to end.")
    if request.state == ErasureState.CONFIRMED and request.due_at:
        days = max((request.due_at - timezone.now()).days, 0)
        return ngettext(
            "It takes effect in %(days)s day. Until then the person can take it back.",
            "It takes effect in %(days)s days. Until then the person can take it back.",
            days,
        ) % {"days": days}
    return _("It is being carried out.")


# What is lost for ever, by the codes of actions.erasing.LOSSES.
LOST: dict[str, str | Promise] = {
    "permit": _("Proof for a residence permit or for protection"),
    "wages": _("Proof for unpaid wages and compensation"),
    "family": _("The link by which family members could find the person"),
}


def waiting(user: User) -> list[ErasureRequest]:
    """Erasures under way at this person's offices, those that wait for people first."""
    rows = requests_for(user).filter(state__in=OPEN_STATES).select_related("office", "asked_by")
    return sorted(
        rows[:200], key=lambda row: (list(ErasureState).index(ErasureState(row.state)), row.asked_at)
    )


def finished(user: User) -> list[ErasureRequest]:
    """Erasures that are done or were taken back, newest first."""
    rows = requests_for(user).exclude(state__in=OPEN_STATES).select_related("office", "asked_by")
    return list(rows[:50])


def get_erasure_for(user: User, erasure_id: uuid.UUID | str) -> ErasureRequest:
    """The door to an erasure that has no case any more. Raises Http404 for everybody who may not see it."""
    request = requests_for(user).select_related("office").filter(pk=erasure_id).first()
    if request is None:
        events.record(
            "access.refused",
            subject=("cases.erasurerequest", uuid.UUID(str(erasure_id))),
            facts={"permission": Permission.CASE_ERASE.value, "reason": "not_visible"},
            result="refused",
        )
        raise Http404
    events.record(
        "erasure.viewed",
        subject=request,
        scope=request.case_uuid,
        office=request.office_id,
        facts={"status": request.state},
    )
    return request


def get_notice_for(user: User, erasure_id: uuid.UUID | str, notice_id: uuid.UUID | str) -> ErasureNotice:
    """A recipient of an erasure, through the same door."""
    request = get_erasure_for(user, erasure_id)
    notice = ErasureNotice.objects.plain().filter(erasure=request, pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def get_hold_for(user: User, case: Case, hold_id: uuid.UUID | str) -> LegalHold:
    """A legal hold of a case that came through its own door."""
    access.require(user, Permission.LEGAL_HOLD, case)
    hold = LegalHold.objects.filter(case=case, pk=hold_id, lifted_at__isnull=True).first()
    if hold is None:
        raise Http404
    return hold


def holds_of(case: Case) -> list[LegalHold]:
    """Every hold of a case, newest first."""
    return list(LegalHold.objects.filter(case=case).select_related("placed_by", "lifted_by"))


@dataclass(frozen=True)
class Recipient:
    """Somebody to be told, with the name as long as it is kept."""

    notice: ErasureNotice
    name: str


def recipients_of(request: ErasureRequest) -> list[Recipient]:
    """Who received data. After the last answer the names are gone: their keys were destroyed."""
    found = []
    for notice in certificate.recipients(request):
        try:
            found.append(Recipient(notice, notice.recipient))
        except VaultError:
            found.append(Recipient(notice, ""))
    return found


def describe(approval: Approval) -> list[dict[str, object]]:
    """What the second person agrees to, in words."""
    request = ErasureRequest.objects.get(pk=approval.subject_id)
    days = 0 if request.is_at_once else setting("cases.erasure_days", request.office_id)
    when = _("At once, at the person's insistence") if not days else _("After %(days)s days") % {"days": days}
    reference = Case.objects.plain().filter(pk=request.case_uuid).values_list("reference", flat=True).first()
    return [
        {"label": _("Case"), "value": reference or "–"},
        {"label": _("What is erased"), "value": request.get_extent_display()},
        {"label": _("The wish was checked"), "value": request.get_checked_how_display()},
        {"label": _("It takes effect"), "value": when},
    ]
