"""Stop means stop: what was said at the interview is kept or erased, whole, and the record says only that it was."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import KeptForm
from audit import retention
from cases import actions
from cases.models import (
    AssistanceItem,
    Case,
    ConsentRecord,
    Exploitation,
    Interview,
    InterviewMoment,
    PersonBiodata,
    SectionDraft,
    SectionVersion,
)
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(people, case):
    """A first answer from before, then an interview under way."""
    save(people.amina, case, "biodata", {"first_name": "Before", "sex": "female"})
    return actions.start_interview(actor=people.amina, case=case)


def stop(people, case, **decided):
    return actions.stop_interview(actor=people.amina, case=case, **decided)


def answers(case):
    row = PersonBiodata.objects.get(case=case)
    return row.first_name, row.family_name, row.sex


def test_nothing_chosen_keeps_everything_and_ends_the_interview(people, case, interview):
    save(people.amina, case, "biodata", {"family_name": "Said"})
    stop(people, case)
    assert answers(case) == ("Before", "Said", "female")
    assert Interview.objects.get(pk=interview.pk).interview_outcome == "stopped_by_beneficiary"
    assert Case.objects.get(pk=case.pk).interview_stopped_at is None


def test_erasing_takes_what_was_said_and_what_stood_before_stands_again(people, case, interview):
    save(people.amina, case, "biodata", {"first_name": "Told", "family_name": "Told"})
    save(people.bruno, case, "biodata", {"first_name": "Told better"})
    assert stop(people, case, erase=True).answers == 2
    assert answers(case) == ("Before", "", "female")
    assert not SectionVersion.objects.filter(section="biodata").exists()


@pytest.mark.parametrize("how", ["stop", "withdraw", "erase"])
def test_a_form_kept_for_later_goes_with_it(people, case, interview, client_of, how):
    other = KeptForm(user=people.bruno, sent={"path": "/account/", "fields": [["display_name", "Bruno"]]})
    other.save()
    client = client_of(people.amina)
    session = client.session
    session["seen"] -= 3600
    session.save()
    client.post(f"/cases/{case.pk}/record/biodata/", {"family_name": "Told too late"})
    assert KeptForm.objects.plain().get(user=people.amina).about == case.pk
    if how == "stop":
        assert stop(people, case, erase=True).drafts == 1
    elif how == "withdraw":
        actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    else:
        retention.erase_everywhere(case.pk)
    assert list(KeptForm.objects.plain()) == [other]


def test_an_interview_under_way_is_not_removed(people, case, interview, client_of):
    save(people.amina, case, "biodata", {"family_name": "Told"})
    with pytest.raises(actions.InterviewUnderWay):
        actions.remove_entry(actor=people.amina, case=case, section="interview", row=interview.pk)
    url = f"/cases/{case.pk}/entries/interview/{interview.pk}/remove/"
    assert "End it or stop it first" in client_of(people.amina).post(url, follow=True).text
    assert stop(people, case, erase=True).answers == 1
    actions.remove_entry(actor=people.amina, case=case, section="interview", row=interview.pk)


def test_what_a_later_interview_said_stays(people, case, interview):
    save(people.amina, case, "biodata", {"first_name": "First"})
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    later = actions.start_interview(actor=people.amina, case=case)
    save(people.amina, case, "biodata", {"first_name": "Second"})
    assert stop(people, case, erase=True).answers == 1
    row = PersonBiodata.objects.get(case=case)
    assert row.first_name == "First"
    assert row.said_in == {"first_name": str(interview.pk)}
    assert str(later.pk) not in row.said_in.values()


def test_an_entry_of_which_nothing_is_left_goes_whole(people, case, interview):
    added = actions.add_entry(
        actor=people.amina, case=case, section="exploitation", values={"exp_country": "PL"}
    )
    stop(people, case, erase=True)
    assert not Exploitation.with_removed.filter(pk=added.pk).exists()
    assert Case.objects.get(pk=case.pk).trafficking_scope == "unknown"


def test_drafts_of_everybody_since_it_began_go_too(people, case, interview):
    for person in (people.amina, people.bruno):
        actions.save_draft(
            actor=person, case=case, section="biodata", payload={"first_name": ["T"]}, base_version=1
        )
    assert stop(people, case, erase=True).drafts == 2
    assert not SectionDraft.objects.exists()


def test_what_was_noted_about_the_person_goes_and_what_was_decided_stays(people, case, interview):
    actions.note_reactions(actor=people.amina, case=case, reactions=["fear"], responses=["fear_accompany"])
    row = Interview.objects.get(pk=interview.pk)
    # Her office has a health worker: what she saw is kept by who may write about health.
    assert (row.observed_reactions, row.supportive_responses) == ([], ["fear_accompany"])
    row.observed_reactions = ["fear"]
    row.save()
    risk = actions.add_entry(
        actor=people.amina, case=case, section="risk", values={"risk_type": "individual"}
    )
    stop(people, case, erase=True)
    row = Interview.objects.get(pk=interview.pk)
    assert (row.observed_reactions, row.supportive_responses) == ([], [])
    assert type(risk).objects.filter(pk=risk.pk).exists()


def test_a_note_why_there_is_no_answer_goes_too(people, case, interview):
    save(people.amina, case, "biodata", {}, states={"religion": "declined"})
    stop(people, case, erase=True)
    assert PersonBiodata.objects.get(case=case).answers_state == {}


def test_the_record_says_that_and_never_what(people, case, interview, recorded):
    save(people.amina, case, "biodata", {"first_name": "Told"})
    del recorded[:]
    stop(people, case, erase=True)
    facts = {name: given["facts"] for name, given in recorded if name.startswith("interview.")}
    assert facts["interview.answers_erased"] == {"number": 1, "count": 0}
    assert facts["interview.stopped"] == {"number": 1, "decision": "erase"}


def test_for_good_takes_the_consent_back(people, case, interview):
    stop(people, case, for_good=True)
    newest = ConsentRecord.objects.newest_of("screening_interview").filter(case=case).first()
    assert newest.consent_status == "withdrawn"
    assert Case.objects.get(pk=case.pk).interview_stopped_at is not None


def test_without_an_interview_it_is_the_own_drafts(people, case):
    save(people.amina, case, "biodata", {"first_name": "Before"})
    for person in (people.amina, people.bruno):
        actions.save_draft(actor=person, case=case, section="biodata", payload={}, base_version=1)
    stop(people, case, erase=True)
    assert [draft.author for draft in SectionDraft.objects.all()] == [people.bruno]
    assert answers(case)[0] == "Before"


def days_ago(case, days):
    """Every moment of its interviews lies that long back."""
    for moment in InterviewMoment.objects.filter(case=case):
        InterviewMoment.objects.filter(pk=moment.pk).update(at=moment.at - timedelta(days=days))


@pytest.mark.parametrize("was_ended", [True, False])
def test_an_interview_of_another_day_is_not_what_stop_is_about(people, case, interview, recorded, was_ended):
    save(people.amina, case, "biodata", {"first_name": "Told"})
    if was_ended:
        actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    days_ago(case, 19)
    for person in (people.amina, people.bruno):
        actions.save_draft(actor=person, case=case, section="biodata", payload={}, base_version=1)
    done = stop(people, case, erase=True)
    assert (done.answers, done.drafts) == (0, 1)
    assert answers(case)[0] == "Told"
    assert SectionDraft.objects.get().author == people.bruno
    assert dict(recorded)["interview.stopped"]["facts"]["number"] == 0


def test_an_interview_that_ended_just_now_is_still_meant(people, case, interview):
    save(people.amina, case, "biodata", {"first_name": "Told"})
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    assert stop(people, case, erase=True).answers == 1


@pytest.mark.parametrize("section", ["determination", "risk", "assistance", "closure"])
def test_drafts_of_what_is_decided_or_done_stay(people, case, interview, section):
    actions.save_draft(actor=people.bruno, case=case, section=section, payload={}, base_version=0)
    assert stop(people, case, erase=True).drafts == 0
    assert SectionDraft.objects.get().section == section


def test_erasing_reads_former_answers_once_however_many_rows_there_are(people, case, interview):
    for place in range(4):
        actions.add_entry(
            actor=people.amina, case=case, section="exploitation", values={"exp_region": f"Region {place}"}
        )
    with CaptureQueriesContext(connection) as asked:
        stop(people, case, erase=True)
    read = [one["sql"] for one in asked.captured_queries if 'FROM "cases_sectionversion"' in one["sql"]]
    assert len([one for one in read if one.startswith("SELECT")]) == 1


def test_what_was_corrected_after_the_interview_goes_with_it(people, case, interview):
    save(people.amina, case, "biodata", {"family_name": "Tolld"})
    actions.end_interview(actor=people.amina, case=case, values={})
    save(people.amina, case, "biodata", {"family_name": "Told"})
    assert stop(people, case, erase=True).answers == 1
    assert answers(case) == ("Before", "", "female")
    assert not SectionVersion.objects.filter(section="biodata").exists()


def test_what_was_said_elsewhere_afterwards_stays(people, case, interview):
    save(people.amina, case, "biodata", {"family_name": "Told"})
    actions.end_interview(actor=people.amina, case=case, values={})
    save(people.amina, case, "biodata", {"family_name": "Married"}, kind="other_interview")
    stop(people, case, erase=True)
    assert answers(case) == ("Before", "Married", "female")


def late(client):
    session = client.session
    session["seen"] -= 3600
    session.save()


@pytest.mark.parametrize(("erase", "kept"), [(True, False), (False, True)])
def test_a_form_opened_before_the_stop_and_sent_after_the_session_follows_the_person(
    people, case, interview, client_of, erase, kept
):
    opened = str(timezone.now().timestamp())
    stop(people, case, erase=erase)
    client = client_of(people.amina)
    late(client)
    sent = {"family_name": "Told too late", "opened": opened}
    client.post(f"/cases/{case.pk}/record/biodata/", sent)
    row = KeptForm.objects.get(user=people.amina)
    assert ("Told too late" in str(row.sent)) is kept
    again = client_of(people.amina)
    text = again.get(f"/kept/{row.pk}/").text
    assert ("Nothing was kept" in text) is not kept and ("Told too late" in text) is kept
    assert "Told too late" not in client_of(people.emil).get(f"/kept/{row.pk}/").text


@pytest.mark.parametrize("page", ["record/biodata/", "entries/exploitation/add/"])
def test_a_page_opened_before_everything_was_erased_writes_nothing(people, case, interview, client_of, page):
    opened = str(timezone.now().timestamp())
    stop(people, case, erase=True)
    sent = {
        "family_name": "Told too late",
        "exp_region": "Told too late",
        "opened": opened,
        "base_version": 9,
    }
    answer = client_of(people.amina).post(f"/cases/{case.pk}/{page}", sent, follow=True)
    assert "Nothing you sent was kept" in answer.text
    assert answers(case)[1] == "" and not Exploitation.objects.filter(case=case).exists()


def test_what_was_decided_or_done_is_taken_from_an_older_page(people, case, interview, client_of):
    opened = str(timezone.now().timestamp())
    stop(people, case, erase=True)
    page = f"/cases/{case.pk}/entries/assistance/add/"
    client_of(people.amina).post(page, {"assist_status": "planned", "opened": opened})
    assert AssistanceItem.objects.filter(case=case).exists()
