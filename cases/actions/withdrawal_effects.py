"""What follows on this floor when a consent is withdrawn, in the same transaction (consent.md 4).

Closing a file and starting its erasure is in erasing.py, closing the health section a question that access.py asks,
what belongs to referrals, houses and plans registered by those floors.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cases import workflow
from cases.actions.saving import Origin, keep_former, record_save
from cases.models import (
    AssistanceItem,
    Case,
    ConsentRecord,
    Disclosure,
    PersonBiodata,
    RecipientKind,
    SectionVersion,
    VersionKind,
)
from cases.models.scoped import set_quietly
from cases.record import upkeep
from cases.sections import SECTIONS
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

NOT_BEGUN = ("planned", "offered")
# How a withdrawal leaves the answers it changes, by section.
AFTERWARDS = {"assistance": {"assist_status": "discontinued"}, "biodata": {"safe_contact_method": "none"}}


def stop_planned_help(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Planned items stop and the case goes to follow-up; help under way ends when the person ends it."""
    for item in AssistanceItem.objects.filter(case=case, assist_status__in=NOT_BEGUN):
        _write(actor, case, item, AFTERWARDS["assistance"], because=consent.pk)
    if workflow.may_advance(case, "follow"):
        workflow.advance(case, "follow")
        set_quietly(case, status=case.status)


def stop_contact(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Nobody contacts the person any more: the safe contact method becomes none."""
    _write(actor, case, PersonBiodata.objects.get(case=case), AFTERWARDS["biodata"], because=consent.pk)


def undo(*, actor: "User", case: Case, consent_type: str) -> None:
    """Give back what withdrawals entered in error changed, where it still stands as they left it (decision 0252)."""
    errors = ConsentRecord.objects.plain().filter(
        case=case, consent_type=consent_type, error_of__isnull=False
    )
    versions = SectionVersion.objects.filter(case=case, because__in=errors.values("error_of"))
    for version in versions.order_by("-replaced_at", "-pk"):
        model: Any = SECTIONS[version.section].model
        row = model.objects.filter(
            **{"case": case} | ({"pk": version.row} if SECTIONS[version.section].repeats else {})
        )
        found, left = row.first(), AFTERWARDS[version.section]
        if found is not None and all(getattr(found, key) == left[key] for key in version.values):
            _write(actor, case, found, version.values, said_in=version.said_in)


def _write(
    actor: "User",
    case: Case,
    row: Any,
    values: Mapping[str, Any],
    *,
    because: UUID | None = None,
    said_in: Mapping[str, str] | None = None,
) -> None:
    """Write answers as a save does: the former ones are kept, the version rises, so that no older form writes over it."""
    spec, origin = SECTIONS[row.SECTION], Origin(before=dict(row.said_in or {}))
    changed = {key: (getattr(row, key), new) for key, new in values.items() if getattr(row, key) != new}
    if not changed:
        return
    for key, (_former, new) in changed.items():
        setattr(row, key, new)
    said = {key: at for key, at in origin.before.items() if key not in changed}
    row.said_in = {**said, **(said_in or {})}
    upkeep.derive(case, spec, row)
    row.save()
    keep_former(actor, row, spec, changed, VersionKind.CORRECTION, origin, because=because)
    upkeep.follow(case, spec, row, set(changed))
    record_save(actor, case, spec, row, changed)


def tell_the_recipient(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Who works on the case is asked to have a provider stop and return or destroy what it received.

    The system itself writes to nobody; without a provider that received anything there is nobody to tell.
    """
    kinds = (RecipientKind.PROVIDER, RecipientKind.HEALTH_CARE, RecipientKind.LAWYER)
    given = Disclosure.objects.plain().filter(case=case, recipient_kind__in=kinds)
    if given.exists():
        outbox.enqueue("consent.provider_to_tell", to=[case.owner], about=case, occurrence=str(consent.pk))


EFFECTS = {
    "assistance": stop_planned_help,
    "follow_up": stop_contact,
    "share_provider": tell_the_recipient,
    "medical_sharing": tell_the_recipient,
}
