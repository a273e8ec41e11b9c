"""What follows on this floor when a consent is withdrawn, in the same transaction (consent.md 4).

Closing a file and starting its erasure is in erasing.py, closing the health section a question that access.py asks,
what belongs to referrals, houses and plans registered by those floors.
"""

from typing import TYPE_CHECKING

from audit import events
from cases import workflow
from cases.models import AssistanceItem, Case, ConsentRecord, Disclosure, PersonBiodata, RecipientKind
from cases.models.scoped import set_quietly
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

NOT_BEGUN = ("planned", "offered")


def stop_planned_help(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Planned items stop and the case goes to follow-up; help under way ends when the person ends it."""
    for item in AssistanceItem.objects.filter(case=case, assist_status__in=NOT_BEGUN):
        item.assist_status = "discontinued"
        item.save()
        facts = {"section": "assistance", "number": item.number}
        events.record("entry.changed", subject=item, office=case.office_id, actor=actor, facts=facts)
    if workflow.may_advance(case, "follow"):
        workflow.advance(case, "follow")
        set_quietly(case, status=case.status)


def stop_contact(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """Nobody contacts the person any more: the safe contact method becomes none."""
    set_quietly(PersonBiodata.objects.plain().get(case=case), safe_contact_method="none")


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
