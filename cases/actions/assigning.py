"""Who works on a case: given by a supervisor, ended by a supervisor, always with a reason and an event."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.memberships import prepare_memberships
from accounts.permissions import Permission
from accounts.policy import GrantKind
from audit import events
from cases import access
from cases.actions.granting import grant_access, grant_permission
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantReason
from cases.models.grants import END_NEEDED
from cases.models.scoped import set_quietly
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import Office

# An emergency and a referral give their own grants.
ASSIGNABLE = (
    GrantKind.OWNER,
    GrantKind.CO_WORKER,
    GrantKind.COVER,
    GrantKind.SUPERVISOR,
    GrantKind.LOCATION,
)
NEEDED_OF = {GrantKind.SUPERVISOR: Permission.CASE_ASSIGN, GrantKind.LOCATION: Permission.LOCATION_READ}


@transaction.atomic
def assign_case(
    *,
    actor: User,
    case: Case,
    user: User,
    kind: str,
    reason: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> CaseGrant:
    """Give a colleague of the case's office access by name; a new owner takes the place of the former one.

    Whoever has access already loses none of it by more: the earlier beginning and the later end count. Raises
    PermissionDenied, ValidationError for somebody who could not use the access, must not have it, or has more of it.
    """
    access.require(actor, Permission.CASE_ASSIGN, case)
    kind, reason = GrantKind(kind), GrantReason(reason)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    _check(actor, case, user, kind, until)
    if kind is GrantKind.OWNER:
        if since is not None and since > timezone.now():
            raise ValidationError(_("A case changes hands at once. For a day to come, hand it over."))
        _end_former_owner(case, user)
    else:
        since = _beside_running(case, user, kind, since, until)
    grant = grant_access(
        case=case, user=user, given_by=actor, kind=kind, reason=reason, since=since, until=until
    )
    facts = {"user": user.pk, "kind": kind.value, "reason": reason.value}
    events.record("case.assigned", subject=case, office=case.office_id, actor=actor, facts=facts)
    if user.pk != actor.pk:
        outbox.enqueue("case.assigned", to=[user], about=case, occurrence=grant.valid_from.isoformat())
    return grant


def _check(actor: User, case: Case, user: User, kind: GrantKind, until: datetime | None) -> None:
    if kind not in ASSIGNABLE:
        raise ValidationError(_("This kind of access is not given here."))
    needed = NEEDED_OF.get(kind, Permission.CASE_VIEW)
    if not user.can(needed, case.office_id) or not user.can(Permission.CASE_VIEW, case.office_id):
        raise ValidationError(_("Nobody can use this access without the role for it at the case's office."))
    if ConflictOfInterest.objects.blocking().filter(case=case, user=user).exists():
        raise ValidationError(_("There may be a conflict of interest: this person cannot be given the case."))
    if kind in END_NEEDED and until is None:
        raise ValidationError(_("This access needs a day on which it ends."))
    if until is not None and until <= timezone.now():
        raise ValidationError(_("The end lies in the past."))
    if kind is GrantKind.LOCATION:
        # Two keys are held by two people: nobody cuts the second one for themselves.
        if user.pk == actor.pk:
            raise ValidationError(_("Somebody else has to give you the location."))
    elif kind is not GrantKind.OWNER and user.pk == case.owner_id:
        raise ValidationError(_("This is the responsible worker. Give the case to somebody else first."))


def _beside_running(
    case: Case, user: User, kind: GrantKind, since: datetime | None, until: datetime | None
) -> datetime | None:
    """From when the new access runs, beside one that runs already. Raises ValidationError where that one is wider."""
    same_key = CaseGrant.objects.valid().filter(
        content_object=case, user=user, permission=grant_permission(kind)
    )
    running = same_key.first()
    if running is None:
        return since
    if running.valid_to is None and until is None:
        return running.valid_from
    if running.valid_to is None or (until is not None and until < running.valid_to):
        raise ValidationError(
            _("This person has access for longer already. End that first if it should end sooner.")
        )
    return running.valid_from


def _end_former_owner(case: Case, user: User) -> None:
    """The former owner's own grant ends; who should go on beside the new owner is named again."""
    now = timezone.now()
    former = CaseGrant.objects.valid().filter(content_object=case, kind=GrantKind.OWNER).exclude(user=user)
    former.update(valid_to=now)
    set_quietly(case, owner=user)


@transaction.atomic
def end_grant(*, actor: User, case: Case, grant: str | int) -> CaseGrant:
    """End somebody's access by name now. Raises PermissionDenied, DoesNotExist, ValidationError for the owner's."""
    access.require(actor, Permission.CASE_ASSIGN, case)
    found: CaseGrant = CaseGrant.objects.valid().select_related("user").get(content_object=case, pk=grant)
    if found.kind == GrantKind.OWNER and found.user_id == case.owner_id:
        raise ValidationError(_("A case has a responsible worker. Give it to somebody else instead."))
    CaseGrant.objects.filter(pk=found.pk).update(valid_to=timezone.now())
    access.forget_reach(case)
    facts = {"user": found.user_id, "kind": found.kind, "reason": found.reason}
    events.record("case.access_ended", subject=case, office=case.office_id, actor=actor, facts=facts)
    return found


def colleagues_of(office: "Office") -> list[User]:
    """Everybody who may view cases at an office, by name: to whom a case can be given."""
    members = User.objects.filter(memberships__office=office, is_active=True).distinct()
    people = prepare_memberships(members.order_by("display_name"))
    return [one for one in people if one.can(Permission.CASE_VIEW, office)]
