"""A photograph of a child, or a copy of its papers, goes through the one table of deeds like everything else."""

import pytest

from cases import actions
from cases.actions.errors import AnswersNotAllowed
from cases.actions.files import Upload, add_file
from cases.attachments import reach
from cases.child.children import Need
from cases.child.words import NEEDS
from cases.consent.consents import ConsentMissing
from cases.models import Attachment
from tests.cases.children.conftest import birth_of, told
from tests.cases.conftest import agree, save
from tests.cases.files.making import picture

pytestmark = pytest.mark.django_db


def photograph(actor, case):
    sent = Upload("page.jpg", "image/jpeg", picture())
    return add_file(actor=actor, case=case, upload=sent, attachment_type="photo")


def waits(case):
    """What a photograph waits for, by the words of the page."""
    said = {str(reason) for reason in reach.why_not(case)}
    return {need for need in Need if f"Waits for: {NEEDS[need]}" in said}


def test_the_childs_yes_alone_is_not_enough(people, child):
    agree(people.amina, child, "photo_document", child_assent="given")
    with pytest.raises(ConsentMissing) as missing:
        photograph(people.amina, child)
    assert missing.value.reasons == (f"Waits for: {NEEDS[Need.GUARDIAN]}",)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("assent", "needs"), [("not_asked", {Need.ASSENT}), ("", {Need.ASSENT}), ("given", set())]
)
def test_who_can_act_and_the_child_both_agree(people, child, assent, needs):
    told(people.amina, child, guardian_type="court")
    agree(people.amina, child, "photo_document", consent_giver="guardian", child_assent=assent)
    assert waits(child) == needs
    if not needs:
        assert photograph(people.amina, child)


def test_a_childs_no_stops_it_whoever_agrees(people, child):
    told(people.amina, child, guardian_type="court")
    agree(people.amina, child, "photo_document", consent_giver="guardian", child_assent="refused")
    with pytest.raises(ConsentMissing):
        photograph(people.amina, child)


def test_beside_a_guardian_who_may_be_involved_the_authority_agrees(people, child):
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    agree(people.amina, child, "photo_document", consent_giver="beneficiary", child_assent="given")
    assert waits(child) == {Need.AUTHORITY}
    agree(people.amina, child, "photo_document", consent_giver="authority", child_assent="given")
    assert photograph(people.amina, child)


def test_an_answer_that_refers_to_one_asks_the_same(people, child):
    told(people.amina, child, guardian_type="court")
    agree(people.amina, child, "photo_document", consent_giver="guardian", child_assent="given")
    file = photograph(people.amina, child)
    agree(people.amina, child, "photo_document", consent_giver="beneficiary", child_assent="given")
    with pytest.raises(AnswersNotAllowed):
        actions.add_entry(
            actor=people.amina, case=child, section="documents", values={"doc_scan": str(file.pk)}
        )


def test_an_adult_decides_alone(people, child):
    save(people.amina, child, "biodata", {"birth_date": birth_of(30)})
    agree(people.amina, child, "photo_document")
    assert reach.why_not(child) == () and photograph(people.amina, child)


def paper_of(actor, case, kind):
    sent = Upload("page.jpg", "image/jpeg", picture())
    return add_file(actor=actor, case=case, upload=sent, attachment_type=kind)


@pytest.mark.parametrize("kind", sorted(reach.OF_AUTHORITIES))
def test_a_courts_paper_does_not_wait_for_the_guardian_it_names(people, child, kind):
    assert paper_of(people.amina, child, kind)
    agree(people.amina, child, "photo_document", child_assent="given")
    assert paper_of(people.amina, child, kind)
    with pytest.raises(ConsentMissing):
        photograph(people.amina, child)


def test_the_childs_no_stands_against_a_courts_paper_too(people, child):
    agree(people.amina, child, "photo_document", consent_status="refused", child_assent="refused")
    with pytest.raises(ConsentMissing):
        paper_of(people.amina, child, "legal")


def test_of_an_adult_a_courts_paper_waits_for_consent(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 30})
    with pytest.raises(ConsentMissing):
        paper_of(people.amina, case, "legal")
