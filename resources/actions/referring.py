"""Referring an item of assistance to a provider, and what a withdrawal does to it (P13, D5, consent.md 4)."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.approvals import holders
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import record_disclosure, save_section
from cases.consent import consents
from cases.consent.consents import ConsentMissing, Validity
from cases.models import AssistanceItem, Case, ConsentRecord, Ground, RecipientKind
from cases.models.scoped import set_quietly
from notifications import outbox
from resources import passing
from resources.models import Agreement, Allows, Kind, Provider, ProviderReferral, State

if TYPE_CHECKING:
    from accounts.models import User

SHARE, HEALTH = "share_provider", "medical_sharing"


class NoAgreement(Exception):
    """Nothing in writing lets personal data go to this provider (D5)."""


class ProviderClosed(Exception):
    """The provider helps no longer."""


@transaction.atomic
def refer_to_provider(
    *,
    actor: "User",
    item: AssistanceItem,
    provider: Provider,
    keys: Collection[str],
    how: str,
    message: str = "",
) -> ProviderReferral:
    """Pass an item of assistance on to a provider, with the answers named by `keys` and nothing else.

    `how` is a Way of disclosures: a spoken consent before a witness is enough, its confirmation in writing waits as a
    task of the case. Raises PermissionDenied (also for an answer the actor may not read), FileClosed, ProviderClosed,
    NoAgreement, ConsentMissing with reasons; then nothing has left.
    """
    case = _begin(actor, item, provider)
    if set(keys) - set(access.readable_keys(actor, case, passing.CATEGORY)):
        raise PermissionDenied
    rows = Agreement.objects.plain().of_organisation(case.office).in_force(case.office.today())
    agreement = rows.filter(provider=provider, allows__contains=[Allows.SHARING]).first()
    if agreement is None:
        raise NoAgreement
    categories = passing.categories_of(keys)
    consent = _consent_for(case, provider, categories)
    referral = ProviderReferral(
        case=case,
        item=item,
        provider=provider,
        kind=Kind.DATA,
        service=item.assist_type,
        sent_by=actor,
        consent=consent,
        agreement=agreement,
        passed=passing.in_words(actor, case, keys),
        message=message,
    )
    referral.save()
    record_disclosure(
        actor=actor,
        case=case,
        recipient=provider.name,
        recipient_kind=RecipientKind.PROVIDER,
        ground=Ground.CONSENT,
        categories=categories,
        how=how,
        consent=consent,
    )
    _note_on_item(actor, item, provider, consent)
    return _sent(actor, referral, sorted(keys))


@transaction.atomic
def enquire_at_provider(
    *, actor: "User", item: AssistanceItem, provider: Provider, wanted: Iterable[str] = ()
) -> ProviderReferral:
    """Ask whether a provider has room for a kind of help, without anything of the person: no name, code or words.

    `wanted` are codes of Suitability. Needs neither consent nor agreement. Raises PermissionDenied, FileClosed,
    ProviderClosed.
    """
    case = _begin(actor, item, provider)
    referral = ProviderReferral(
        case=case,
        item=item,
        provider=provider,
        kind=Kind.ENQUIRY,
        service=item.assist_type,
        sent_by=actor,
        passed=[{"key": code} for code in sorted(wanted)],
    )
    referral.save()
    return _sent(actor, referral, [])


def stop_on_withdrawal(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """The provider reads nothing more, at once, and is told to stop and to return or destroy what it received."""
    going = ProviderReferral.objects.plain().filter(case=case, kind=Kind.DATA, stopped_at__isnull=True)
    for row in going.select_related("provider"):
        set_quietly(row, state=State.STOPPED, stopped_at=timezone.now())
        _record("referral.stopped", actor, row, case, {})
        outbox.enqueue("referral.stop", to=people_of(row.provider), about=row, occurrence=str(consent.pk))


def close_health_on_withdrawal(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """The provider reads nothing more that is about health."""
    rows = ProviderReferral.objects.plain().filter(case=case, health_closed_at__isnull=True)
    for row in rows:
        set_quietly(row, health_closed_at=timezone.now())


def people_of(provider: Provider) -> list["User"]:
    """Who answers for a provider: the accounts of its organisation."""
    if provider.organisation is None:
        return []
    offices = set(provider.organisation.offices.values_list("pk", flat=True))
    return [
        person
        for person in holders(Permission.PROVIDER_ITEMS)
        if offices.intersection(person.offices_with(Permission.PROVIDER_ITEMS))
    ]


def _begin(actor: "User", item: AssistanceItem, provider: Provider) -> Case:
    access.require(actor, Permission.CASE_EDIT, item.case)
    access.require_in_use(item.case)
    if provider.left_at is not None:
        raise ProviderClosed
    # A withdrawal at this very moment waits, or is seen here.
    return Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=item.case_id)


def _consent_for(case: Case, provider: Provider, categories: Collection[str]) -> ConsentRecord | None:
    """The consent that covers it. Raises ConsentMissing with every reason why none does."""
    wanted = {SHARE: categories} | ({HEALTH: {"health"}} if "health" in categories else {})
    for kind, needed in wanted.items():
        verdicts = [consents.valid(case, kind, name, needed) for name in passing.names_of(provider)]
        if not any(verdicts):
            best = min(verdicts, key=lambda one: len(one.codes), default=Validity())
            raise ConsentMissing(kind, best.reasons)
    found: ConsentRecord | None = ConsentRecord.objects.filter(case=case).newest_of(SHARE).first()
    return found


def _note_on_item(
    actor: "User", item: AssistanceItem, provider: Provider, consent: ConsentRecord | None
) -> None:
    """The item says to whom it was referred, when, and on which consent."""
    values = {"assist_provider": provider.name, "assist_referral_date": item.case.office.today()}
    save_section(
        actor=actor,
        case=item.case,
        section="assistance",
        row=item.pk,
        values=values,
        base_version=item.version,
    )
    set_quietly(item, assist_consent=consent)


def _sent(actor: "User", row: ProviderReferral, keys: list[str]) -> ProviderReferral:
    _record("referral.sent_to_provider", actor, row, row.case, {"kind": row.kind, "fields": keys})
    outbox.enqueue("referral.received", to=people_of(row.provider), about=row)
    return row


def _record(event: str, actor: "User", row: ProviderReferral, case: Case, facts: dict[str, object]) -> None:
    events.record(event, subject=row, scope=case.pk, office=case.office_id, facts=facts, actor=actor)
