"""Restricting a case to named staff, and locking where its person is. Opening either again takes two people."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import acting, approvals
from accounts.models import Approval, User
from accounts.permissions import Permission
from accounts.policy import GrantKind
from audit import events
from cases import access
from cases.actions.granting import grant_access
from cases.erasing import calling_back
from cases.field_permissions import Area, area_of
from cases.models import Case, CaseGrant, GrantReason
from cases.models.scoped import set_quietly
from cases.sections import SECTIONS

UNRESTRICT, UNLOCK = "case.unrestrict", "case.location_unlock"


class RestrictReason(models.TextChoices):
    """Why only named staff may open the case, or see where the person is."""

    THREAT = "threat", gettext_lazy("Threats against the person or staff")
    NETWORK = "network", gettext_lazy("Somebody of the network may reach the office")
    WISH = "wish", gettext_lazy("The person's wish")
    PROMINENT = "prominent", gettext_lazy("The person is known to many")
    COLLEAGUE = "colleague", gettext_lazy("The case concerns a colleague or partner")


class ReopenReason(models.TextChoices):
    """Why the protection is no longer needed."""

    OVER = "over", gettext_lazy("The danger is over")
    WISH = "wish", gettext_lazy("The person's wish")
    MISTAKE = "mistake", gettext_lazy("It was set by mistake")


@transaction.atomic
def restrict_case(*, actor: User, case: Case, reason: str) -> None:
    """Only named staff may know of the case from now on; whoever restricts it is named, so that one supervisor is left.

    Raises PermissionDenied, ValidationError when it is restricted already.
    """
    access.require(actor, Permission.CASE_RESTRICT, case)
    if case.restricted_case:
        raise ValidationError(_("The case is restricted already."))
    named = CaseGrant.objects.valid().filter(content_object=case, user=actor)
    if not named.exclude(kind__in=(GrantKind.LOCATION, GrantKind.BREAK_GLASS)).exists():
        grant_access(
            case=case,
            user=actor,
            given_by=actor,
            kind=GrantKind.SUPERVISOR,
            reason=GrantReason.SUPERVISION,
        )
    _flag(actor, case, "case.restricted", RestrictReason(reason), restricted_case=True)


@transaction.atomic
def lock_location(*, actor: User, case: Case, reason: str) -> None:
    """From now on where the person is needs a grant of its own, a click, a purpose and a second factor.

    Raises PermissionDenied, ValidationError when it is locked already.
    """
    access.require(actor, Permission.CASE_RESTRICT, case)
    if case.location_locked:
        raise ValidationError(_("The location is locked already."))
    _flag(actor, case, "case.location_locked", RestrictReason(reason), location_locked=True)


def _flag(actor: User, case: Case, event: str, reason: models.TextChoices, **flag: bool) -> None:
    set_quietly(case, **flag)
    access.forget_reach(case)
    calling_back.call_back(case)
    facts = {"reason": reason.value}
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)


def ask_to_reopen(*, actor: User, case: Case, kind: str, reason: str) -> Approval:
    """Ask a second person to take a restriction (UNRESTRICT) or a lock (UNLOCK) away. Raises what approvals.ask raises."""
    access.require(actor, Permission.CASE_RESTRICT, case)
    if not (case.restricted_case if kind == UNRESTRICT else case.location_locked):
        raise ValidationError(_("There is nothing to take away."))
    return approvals.ask(kind, actor=actor, subject=case, office=case.office, reason=reason)


def _unrestrict(approval: Approval, actor: User) -> None:
    _reopen(approval, actor, "case.unrestricted", restricted_case=False)


def _unlock(approval: Approval, actor: User) -> None:
    _reopen(approval, actor, "case.location_unlocked", location_locked=False)


def _reopen(approval: Approval, actor: User, event: str, **flag: bool) -> None:
    """Part of the approval. Who asked may act on the case still, else nothing happens."""
    # The second person need not be able to see the case.
    with acting.by_rule("reopen_case"):
        case = Case.objects.select_for_update(of=("self",)).get(pk=approval.subject_id)
        asker = User.objects.get(pk=approval.asked_by_id)
        if not access.may(asker, Permission.CASE_RESTRICT, case):
            raise ValidationError(_("Who asked for this may not ask for it any more. Refuse it."))
        if access.facts_of(actor, Permission.CASE_RESTRICT, case).conflict:
            raise ValidationError(_("Somebody else has to decide this."))
        set_quietly(case, **flag)
    facts = {"reason": approval.reason}
    events.record(event, subject=case, office=case.office_id, actor=actor, facts=facts)


def register_approvals() -> None:
    """Name what takes two people; called at start-up."""
    shared: dict[str, Any] = {"reasons": ReopenReason, "describe": _describe}
    for kind, title, perform in (
        (UNRESTRICT, gettext_lazy("Open a restricted case to the office again"), _unrestrict),
        (UNLOCK, gettext_lazy("Unlock where a person is"), _unlock),
    ):
        restrict = Permission.CASE_RESTRICT
        approvals.register(kind, title=title, ask=restrict, approve=restrict, perform=perform, **shared)


def _describe(approval: Approval) -> approvals.Rows:
    with acting.by_rule("reopen_case"):
        found = Case.objects.plain().filter(pk=approval.subject_id)
        reference = found.values_list("reference", flat=True).first()
    return [{"label": _("Case"), "value": reference or ""}]


@transaction.atomic
def reveal_location(*, actor: User, case: Case, purpose: str, stepped_up: bool) -> list[tuple[str, Any, Any]]:
    """Where the person is, for one look: (field, row, value) of every answer; one event, with the purpose.

    Raises PermissionDenied without both grants, purpose and a second factor just now; FileClosed.
    """
    access.require(actor, Permission.LOCATION_READ, case, purpose=purpose, stepped_up=stepped_up)
    found = []
    for section in SECTIONS.values():
        keys = [key for key in section.all_fields if area_of(key) is Area.LOCATION]
        if keys and not section.repeats:
            row = section.row_of(case)
            found += [(key, row, value) for key in keys if (value := getattr(row, key))]
    facts = {"fields": sorted(key for key, _row, _value in found)}
    events.record(
        "location.revealed", subject=case, office=case.office_id, actor=actor, facts=facts, purpose=purpose
    )
    return found
