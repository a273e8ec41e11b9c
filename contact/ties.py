"""Who is tied to a person: the family, and those to be kept apart."""

from uuid import UUID

from cases.models import Case
from contact.models import FamilyTie, KeptApart


def tied_to(case: Case) -> set[UUID]:
    """Ids of the cases of this person's family and of those kept apart, whoever may see them: for rules, never shown."""
    own = FamilyTie.objects.filter(case=case).values("family")
    family = FamilyTie.objects.filter(family__in=own).exclude(case=case).values_list("case", flat=True)
    return {*family, *KeptApart.objects.filter(case=case).values_list("other", flat=True)}
