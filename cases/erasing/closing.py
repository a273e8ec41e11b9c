"""Closing a file to every use, and opening it again: parts of other actions (consent.md 4)."""

from django.utils import timezone

from accounts import kept_forms
from cases.consent import consents
from cases.erasing import calling_back
from cases.finding import cards
from cases.models import Case, ConsentRecord, PersonBiodata, SearchCard
from cases.models.scoped import set_quietly

# Withdrawing one of these closes the file and starts an erasure.
CLOSING_CONSENTS = ("data_processing", "photo_document")


def close(case: Case) -> None:
    """Stop every use at once: nobody reads the sections, no search finds the person, no export is fetched."""
    if not case.is_closed_to_use:
        set_quietly(case, closed_to_use_at=timezone.now())
    calling_back.call_back(case)
    kept_forms.forget_about(case.pk)
    for card in SearchCard.objects.filter(case=case):
        card.delete()


def reopen(case: Case) -> None:
    """Let the file be used and found again."""
    if case.is_closed_to_use:
        set_quietly(case, closed_to_use_at=None)
        cards.index(case, PersonBiodata.objects.get(case=case))


def withdrawn(case: Case) -> list[str]:
    """Which of the consents that close a file are withdrawn now."""
    rows = ConsentRecord.objects.plain().filter(case=case, consent_type__in=CLOSING_CONSENTS)
    # Having been unable to decide since takes no withdrawal back.
    newest = rows.exclude(consent_status__in=consents.NO_DECISION).newest_of_each()
    return sorted(
        kind for kind, status in newest.values_list("consent_type", "consent_status") if status == "withdrawn"
    )
