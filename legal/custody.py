"""What has to be done when the person herself is held, expelled or prosecuted, and by which hour (practice.md P18)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.settings_register import value as setting
from legal.models import Custody, CustodyDeed, CustodyKind, DeedKind

if TYPE_CHECKING:
    from cases.models import Case

ANY, HELD = frozenset(CustodyKind), frozenset({CustodyKind.DETENTION})
# Of which kinds of custody each deed is part. Hours run by the wall clock, nights and holidays included: a cell knows
# no working day.
DEEDS: dict[DeedKind, frozenset[CustodyKind]] = {
    DeedKind.VISIT: HELD,
    DeedKind.LAWYER: ANY,
    DeedKind.LETTER: ANY,
    DeedKind.STAY: frozenset({CustodyKind.EXPULSION}),
    DeedKind.RELEASE: HELD,
    DeedKind.NON_PUNISHMENT: frozenset({CustodyKind.DETENTION, CustodyKind.PROSECUTION}),
}


def deeds_for(custody: Custody) -> list[CustodyDeed]:
    """The deeds of a new custody as unsaved rows, each with its hour."""
    office = custody.case.office_id
    return [
        CustodyDeed(
            case=custody.case,
            custody=custody,
            deed=name,
            due_at=custody.since + timedelta(hours=int(setting(f"legal.{name}_hours", office))),
        )
        for name, kinds in DEEDS.items()
        if custody.kind in kinds
    ]


def is_held(case: "Case") -> bool:
    """Whether a custody of the case is open: a yes said meanwhile counts as weak."""
    return Custody.objects.plain().filter(case=case, ended_at__isnull=True).exists()
