"""Possible duplicates: found behind the scenes, seen by few, decided three ways, undone without a trace in the files."""

import pytest
from django.http import Http404

from accounts import acting
from cases.actions import AlreadyDecided, decide_pair, undo_link
from cases.finding import duplicates, search
from cases.finding.duplicates import compare_waiting, linked_cases, pairs_for
from cases.models import Case, DuplicatePair, PairState, PersonBiodata, PersonLink, SearchCard
from tests.cases.conftest import agree, open_for, save
from vault import keys
from vault.models import ScopeKey

pytestmark = pytest.mark.django_db
OLENA = {"first_name": "Olena", "family_name": "Kovalenko", "birth_date": "1994-05-03"}
ALENA = {"first_name": "Alena", "family_name": "Kowalenko", "birth_date": "1994-03-05"}


def named(actor, values):
    case = open_for(actor)
    agree(actor, case, "screening_interview", "data_processing")
    with acting.as_user(actor):
        save(actor, case, "biodata", values)
    return case


def compared():
    with acting.as_system("find_duplicates"):
        return compare_waiting(100)


@pytest.fixture
def own(people):
    """Two cases of Amina's."""
    cases = named(people.amina, OLENA), named(people.amina, ALENA)
    compared()
    return cases


@pytest.fixture
def across(people):
    """One case of Amina's at Harbour and one of Paola's at Ponte."""
    cases = named(people.amina, OLENA), named(people.paola, ALENA)
    compared()
    return cases


def sees(user):
    return list(pairs_for(user))


def test_a_pair_is_found_once_with_its_reasons(people, own):
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {case.pk for case in own}
    assert pair.first_id < pair.second_id
    assert pair.state == PairState.OPEN
    assert "birth_date_swapped" in pair.reasons and "names_alike" in pair.reasons
    assert compared() == 0
    assert not SearchCard.objects.filter(compared_at=None).exists()


def test_reasons_and_notes_are_sealed(people, own):
    pair = DuplicatePair.objects.get()
    decide_pair(actor=people.amina, pair=pair, outcome="unsure", note="asked her sister")
    stored = bytes(DuplicatePair.objects.get().envelope)
    assert b"sister" not in stored and b"names" not in stored


def test_within_an_office_only_who_may_open_both_sees_it(people, own):
    assert len(sees(people.amina)) == len(sees(people.bruno)) == 1
    for outsider in (people.dana, people.emil, people.paola, people.hala, people.farah, people.jonas):
        assert sees(outsider) == []


def test_who_owns_one_of_two_sees_nothing(people):
    named(people.amina, OLENA), named(people.dana, ALENA)
    compared()
    assert sees(people.amina) == sees(people.dana) == []
    assert len(sees(people.bruno)) == 1


def test_across_offices_only_the_desk_sees_it(people, across):
    assert DuplicatePair.objects.count() == 1
    assert len(sees(people.vera)) == 1
    for other in (people.amina, people.bruno, people.paola, people.emil, people.oskar, people.farah):
        assert sees(other) == [], other.email
    with pytest.raises(Http404):
        decide_pair(actor=people.bruno, pair=DuplicatePair.objects.get(), outcome="same")


def test_a_restricted_case_is_named_to_no_desk(people, across):
    Case.objects.filter(pk=across[1].pk).update(restricted_case=True)
    assert sees(people.vera) == []


def test_a_case_closed_to_use_is_compared_with_nobody(people):
    from django.utils import timezone

    first = named(people.amina, OLENA)
    Case.objects.filter(pk=first.pk).update(closed_to_use_at=timezone.now())
    named(people.amina, ALENA)
    compared()
    assert not DuplicatePair.objects.exists()


def test_the_same_person_is_linked_and_nothing_is_rewritten(people, across):
    pair = DuplicatePair.objects.get()
    before = [keys.scope_digest(case.pk) for case in across]
    decide_pair(actor=people.vera, pair=pair, outcome="same", note="same passport photo")
    assert [keys.scope_digest(case.pk) for case in across] == before
    link = PersonLink.objects.get()
    assert link.made_by == people.vera and link.ended_at is None
    undo_link(actor=people.vera, pair=pair)
    assert PersonLink.objects.get().ended_by == people.vera
    assert DuplicatePair.objects.get().state == PairState.OPEN
    assert [keys.scope_digest(case.pk) for case in across] == before
    with pytest.raises(AlreadyDecided):
        undo_link(actor=people.vera, pair=pair)


