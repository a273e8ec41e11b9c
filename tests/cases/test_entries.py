"""Episodes of exploitation: numbered, removable, restorable, with what follows from them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Case, Exploitation
from tests.cases.conftest import agree, open_for, save

pytestmark = pytest.mark.django_db
ANSWERS = {
    "exp_country": "IT",
    "exp_types": ["forced_labour", "sexual"],
    "exp_start": "2023-01",
    "exp_end": "2024-03",
    "means_of_control": ["debt_bondage"],
    "debt_amount": ["1200", "EUR"],
    "hours_per_day": "14.5",
}


@pytest.fixture
def episode(people, case):
    return actions.add_entry(actor=people.amina, case=case, section="exploitation", values=ANSWERS)


def test_it_is_numbered_and_keeps_its_answers(episode):
    kept = Exploitation.objects.get(pk=episode.pk)
    assert (kept.number, kept.exp_types, str(kept.hours_per_day)) == (
        1,
        ["forced_labour", "sexual"],
        "14.5",
    )
    assert (kept.debt_amount.amount, kept.debt_amount.currency) == (1200, "EUR")


def test_what_follows_is_computed(people, case, episode):
    save(people.amina, case, "biodata", {"habitual_residence_country": "MD"})
    kept = Exploitation.objects.get(pk=episode.pk)
    assert (kept.exp_months, kept.sex_and_labour, kept.exp_trafficking_scope) == (14, True, True)
    assert Case.objects.get(pk=case.pk).trafficking_scope == "international"


def test_a_second_episode_at_home_makes_it_both(people, case, episode):
    save(people.amina, case, "biodata", {"citizenship": ["MD"]})
    actions.add_entry(actor=people.amina, case=case, section="exploitation", values={"exp_country": "MD"})
    assert Case.objects.get(pk=case.pk).trafficking_scope == "both"


def test_a_removed_episode_is_hidden_and_comes_back(people, case, episode):
    actions.remove_entry(actor=people.amina, case=case, section="exploitation", row=episode.pk)
    assert not Exploitation.objects.filter(case=case).exists()
    assert [row.pk for row in actions.removed_entries(case, "exploitation")] == [episode.pk]
    actions.restore_entry(actor=people.amina, case=case, section="exploitation", row=episode.pk)
    assert Exploitation.objects.get(case=case).exp_country == "IT"


def test_after_thirty_days_it_is_erased(people, case, episode):
    actions.remove_entry(actor=people.amina, case=case, section="exploitation", row=episode.pk)
    Exploitation.with_removed.update(removed_at=timezone.now() - timedelta(days=31))
    with pytest.raises(actions.TooLate):
        actions.restore_entry(actor=people.amina, case=case, section="exploitation", row=episode.pk)
    assert actions.erase_removed_entries() == 1


def test_numbers_are_not_used_twice(people, case, episode):
    actions.remove_entry(actor=people.amina, case=case, section="exploitation", row=episode.pk)
    assert actions.add_entry(actor=people.amina, case=case, section="exploitation").number == 2


def test_another_cases_episode_is_not_found(people, case, episode):
    other = open_for(people.amina)
    agree(people.amina, other, "screening_interview")
    with pytest.raises(Exploitation.DoesNotExist):
        actions.remove_entry(actor=people.amina, case=other, section="exploitation", row=episode.pk)


def test_a_change_keeps_the_former_answer(people, case, episode):
    save(people.amina, case, "exploitation", {"debt_amount": ["900", "EUR"]}, row=episode.pk)
    former = case.former_answers.get()
    assert (former.section, former.row, former.values) == (
        "exploitation",
        episode.pk,
        {"debt_amount": ["1200", "EUR"]},
    )
