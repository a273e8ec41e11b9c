"""Entering a form filled in on paper: it carries who asked and when; a sample is compared with its sheets."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.settings_actions import change_setting
from cases import case_tasks
from cases.actions import (
    AlreadyDecided,
    TooEarly,
    add_entry,
    begin_paper_form,
    check_paper_form,
    finish_paper_form,
)
from cases.models import Interview, PaperForm
from cases.on_paper import paper_forms
from tests.cases.conftest import office_of, save

DAY = date(2026, 3, 3)


def begun(actor, case, **more):
    given = {"interviewer": actor, "values": {"interview_date": DAY, "interview_location": "border_post"}}
    return begin_paper_form(actor=actor, case=case, **{**given, **more})


@pytest.fixture
def share(people):
    """Sets how many entered forms are chosen."""

    def to(percent):
        change_setting(
            actor=people.kofi,
            office=office_of(people.amina),
            key="cases.paper_sample_percent",
            value=percent,
            reason="a test",
        )

    return to


def test_it_carries_who_asked_when_and_where_and_who_entered_it(people, case, recorded):
    form = begun(people.amina, case, interviewer=people.dana)
    interview = Interview.objects.get(pk=form.interview)
    assert (interview.interview_date, interview.interview_location) == (DAY, "border_post")
    assert interview.interviewer == people.dana and form.entered_by == people.amina
    assert [name for name, _ in recorded if name.startswith("paper_form")] == ["paper_form.begun"]


def test_somebody_without_an_account_asked(people, case):
    form = begun(people.amina, case, interviewer=None, asked_by="Sister Zora")
    assert Interview.objects.get(pk=form.interview).interviewer is None
    assert PaperForm.objects.get().asked_by == "Sister Zora"


def test_what_is_saved_meanwhile_is_marked_and_nothing_else(people, case):
    save(people.amina, case, "education", {"education_level": "primary"})
    form = begun(people.amina, case)
    save(people.amina, case, "biodata", {"first_name": "Zanzarelle"})
    save(people.bruno, case, "recruitment", {"knew_risk": "no"})
    leg = add_entry(actor=people.amina, case=case, section="transit", values={"leg_from_country": "MD"})
    save(people.amina, case, "transit", {"leg_to_country": "RO"}, row=leg.pk)
    finish_paper_form(actor=people.amina, case=case, form=form.pk)
    save(people.amina, case, "exit", {"exit_country": "RO"})
    assert paper_forms.parts_on_paper(case) == {"biodata", f"transit:{leg.pk}"}


def test_a_form_being_entered_is_gone_on_with(people, case):
    assert begun(people.amina, case).pk == begun(people.amina, case).pk
    assert begun(people.bruno, case).entered_by == people.bruno
    assert Interview.objects.count() == PaperForm.objects.count() == 2


def test_a_chosen_form_is_a_task_of_the_supervisor_until_it_is_compared(people, case, share, recorded):
    share(100)
    form = begun(people.amina, case)
    save(people.amina, case, "biodata", {"first_name": "Zanzarelle"})
    with pytest.raises(TooEarly):
        check_paper_form(actor=people.bruno, case=case, form=form.pk, outcome="accurate")
    finish_paper_form(actor=people.amina, case=case, form=form.pk)
    (task,) = case_tasks.of_case(case)
    assert task.kind == paper_forms.CHECK
    assert people.bruno in case_tasks.kind_of(task).told(case)
    assert people.amina not in case_tasks.kind_of(task).told(case)
    given = {"outcome": "corrected", "differing": 2, "found": "The year of birth"}
    for stranger in (people.amina, people.dana, people.emil):
        with pytest.raises(PermissionDenied):
            check_paper_form(actor=stranger, case=case, form=form.pk, **given)
    check_paper_form(actor=people.bruno, case=case, form=form.pk, **given)
    assert case_tasks.of_case(case) == []
    row = PaperForm.objects.get()
    assert (row.outcome, row.differing, row.found, row.checked_by) == (
        "corrected",
        2,
        "The year of birth",
        people.bruno,
    )
    with pytest.raises(AlreadyDecided):
        check_paper_form(actor=people.vera, case=case, form=form.pk, outcome="accurate")
    ((_, event),) = [one for one in recorded if one[0] == "paper_form.checked"]
    assert event["facts"] == {"outcome": "corrected", "count": 2}


def test_nobody_compares_what_they_entered_themselves(people, case):
    form = begun(people.bruno, case)
    finish_paper_form(actor=people.bruno, case=case, form=form.pk)
    with pytest.raises(PermissionDenied):
        check_paper_form(actor=people.bruno, case=case, form=form.pk, outcome="accurate")
    check_paper_form(actor=people.vera, case=case, form=form.pk, outcome="accurate")


@pytest.mark.parametrize(("percent", "saves"), [(0, True), (100, False)])
def test_none_is_chosen_at_zero_and_an_empty_form_never(people, case, share, percent, saves):
    share(percent)
    form = begun(people.amina, case)
    if saves:
        save(people.amina, case, "biodata", {"first_name": "Zanzarelle"})
    assert not finish_paper_form(actor=people.amina, case=case, form=form.pk).is_sampled
    assert case_tasks.of_case(case) == []


def test_who_may_not_change_the_case_enters_nothing(people, case):
    form = begun(people.amina, case)
    for stranger in (people.dana, people.emil, people.oskar):
        with pytest.raises(PermissionDenied):
            begun(stranger, case)
        with pytest.raises(PermissionDenied):
            finish_paper_form(actor=stranger, case=case, form=form.pk)
    with pytest.raises(PaperForm.DoesNotExist):
        finish_paper_form(actor=people.bruno, case=case, form=form.pk)
