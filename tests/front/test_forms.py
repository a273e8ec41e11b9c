"""How a question is drawn."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string


class Interview(forms.Form):
    name = forms.CharField(label="Name", help_text="As the person says it")
    year = forms.IntegerField(label="Year", required=False)
    sex = forms.ChoiceField(
        label="Sex",
        choices=[("", "---"), ("female", "Female"), ("unknown", "Unknown"), ("declined", "Declined")],
        widget=forms.RadioSelect,
        required=False,
    )
    languages = forms.MultipleChoiceField(label="Languages", choices=[("km", "Khmer")], required=False)
    understood = forms.BooleanField(label="Understood", help_text="Read it aloud", required=False)
    other = forms.CharField(label="Which", required=False)
    other.show_when = "sex=female|unknown"  # type: ignore[attr-defined]  # what a form's author may set


def test_a_hint_and_an_error_are_announced_with_the_control() -> None:
    html = str(Interview({})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html
    assert "govuk-input--error" in html and "govuk-form-group--error" in html


def test_the_browser_checks_nothing_itself() -> None:
    assert " required" not in str(Interview()["name"])


def test_the_exception_on_a_form_is_marked() -> None:
    form = Interview()
    assert form["name"].mark == "required"
    assert form["year"].mark == ""


def test_a_number_is_a_short_control() -> None:
    assert "govuk-input--width-10" in str(Interview()["year"])


def test_answers_that_are_none_stand_last_below_a_line() -> None:
    html = str(Interview()["sex"])
    assert html.index("Female") < html.index("wh-divider") < html.index("Unknown") < html.index("Declined")


def test_the_empty_choice_of_radios_is_not_offered() -> None:
    assert "---" not in str(Interview()["sex"])


def test_an_error_of_a_group_leads_to_its_first_choice() -> None:
    form = Interview({"name": "A", "sex": "other"})
    summary = render_to_string("components/error_summary.html", {"form": form})
    assert 'href="#id_sex_1"' in summary
    assert 'id="id_sex_1"' in str(form["sex"])


def test_a_box_stands_before_its_label_and_keeps_its_hint() -> None:
    html = str(Interview()["understood"].as_field_group())
    assert html.index("govuk-checkboxes__input") < html.index("Understood") < html.index("Read it aloud")
    assert 'aria-describedby="id_understood_helptext"' in html


def test_a_condition_travels_to_the_page() -> None:
    assert 'data-show-when="sex=female|unknown"' in str(Interview()["other"].as_field_group())


def test_a_long_list_to_choose_several_of_works_without_a_script() -> None:
    html = str(Interview()["languages"].as_field_group())
    assert "data-pick-many" in html and "<select" in html and "multiple" in html


def test_what_a_person_typed_is_never_markup() -> None:
    form = Interview({"name": "<b>x</b>", "sex": "<i>"})
    assert "<b>x</b>" not in form.render() and "<i>" not in render_to_string(
        "components/error_summary.html", {"form": form}
    )
