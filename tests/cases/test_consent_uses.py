"""A consent to one use covers one: it is used up by it, and the next needs a new one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases import actions
from cases.consent import consents
from cases.consent.validity import ONE_USE, REASONS
from cases.models import Case, ConsentIsImmutable, ConsentRecord, ConsentUse
from tests.cases.conftest import agree

pytestmark = pytest.mark.django_db
FOR = "Radio Lantern, her voice changed"


def use(people, case, kind="media", **different):
    given = {"actor": people.amina, "case": case, "consent_type": kind, "used_for": FOR}
    return actions.use_consent(**{**given, **different})


@pytest.mark.parametrize("kind", sorted(ONE_USE))
def test_one_use_uses_it_up_and_a_new_consent_covers_the_next(people, case, kind):
    agree(people.amina, case, kind)
    assert consents.valid(case, kind) and use(people, case, kind).used_on == case.office.today()
    assert consents.valid(case, kind).codes == ("used",) and not consents.given(case, kind)
    assert consents.standing(case, consents.newest(case))[kind].codes == ("used",)
    with pytest.raises(consents.ConsentMissing):
        use(people, case, kind)
    agree(people.amina, case, kind)
    assert consents.valid(case, kind) and use(people, case, kind)
    assert ConsentUse.objects.filter(case=case).count() == 2


@pytest.mark.parametrize("status", ["refused", "withdrawn", "not_able"])
def test_without_a_yes_nothing_is_used(people, case, status):
    if status == "withdrawn":
        agree(people.amina, case, "media")
        actions.withdraw_consent(actor=people.amina, case=case, consent_type="media")
    else:
        agree(people.amina, case, "media", consent_status=status)
    with pytest.raises(consents.ConsentMissing) as missing:
        use(people, case)
    assert missing.value.reasons == (REASONS[status],)


def test_a_kind_that_is_not_used_up_a_day_to_come_and_nothing_said_are_refused(people, case):
    agree(people.amina, case, "research", "media")
    for different in (
        {"consent_type": "research"},
        {"used_on": case.office.today() + timedelta(days=1)},
        {"used_for": "  "},
    ):
        with pytest.raises(ValidationError):
            use(people, case, **different)
    assert not ConsentUse.objects.exists()


def test_who_may_not_record_consent_uses_none(people, case):
    agree(people.amina, case, "media")
    with pytest.raises(PermissionDenied):
        use(people, case, actor=people.emil)


def test_a_use_is_never_changed_and_there_is_one(people, case):
    agree(people.amina, case, "media")
    row = use(people, case)
    with pytest.raises(ConsentIsImmutable):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentUse(
            case=case, consent=row.consent, noted_by=people.amina, used_for=FOR, used_on=row.used_on
        ).save()


def test_what_was_used_can_be_withdrawn_and_copies_are_recalled(people, case):
    agree(people.amina, case, "media")
    use(people, case)
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="media")
    assert consents.valid(Case.objects.get(pk=case.pk), "media").codes == ("withdrawn",)


def test_the_page_says_what_it_was_used_for_and_the_third_person_sees_nothing(people, case, client_of):
    agree(people.amina, case, "media")
    client, page = client_of(people.amina), f"/cases/{case.pk}/consent/"
    assert "Note the use" in client.get(page).text
    client.post(f"{page}media/use/", {"used_for": FOR, "used_on": ""})
    later = case.office.today() + timedelta(days=1)
    assert (
        "has not come yet"
        in client.post(f"{page}media/use/", {"used_for": FOR, "used_on": later.isoformat()}).text
    )
    assert not ConsentUse.objects.exists()
    client.post(f"{page}media/use/", {"used_for": FOR, "used_on": case.office.today().isoformat()})
    text = client.get(page).text
    assert f"for: {FOR}" in text and str(REASONS["used"]) in text and "Note the use" not in text
    third = client_of(people.emil)
    assert third.get(page).status_code == third.get(f"{page}media/use/").status_code == 404
    assert client.get(f"{page}research/use/").status_code == 404


def test_a_consent_entered_in_error_takes_its_use_with_it(people, case):
    agree(people.amina, case, "media")
    agree(people.amina, case, "media")
    use(people, case)
    row = ConsentRecord.objects.filter(case=case).newest_of("media").first()
    actions.mark_consent_error(actor=people.amina, case=case, consent=row)
    assert consents.valid(case, "media")
