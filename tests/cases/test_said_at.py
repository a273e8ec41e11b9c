"""Every answer knows at which interview it was said; a changed one keeps the earlier with its interview (P11)."""

from datetime import date

import pytest
from django.utils import timezone

from cases import actions
from cases.models import PaperForm, PersonBiodata, SectionVersion, VersionKind
from cases.on_paper import paper_forms
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db

OTHER = VersionKind.OTHER_INTERVIEW


def begin(people, case):
    return str(actions.start_interview(actor=people.amina, case=case).pk)


def end(people, case):
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})


def former(case):
    rows = SectionVersion.objects.filter(case=case, section="biodata").order_by("of_version", "replaced_at")
    return [(dict(row.values), row.kind, dict(row.said_in), row.replaced_in) for row in rows]


def test_an_answer_carries_its_interview_and_one_without_carries_none(people, case):
    save(people.amina, case, "biodata", {"sex": "female"})
    at = begin(people, case)
    save(people.amina, case, "biodata", {"first_name": "Oksana"})
    assert PersonBiodata.objects.get(case=case).said_in == {"first_name": at}


def test_another_interview_keeps_both(people, case):
    first = begin(people, case)
    save(people.amina, case, "biodata", {"first_name": "Oksana"})
    end(people, case)
    second = begin(people, case)
    save(people.amina, case, "biodata", {"first_name": "Roksana"}, kind=OTHER)
    assert former(case) == [({"first_name": "Oksana"}, OTHER, {"first_name": first}, second)]


def test_what_was_said_at_this_very_interview_is_a_correction(people, case):
    first = begin(people, case)
    save(people.amina, case, "biodata", {"family_name": "Melnyk"})
    end(people, case)
    second = begin(people, case)
    save(people.amina, case, "biodata", {"first_name": "Oksna"})
    save(people.amina, case, "biodata", {"first_name": "Oksana", "family_name": "Melnik"}, kind=OTHER)
    assert sorted((kind, values) for values, kind, _said, _at in former(case)) == [
        ("correction", {"first_name": "Oksna"}),
        ("other_interview", {"family_name": "Melnyk"}),
    ]
    assert {at for _values, _kind, said, _at in former(case) for at in said.values()} == {first, second}


def test_what_staff_saw_or_decided_is_said_at_none(people, case):
    begin(people, case)
    row = actions.add_entry(actor=people.amina, case=case, section="risk", values={"risk_type": "individual"})
    assert type(row).objects.get(pk=row.pk).said_in == {}


def test_what_is_entered_from_paper_was_said_at_its_interview(people, case):
    begin(people, case)
    values = {"interview_date": "2026-03-01"}
    form = actions.begin_paper_form(
        actor=people.amina, case=case, values=values, interviewer=None, asked_by="A volunteer"
    )
    save(people.amina, case, "biodata", {"first_name": "Oksana"})
    assert PersonBiodata.objects.get(case=case).said_in == {"first_name": str(form.interview)}


def test_a_forgotten_paper_form_does_not_carry_off_what_is_told_today(people, case):
    values = {"interview_date": "2026-03-01"}
    form = actions.begin_paper_form(actor=people.amina, case=case, values=values, interviewer=people.amina)
    at = begin(people, case)
    save(people.amina, case, "biodata", {"first_name": "Oksana"})
    assert PersonBiodata.objects.get(case=case).said_in == {"first_name": at}
    assert PaperForm.objects.get().parts == []
    assert paper_forms.consent_given(people.amina, case) == {}
    assert actions.stop_interview(actor=people.amina, case=case, erase=True).answers == 1
    save(people.amina, case, "biodata", {"first_name": "Oksana"})
    assert PersonBiodata.objects.get(case=case).said_in == {"first_name": str(form.interview)}
    assert "consent_date" in paper_forms.consent_given(people.amina, case)


def test_a_colleagues_interview_does_not_set_a_paper_form_aside(people, case):
    form = actions.begin_paper_form(
        actor=people.bruno, case=case, values={"interview_date": "2026-03-01"}, interviewer=people.amina
    )
    begin(people, case)
    save(people.bruno, case, "biodata", {"first_name": "Oksana"})
    assert PersonBiodata.objects.get(case=case).said_in == {"first_name": str(form.interview)}


def test_what_is_agreed_to_on_paper_was_agreed_to_on_its_day_by_whatever_way_it_is_entered(people, case):
    actions.begin_paper_form(
        actor=people.amina, case=case, values={"interview_date": "2026-03-01"}, interviewer=people.amina
    )
    given = {"consent_type": "assistance", "consent_status": "granted", "consent_language": "en"}
    (row,) = actions.record_consents(actor=people.amina, case=case, rows=[given])
    assert timezone.localdate(row.consent_date, timezone=case.office.zone) == date(2026, 3, 1)
