"""Telling something without consent: asked by one, agreed to by another, done once, told to the person when it is safe.

Consent.md 7 and practice.md P12: two staff, a written reason, the least data, a look at safety first, an end.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import approvals
from accounts.models import Approval
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access, case_tasks
from cases.actions.disclosing import record_disclosure
from cases.case_tasks import TaskKind
from cases.consent import exceptions
from cases.models import Case, ConsentException, Disclosure
from cases.models.exceptions import NOTED_AS, ExceptionGround

if TYPE_CHECKING:
    from accounts.models import User

KIND = "case.without_consent"
REPORT, TELL = "exception_report", "exception_tell"
REFUSED = {
    "no_duty": _("No such duty is entered for the country of your office: see the laws of countries."),
    "over": _("This is over, used already, or not agreed to yet."),
    "told": _("The person has been told already."),
}


class ExceptionRefused(ValidationError):
    """The step does not fit the law or the state of the exception; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSED[code], code=code)


@transaction.atomic
def ask_exception(
    *,
    actor: "User",
    case: Case,
    ground: str,
    recipient: str,
    recipient_kind: str,
    categories: Iterable[str],
    reason: str,
    safety: str,
    duty: str = "",
) -> ConsentException:
    """Ask a second person to agree that this is told without consent.

    Raises PermissionDenied, FileClosed, ExceptionRefused for a duty no law was entered for, ValidationError for
    an unknown code or a missing reason, recipient or look at safety.
    """
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    due = exceptions.duties(case).get(duty) if ground == ExceptionGround.LEGAL_DUTY else None
    if ground == ExceptionGround.LEGAL_DUTY and due is None:
        raise ExceptionRefused("no_duty")
    row = ConsentException(
        case=case,
        asked_by=actor,
        ground=ground,
        duty=duty if due else "",
        recipient=recipient,
        recipient_kind=recipient_kind,
        categories=sorted(categories),
        reason=reason,
        safety=safety,
    )
    row.clean_fields(
        exclude={"envelope", "case", "asked_by", "approved_by", "approval", "disclosure", "told_by"}
    )
    asked = approvals.ask(
        KIND,
        actor=actor,
        subject=(row._meta.label_lower, row.pk),
        office=case.office,
        reason=ground,
        facts={"categories": row.categories},
        scope=case.pk,
    )
    row.approval = asked.pk
    row.save()
    if due and due.get("hours"):
        at = row.asked_at + timedelta(hours=int(due["hours"]))
        case_tasks.raise_task(case, REPORT, due_at=at, cause=duty, actor=actor)
    _record("exception.asked", row, actor)
    return row


def agree_to_exception(approval: Approval, actor: "User") -> None:
    """The second person agrees (called by accounts.approvals, in its transaction): it may be told until it ends."""
    row = ConsentException.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
    case = Case.objects.visible_to(actor).filter(pk=row.case_id).first()
    if case is None or actor.pk == row.asked_by_id or row.approval != approval.pk:
        raise PermissionDenied
    access.require(actor, Permission.CASE_EDIT, case)
    row.approved_by, row.approved_at = actor, timezone.now()
    row.expires_at = row.approved_at + timedelta(hours=int(setting("cases.exception_hours", case.office_id)))
    row.save()
    _record("exception.agreed", row, actor)


@transaction.atomic
def use_exception(*, actor: "User", case: Case, exception: ConsentException, how: str) -> Disclosure:
    """It was told: noted as a disclosure of what was agreed to, and the person is to be told when that is safe.

    Raises PermissionDenied, ExceptionRefused when it is over, used already or not agreed to.
    """
    row = _locked(actor, case, exception)
    if not row.stands():
        raise ExceptionRefused("over")
    row.disclosure = record_disclosure(
        actor=actor,
        case=case,
        recipient=row.recipient,
        recipient_kind=row.recipient_kind,
        ground=NOTED_AS[ExceptionGround(row.ground)],
        categories=row.categories,
        how=how,
    )
    row.save()
    _record("exception.used", row, actor)
    others = ConsentException.objects.plain().filter(case=case, duty=row.duty, disclosure__isnull=True)
    if row.duty and not others.exclude(pk=row.pk).exists():
        case_tasks.settle(case, REPORT, cause=row.duty, actor=actor)
    _tell_later(case, row, actor)
    return row.disclosure


@transaction.atomic
def tell_of_exception(
    *, actor: "User", case: Case, exception: ConsentException, is_safe: bool
) -> ConsentException:
    """The person was told of it; or it is not safe yet, and is looked at again later. Raises ExceptionRefused."""
    row = _locked(actor, case, exception)
    if row.disclosure_id is None:
        raise ExceptionRefused("over")
    if row.told_at is not None:
        raise ExceptionRefused("told")
    case_tasks.settle(case, TELL, cause=row.ground, actor=actor)
    if not is_safe:
        _record("exception.not_told", row, actor)
        _tell_later(case, row, actor)
        return row
    row.told_at, row.told_by = timezone.now(), actor
    row.save()
    _record("exception.told", row, actor)
    left = ConsentException.objects.plain().filter(case=case, disclosure__isnull=False, told_at__isnull=True)
    for other in left:
        _tell_later(case, other, actor)
    return row


def _tell_later(case: Case, row: ConsentException, actor: "User") -> None:
    due = timezone.now() + timedelta(days=int(setting("cases.exception_tell_days", case.office_id)))
    case_tasks.raise_task(case, TELL, due_at=due, cause=row.ground, actor=actor)


def may_agree(approval: Approval, person: "User") -> bool:
    """Whether somebody may be the second person: one who reaches the case and works on cases at its office."""
    if approval.scope is None:
        return False
    case = Case.objects.visible_to(person).plain().filter(pk=approval.scope).first()
    return case is not None and access.may(person, Permission.CASE_EDIT, case)


def within_reach(person: "User") -> Q:
    """The askings whose case row security shows to somebody: `may_agree` says which of them are theirs."""
    return Q(scope__in=Case.objects.order_by().values("pk"))


def register() -> None:
    """Name what takes two people and the tasks; called at start-up."""
    approvals.register(
        KIND,
        title=_("Tell something without consent"),
        ask=Permission.CASE_EDIT,
        approve=Permission.CASE_EDIT,
        perform=agree_to_exception,
        describe=exceptions.describe,
        decides=may_agree,
        within=within_reach,
        reasons=ExceptionGround,
    )
    case_tasks.register(TaskKind(REPORT, _("Report what the law obliges you to report"), "cases:sharing"))
    case_tasks.register(
        TaskKind(TELL, _("Tell the person what was told about them, when that is safe"), "cases:sharing")
    )


def _locked(actor: "User", case: Case, exception: ConsentException) -> ConsentException:
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    found: ConsentException = ConsentException.objects.select_for_update(of=("self",)).get(
        case=case, pk=exception.pk
    )
    return found


def _record(name: str, row: ConsentException, actor: "User") -> None:
    facts: dict[str, Any] = {"recipient_kind": row.recipient_kind}
    events.record(
        name,
        subject=row,
        scope=row.case_id,
        office=row.case.office_id,
        actor=actor,
        facts=facts,
        purpose=row.ground,
    )
