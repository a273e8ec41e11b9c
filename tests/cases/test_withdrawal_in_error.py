"""A withdrawal that was entered in error gives back what it changed (decision 0252)."""

import pytest

from cases import actions
from cases.models import AssistanceItem, Case, PersonBiodata
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db


def withdraw(people, case, kind):
    return actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)


def in_error(people, case, consent):
    actions.mark_consent_error(actor=people.amina, case=Case.objects.get(pk=case.pk), consent=consent)


def way(case):
    return PersonBiodata.objects.get(case=case).safe_contact_method


def test_the_safe_way_of_contact_comes_back(people, case):
    save(people.amina, case, "biodata", {"safe_contact_method": "phone"})
    agree(people.amina, case, "follow_up")
    first = withdraw(people, case, "follow_up")
    second = withdraw(people, case, "follow_up")
    in_error(people, case, first)
    assert way(case) == "none", "another withdrawal stands"
    in_error(people, case, second)
    assert way(case) == "phone"


def test_what_was_changed_since_stays(people, case):
    save(people.amina, case, "biodata", {"safe_contact_method": "phone"})
    agree(people.amina, case, "follow_up")
    wrong = withdraw(people, case, "follow_up")
    save(people.amina, case, "biodata", {"safe_contact_method": "email"})
    in_error(people, case, wrong)
    assert way(case) == "email"


def test_what_was_planned_is_planned_again(people, case):
    agree(people.amina, case, "assistance")
    for status in ("planned", "offered", "discontinued"):
        actions.add_entry(
            actor=people.amina, case=case, section="assistance", values={"assist_status": status}
        )
    wrong = withdraw(people, case, "assistance")
    assert {row.assist_status for row in AssistanceItem.objects.filter(case=case)} == {"discontinued"}
    in_error(people, case, wrong)
    found = [row.assist_status for row in AssistanceItem.objects.filter(case=case).order_by("number")]
    assert found == ["planned", "offered", "discontinued"]
    assert Case.objects.get(pk=case.pk).status == "active"


def test_a_form_opened_before_the_withdrawal_meets_a_conflict(people, case):
    save(people.amina, case, "biodata", {"safe_contact_method": "phone"})
    agree(people.amina, case, "follow_up")
    before = PersonBiodata.objects.get(case=case).version
    withdraw(people, case, "follow_up")
    with pytest.raises(actions.SectionConflict):
        actions.save_section(
            actor=people.amina,
            case=case,
            section="biodata",
            values={"safe_contact_method": "phone"},
            base_version=before,
        )
    assert way(case) == "none"
