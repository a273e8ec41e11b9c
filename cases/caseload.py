"""How many open cases each worker carries, against the office's limit (practice.md P6). It warns and never refuses."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting, settings_register
from accounts.approvals import holders
from accounts.models import Membership, Office, User
from accounts.permissions import Permission
from cases.models import Case
from notifications import outbox


@dataclass(frozen=True)
class Load:
    """Open cases of one worker at one office, and how many there should be at most."""

    count: int
    limit: int

    @property
    def is_full(self) -> bool:
        """True when one more case would be beyond the limit."""
        return self.count >= self.limit

    @property
    def is_over(self) -> bool:
        """True when there are more already."""
        return self.count > self.limit

    @property
    def words(self) -> str:
        """As it stands beside a name."""
        return _("%(count)s of %(limit)s open cases") % {"count": self.count, "limit": self.limit}


def loads(office: Office | uuid.UUID, people: Iterable[User]) -> dict[uuid.UUID, Load]:
    """The load of each of these people at an office: one query. Counts restricted cases too, names none."""
    office_id = office.pk if isinstance(office, Office) else office
    numbers = [one.pk for one in people]
    limit = int(settings_register.value("accounts.caseload_limit", office_id))
    with acting.by_rule("caseload"):
        rows = Case.objects.plain().open().filter(office=office_id, owner__in=numbers).order_by()
        counts = dict(rows.values_list("owner").annotate(number=Count("pk")))
    return {number: Load(counts.get(number, 0), limit) for number in numbers}


def load_of(user: User, office: Office | uuid.UUID) -> Load:
    """One worker's load at an office."""
    return loads(office, [user])[user.pk]


def named(people: Iterable[User], office: Office | uuid.UUID) -> list[tuple[str, str]]:
    """Choices of workers, each with the load beside the name."""
    found = list(people)
    carried = loads(office, found)
    return [(str(one.pk), f"{one.display_name} ({carried[one.pk].words})") for one in found]


def workers_at(office: Office) -> list[User]:
    """Who may own cases at an office, by name."""
    members = User.objects.filter(
        memberships__in=Membership.objects.valid().filter(office=office), is_active=True
    ).distinct()
    return [one for one in members.order_by("display_name") if one.can(Permission.CASE_EDIT, office)]


def tell_of_overload() -> int:
    """Tell the supervisors of every office where somebody carries too many cases, once a week; says how many offices."""
    year, week, _day = timezone.now().isocalendar()
    supervisors, told = holders(Permission.SUPERVISE), 0
    for office in Office.objects.filter(is_active=True):
        if any(load.is_over for load in loads(office, workers_at(office)).values()):
            there = [one for one in supervisors if one.can(Permission.SUPERVISE, office)]
            outbox.enqueue("caseload.over", to=there, occurrence=f"{office.pk}.{year}-{week}")
            told += 1
    return told
