"""Whoever was suspected stays suspected until two people clear it, whoever is on record as guardian by now."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases import actions
from cases.actions import AlreadyDecided
from cases.actions.determining import AlreadyHadTheirSay
from cases.child import children, suspicion
from cases.child import record as child_record
from cases.child.children import Guardian, State
from cases.consent import consents
from cases.models import Case, ConsentRecord, SectionVersion
from cases.views import suspicion as views
from tests.cases.children.conftest import row_of, told, waiting
from tests.cases.conftest import agree

pytestmark = pytest.mark.django_db
KINDS = ("family_contact", "return", "research")


@pytest.fixture
def replaced(people, child):
    """A suspected parent, and somebody appointed in that place."""
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    told(people.amina, child, guardian_type="court", guardian_conflict="no")
    return Case.objects.get(pk=child.pk)


def test_another_guardian_does_not_make_the_suspects_yes_count(people, replaced):
    agree(
        people.amina, replaced, *KINDS, consent_giver="parent", child_assent="given", informed_research=True
    )
    facts = child_record.facts_of(replaced)
    assert facts.guardian is Guardian.ACTING
    assert not facts.agreed & set(KINDS)
    for kind in KINDS:
        assert "suspect" in consents.valid(replaced, kind).codes
    assert children.verdict("research", facts).state is State.WAITS
    # Who was appointed, and the authority, can.
    agree(
        people.amina, replaced, *KINDS, consent_giver="guardian", child_assent="given", informed_research=True
    )
    assert set(KINDS) <= child_record.facts_of(replaced).agreed
    assert "suspect" not in consents.valid(replaced, "family_contact").codes


@pytest.mark.parametrize("answer", ["", "no", "unknown"])
def test_taking_the_answer_back_clears_nothing(people, child, answer):
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    told(people.amina, child, guardian_conflict=answer)
    assert child_record.guardian_on_record(child) is Guardian.SUSPECTED
    told(people.amina, child, guardian_type="relative")
    assert child_record.guardian_on_record(child) is Guardian.SUSPECTED
    assert "child_guardian" in waiting(child)
    assert children.verdict("tell_guardian", child_record.facts_of(child)).state is State.NEVER


def test_a_yes_from_before_this_rule_is_kept_when_the_answer_changes(people, child):
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    row = row_of(child)
    row.suspicions = []
    row.save()
    told(people.amina, child, guardian_type="court", guardian_conflict="no")
    assert suspicion.standing(row_of(child)) == {"parent"}


def test_stopping_with_erasure_leaves_it(people, child):
    actions.start_interview(actor=people.amina, case=child)
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    actions.stop_interview(actor=people.amina, case=child, erase=True)
    assert row_of(child).guardian_conflict == ""
    assert child_record.is_suspect(child, "parent")


def test_two_people_clear_it(people, replaced, recorded):
    actions.ask_to_clear(
        actor=people.amina, case=replaced, guardian="parent", reason="unfounded", note="Looked into."
    )
    assert child_record.is_suspect(replaced, "parent") and "child_look" in waiting(replaced)
    with pytest.raises(AlreadyDecided):
        actions.ask_to_clear(actor=people.bruno, case=replaced, guardian="parent", reason="unfounded")
    with pytest.raises(AlreadyHadTheirSay):
        actions.decide_clearing(actor=people.amina, case=replaced, agrees=True)
    actions.decide_clearing(actor=people.bruno, case=replaced, agrees=False)
    assert child_record.is_suspect(replaced, "parent") and "child_look" not in waiting(replaced)
    actions.ask_to_clear(actor=people.amina, case=replaced, guardian="parent", reason="unfounded")
    actions.decide_clearing(actor=people.bruno, case=replaced, agrees=True)
    assert not child_record.is_suspect(replaced, "parent")
    names = [name for name, _given in recorded if name.startswith("child.clearing")]
    assert names == ["child.clearing_asked", "child.clearing_decided"] * 2
    with pytest.raises(AlreadyDecided):
        actions.decide_clearing(actor=people.bruno, case=replaced, agrees=True)


def test_clearing_the_guardian_on_record_takes_the_answer_with_it_and_keeps_it(people, child):
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    agree(people.amina, child, "family_contact", consent_giver="parent", child_assent="given")
    actions.ask_to_clear(actor=people.amina, case=child, guardian="parent", reason="mistake")
    actions.decide_clearing(actor=people.bruno, case=child, agrees=True)
    assert child_record.guardian_on_record(child) is Guardian.ACTING
    assert SectionVersion.objects.filter(case=child, section="child").last().values == {
        "guardian_conflict": "yes"
    }
    # What was agreed meanwhile is no yes.
    assert ConsentRecord.objects.get(consent_type="family_contact").giver_suspected
    told(people.amina, child, guardian_conflict="yes")
    assert child_record.is_suspect(child, "parent")


def test_only_what_stands_is_cleared(people, child):
    with pytest.raises(ValidationError):
        actions.ask_to_clear(actor=people.amina, case=child, guardian="parent", reason="unfounded")


def test_the_page_asks_and_the_other_decides(people, replaced, client_of):
    url = reverse("cases:child_suspicion", args=[replaced.pk])
    asking, deciding = client_of(people.amina), client_of(people.bruno)
    assert (
        "This stands until two people clear it" in asking.get(reverse("cases:child", args=[replaced.pk])).text
    )
    sent = {"guardian": "parent", "reason": "unfounded", "note": "Looked into by the authority."}
    assert asking.post(url, sent).status_code == 302
    assert "Somebody else has to look at it" in asking.get(url).text
    asking.post(url, {"agrees": "yes"})
    assert child_record.is_suspect(replaced, "parent")
    assert "Looked into by the authority." in deciding.get(url).text
    assert deciding.post(url, {"agrees": "yes"}).status_code == 302
    assert not child_record.is_suspect(replaced, "parent")
    assert deciding.get(url).status_code == 404


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("ask_to_clear", {"guardian": "parent", "reason": "unfounded", "note": "Typed at length"}),
        ("decide_clearing", {"agrees": "yes"}),
    ],
)
def test_the_second_of_two_at_once_is_told_so_and_keeps_what_was_typed(
    people, replaced, client_of, monkeypatch, verb, sent
):
    if verb == "decide_clearing":
        actions.ask_to_clear(actor=people.amina, case=replaced, guardian="parent", reason="unfounded")

    def overtaken(**_given):
        raise AlreadyDecided

    monkeypatch.setattr(views, verb, overtaken)
    url = reverse("cases:child_suspicion", args=[replaced.pk])
    answer = client_of(people.bruno).post(url, sent)
    assert answer.status_code == 200 and "Somebody else has changed this meanwhile" in answer.text
    assert sent.get("note", "") in answer.text and child_record.is_suspect(replaced, "parent")
