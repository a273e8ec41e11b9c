"""Who received data: noted once, never changed, sealed, told in the audit without the name."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cases.actions import record_disclosure
from cases.models import Disclosure, DisclosureIsImmutable

GIVEN = {
    "recipient": "Dr Lindqvist, Blue Door clinic",
    "recipient_kind": "health_care",
    "ground": "vital_interest",
    "categories": ["identity", "health"],
    "how": "by_word",
}


def test_a_disclosure_is_noted_with_its_event(people, case, recorded):
    row = record_disclosure(actor=people.amina, case=case, **GIVEN)
    kept = Disclosure.objects.get(pk=row.pk)
    assert (kept.recipient, kept.categories) == (GIVEN["recipient"], ["health", "identity"])
    ((name, event),) = [one for one in recorded if one[0] == "disclosure.recorded"]
    assert event["office"] == case.office_id
    assert event["purpose"] == "vital_interest"
    assert "Lindqvist" not in str(event)


def test_the_recipient_is_in_no_column(people, case):
    record_disclosure(actor=people.amina, case=case, **GIVEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_disclosure::text FROM cases_disclosure")
        assert b"Lindqvist".hex() not in str(cursor.fetchall())


def test_it_is_never_changed(people, case):
    row = record_disclosure(actor=people.amina, case=case, **GIVEN)
    row.recipient = "nobody"
    with pytest.raises(DisclosureIsImmutable):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.filter(pk=row.pk).update(ground="consent")


@pytest.mark.parametrize(
    "wrong", [{"ground": "curiosity"}, {"categories": ["everything"]}, {"categories": []}, {"recipient": ""}]
)
def test_what_is_not_in_the_lists_is_refused(people, case, wrong):
    with pytest.raises(ValidationError):
        record_disclosure(actor=people.amina, case=case, **{**GIVEN, **wrong})


@pytest.mark.parametrize("who", ["dana", "emil", "jonas", "kofi"])
def test_only_who_sees_the_case_or_approves_exports_notes(people, case, who):
    with pytest.raises(PermissionDenied):
        record_disclosure(actor=getattr(people, who), case=case, **GIVEN)
    assert record_disclosure(actor=people.farah, case=case, **GIVEN).by == people.farah
