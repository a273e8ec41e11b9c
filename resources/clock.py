"""Tells of agreements that are about to end, once each."""

from datetime import timedelta

from django.utils import timezone

from accounts.approvals.kinds import holders
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases.models.scoped import set_quietly
from notifications import outbox
from resources.models import Agreement

# No office asks for a notice earlier than this (inf_settings.py).
LONGEST = timedelta(days=181)


def tell_of_ending_agreements() -> int:
    """Tell those who keep the register at the office that signed; gives how many agreements were told of."""
    today = timezone.localdate()
    rows = Agreement.objects.plain().filter(
        ended_at__isnull=True, reminded_on__isnull=True, ends__lte=today + LONGEST
    )
    due = [row for row in rows.select_related("office", "provider") if _is_near(row)]
    keepers = holders(Permission.PROVIDER_REGISTER) if due else []
    for row in due:
        there = [one for one in keepers if one.can(Permission.PROVIDER_REGISTER, row.office_id)]
        outbox.enqueue("agreement.ending", to=there, about=row.provider, occurrence=str(row.pk))
        set_quietly(row, reminded_on=row.office.today())
    return len(due)


def _is_near(row: Agreement) -> bool:
    days = timedelta(days=int(setting("resources.agreement_notice_days", row.office_id)))
    return row.ends is not None and row.ends - days <= row.office.today()
