"""Opening a case, and counting somebody who did not want one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from accounts.permissions import Permission, Role
from accounts.settings_register import value as setting
from audit import events
from cases.actions.child_age import follow_age
from cases.actions.errors import OutOfReach, SearchRequired, UnknownFields
from cases.actions.granting import grant_access
from cases.finding import cards
from cases.models import (
    Case,
    CaseSearchMade,
    GrantKind,
    GrantReason,
    InterviewTally,
    Person,
    PersonBiodata,
    PersonEducation,
    PersonSocioEconomic,
    Trafficking,
)
from cases.record import conditions, upkeep
from cases.sections import SECTIONS
from notifications import outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import Office

# Written without consent to an interview: what nobody was asked, and what a place to sleep depends on (P9, P10).
SEEN_AT_ONCE = frozenset({"age_at_registration", "sex", "primary_language"})


@transaction.atomic
def open_case(
    *,
    actor: User,
    office: "Office",
    search: "UUID | CaseSearchMade | None" = None,
    unsearched: str = "",
    seen: "Mapping[str, Any] | None" = None,
    **registration: Any,
) -> Case:
    """Open a case at `office` after the actor's own search; `registration` are fields of that section.

    `unsearched` says why none came before, where no name is known (practice.md P8, P9): `enquiry` or `group`;
    `seen` is what anybody sees of a person before the first question (SEEN_AT_ONCE).
    Raises PermissionDenied, SearchRequired, UnknownFields, ValidationError for a code that is in no list.
    """
    if not actor.can(Permission.CASE_OPEN, office):
        raise PermissionDenied
    known = set(SECTIONS["registration"].all_fields)
    if unknown := (registration.keys() - known) | ((seen or {}).keys() - SEEN_AT_ONCE):
        raise UnknownFields(unknown)
    if not unsearched:
        _use_search(actor, office, search)
    registration.setdefault("registration_date", office.today())
    case = Case(office=office, registering_office=office, owner=actor, **registration)
    case.clean_fields(exclude={"office", "registering_office", "owner", "reference", "envelope"})
    case.filled = conditions.quarters_filled(SECTIONS["registration"], case, conditions.Surroundings())
    case.save()
    # Before anything hangs on the case: what a person may not reach, a person may not write (row security).
    grant_access(case=case, user=actor, given_by=actor, kind=GrantKind.OWNER, reason=GrantReason.CASE_OPENED)
    _create_person(case, seen or {})
    if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise OutOfReach
    follow_age(actor=actor, case=case)
    fields = sorted(key for key, given in registration.items() if given not in (None, "", []))
    events.record(
        "case.opened",
        subject=case,
        office=office.pk,
        actor=actor,
        facts={"fields": fields, "status": case.status, **({"reason": unsearched} if unsearched else {})},
    )
    outbox.enqueue("case.opened", to=_supervisors(office, actor), about=case)
    return case


@transaction.atomic
def record_tally(
    *, actor: User, office: "Office", met_date: Any, met_country: str = "", referred_to: str = ""
) -> InterviewTally:
    """Count somebody who refused the interview: date, country and where help was pointed to, and nothing else."""
    if not actor.can(Permission.CASE_OPEN, office):
        raise PermissionDenied
    tally = InterviewTally(office=office, met_date=met_date, met_country=met_country, referred_to=referred_to)
    tally.full_clean()
    tally.save()
    events.record("tally.recorded", subject=tally, office=office.pk, actor=actor)
    return tally


def _use_search(actor: User, office: "Office", made: "UUID | CaseSearchMade | None") -> None:
    """Mark the actor's own recent search as used. Raises SearchRequired."""
    since = timezone.now() - timedelta(minutes=setting("cases.search_valid_minutes", office))
    number: Any = getattr(made, "pk", made)
    own = CaseSearchMade.objects.filter(pk=number, actor=actor, used_at=None, at__gte=since)
    if own.update(used_at=timezone.now()) != 1:
        raise SearchRequired


def _create_person(case: Case, seen: "Mapping[str, Any]") -> Person:
    person = Person.objects.create(case=case)
    biodata = PersonBiodata(case=case, person=person)
    for key, value in seen.items():
        setattr(biodata, key, upkeep.clean(biodata, key, value))
    upkeep.derive(case, SECTIONS["biodata"], biodata)
    for row in (
        biodata,
        PersonSocioEconomic(case=case, person=person),
        PersonEducation(case=case, person=person),
        Trafficking(case=case),
    ):
        row.save()
    cards.index(case, biodata)
    return person


def _supervisors(office: "Office", actor: User) -> list[User]:
    memberships = Membership.objects.valid().filter(office=office, role=Role.SUPERVISOR)
    return list(User.objects.filter(pk__in=memberships.values("user"), is_active=True).exclude(pk=actor.pk))
