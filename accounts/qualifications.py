"""Who is qualified (domain/practice.md P6): asked by whatever decides who may interview and determine."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Qualification, QualificationKind, User

__all__ = ["QualificationKind", "holders_among", "holds", "valid"]


def valid(on: date | None = None) -> QuerySet[Qualification]:
    """Qualifications that hold on a day (today, unless said otherwise), whosever."""
    day = on or timezone.localdate()
    open_end = Q(until__isnull=True) | Q(until__gte=day)
    return Qualification.objects.filter(open_end, since__lte=day, withdrawn_at__isnull=True)


def holds(user: User, kind: QualificationKind | str, on: date | None = None) -> bool:
    """True when `user` is qualified as `kind` on a day: today, or the day of an interview entered later."""
    return valid(on).filter(user=user, kind=QualificationKind(kind)).exists()


def holders_among(people: Iterable[UUID], kind: QualificationKind | str, on: date | None = None) -> set[UUID]:
    """Which of these people are qualified as `kind`: one query, for lists to choose from."""
    found = valid(on).filter(user__in=list(people), kind=QualificationKind(kind))
    return set(found.values_list("user", flat=True))