def test_a_link_is_shown_to_who_may_open_both(people, own):
    decide_pair(actor=people.amina, pair=DuplicatePair.objects.get(), outcome="same")
    assert linked_cases(people.amina, own[0]) == [own[1]]
    assert linked_cases(people.bruno, own[1]) == [own[0]]
    assert linked_cases(people.dana, own[0]) == []


def test_a_link_across_offices_is_hidden_from_either_side(people, across):
    decide_pair(actor=people.vera, pair=DuplicatePair.objects.get(), outcome="same")
    assert linked_cases(people.amina, across[0]) == linked_cases(people.paola, across[1]) == []


def test_different_is_remembered_until_the_records_say_materially_more(people, own):
    decide_pair(actor=people.bruno, pair=DuplicatePair.objects.get(), outcome="different")
    save(people.amina, own[0], "biodata", {"other_names": "Lena"})
    compared()
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT
    for case in own:
        save(people.amina, case, "biodata", {"national_id_number": "MD-77 1234"})
    compared()
    pair = DuplicatePair.objects.get()
    assert pair.state == PairState.OPEN and "same_document" in pair.reasons


def test_unsure_stays_on_the_list_and_can_be_decided(people, own):
    pair = DuplicatePair.objects.get()
    decide_pair(actor=people.amina, pair=pair, outcome="unsure")
    assert sees(people.amina)[0].is_waiting
    decide_pair(actor=people.bruno, pair=pair, outcome="different")
    with pytest.raises(AlreadyDecided):
        decide_pair(actor=people.amina, pair=pair, outcome="same")


def test_whoever_records_the_second_person_cannot_tell(people, django_assert_num_queries):
    """The same statements and the same answer, whether somebody of that name is known elsewhere or not."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts: list[int] = []
    for values in (ALENA, {"first_name": "Bahar", "family_name": "Ruiz", "birth_date": "1994-03-05"}):
        case = open_for(people.paola)
        agree(people.paola, case, "screening_interview", "data_processing")
        if not counts:
            named(people.amina, OLENA)
        people.paola.memberships_now()
        with keys.session(), CaptureQueriesContext(connection) as seen:
            save(people.paola, case, "biodata", values)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    compared()
    assert (
        search.find(people.paola, search.SearchQuery(name="Olena Kovalenko")).matches[0].case.owner
        == people.paola
    )


def test_a_comparison_that_is_cut_short_goes_on(people, monkeypatch):
    cases = [named(people.amina, OLENA), named(people.amina, ALENA), named(people.bruno, OLENA)]
    real, calls = duplicates._propose_all, []

    def dies(card):
        calls.append(card)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(card)

    monkeypatch.setattr(duplicates, "_propose_all", dies)
    with pytest.raises(KeyboardInterrupt):
        compared()
    monkeypatch.undo()
    assert compared() == len(cases) - 1
    assert DuplicatePair.objects.count() == 3


def test_an_unreadable_card_stops_nobody(people):
    broken, whole = named(people.amina, OLENA), [named(people.amina, OLENA) for _ in range(2)]
    card = SearchCard.objects.plain().get(case=broken)
    SearchCard._base_manager.filter(pk=card.pk).update(envelope=b"\x01\x01" + bytes(80))
    compared()
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {case.pk for case in whole}


def test_an_erased_case_takes_its_pairs_and_their_keys_along(people, own):
    from audit import retention

    pair = DuplicatePair.objects.get()
    decide_pair(actor=people.amina, pair=pair, outcome="same", note="told by a cousin")
    retention.erase_everywhere(own[0].pk)
    assert not DuplicatePair.objects.exists() and not PersonLink.objects.exists()
    assert not ScopeKey.objects.filter(scope=pair.pk).exists()
    assert PersonBiodata.objects.filter(case=own[1]).exists()
