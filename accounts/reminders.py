"""Reminders about staff: accounts and qualifications that end, reviews of access that are late. By beat, told once each."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import alerts, qualifications, reviewing, settings_register, standing_in
from accounts.models import Membership, Office, Qualification, User
from accounts.permissions import Permission

# Told when the warning begins, and again when so many days are left.
AGAIN_AT = (14, 7, 2)


def of_ending_accounts() -> int:
    """Tell the holder and the staff managers of accounts that end soon; says how many accounts."""
    now, count = timezone.now(), 0
    for office in Office.objects.filter(is_active=True):
        most = settings_register.value("accounts.account_warning_days", office)
        ending = User.objects.filter(
            pk__in=Membership.objects.valid().filter(office=office).values("user"),
            is_active=True,
            valid_until__gt=now,
            valid_until__lte=now + timedelta(days=most),
        )
        for user in ending:
            left = (user.valid_until - now).days
            step = min([most, *(days for days in AGAIN_AT if left < days)])
            occurrence = f"{user.valid_until:%Y-%m-%d}.{step}"
            alerts.tell("staff.ends", to=[user], occurrence=occurrence)
            managers = standing_in.near(Permission.STAFF_MANAGE, office, {user.pk})
            alerts.tell("staff.ends_there", to=managers, occurrence=f"{user.pk}.{occurrence}")
            count += 1
    return count


def of_overdue_reviews() -> int:
    """Tell the reviewers of every office with late reviews, once a week; says how many offices."""
    year, week, _day = timezone.now().isocalendar()
    late = [office for office in Office.objects.filter(is_active=True) if reviewing.overdue(office)]
    for office in late:
        reviewers = standing_in.near(Permission.ACCESS_REVIEW, office)
        alerts.tell("access_review.overdue", to=reviewers, occurrence=f"{office.pk}.{year}-{week}")
    return len(late)


def of_ending_qualifications() -> int:
    """Tell the holder and the staff managers of qualifications that end soon and that nothing follows; says how many."""
    today, count = timezone.localdate(), 0
    for office in Office.objects.filter(is_active=True):
        most = settings_register.value("accounts.qualification_warning_days", office)
        here = Membership.objects.valid().filter(office=office, user__is_active=True)
        ending = (
            qualifications.valid()
            .filter(user__in=here.values("user"), until__lte=today + timedelta(days=most))
            .exclude(Exists(_following(today + timedelta(days=most))))
            .select_related("user")
        )
        for row in ending:
            ends: date = row.until  # type: ignore[assignment]  # it has an end: the filter asks for one
            left = (ends - today).days
            step = min([most, *(days for days in AGAIN_AT if left < days)])
            occurrence = f"{ends:%Y-%m-%d}.{step}"
            alerts.tell("qualification.ends", to=[row.user], occurrence=f"{row.pk}.{occurrence}")
            managers = standing_in.near(Permission.STAFF_MANAGE, office, {row.user_id})
            alerts.tell("qualification.ends_there", to=managers, occurrence=f"{row.pk}.{occurrence}")
            count += 1
    return count


def _following(day: date) -> QuerySet[Qualification]:
    """A qualification of the same person and kind that reaches beyond the time of the warning."""
    same = Qualification.objects.filter(
        user=OuterRef("user"), kind=OuterRef("kind"), withdrawn_at__isnull=True
    )
    return same.filter(Q(until__isnull=True) | Q(until__gt=day))
