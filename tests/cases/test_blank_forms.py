"""What stands on a blank form, in every language: all that is asked, and no word of what it is for."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from cases import dictionary
from cases.actions import take_blank_form
from cases.consent import laws
from cases.forms.conditions import SHOW_WHEN
from cases.on_paper import blank_paper, blank_words
from cases.on_paper.blank_forms import CODES_NAMED, Form
from cases.section import Phase
from cases.sections import in_order
from tests.cases.conftest import office_of
from tests.paper.test_pdf import opened, tags_of

LANGUAGES = ("en", "fr", "es")
TELLING = re.compile(
    r"wayhome|traffick|\btraite\b|trafiquant|(?<!se )\btrata\b|tratada|tratante|traficante"
    r"|\bshelters?\b|\balbergues?\b|centre d.hébergement",
    re.IGNORECASE,
)
# Answers of other rows, files and what the house keeps have no place on paper.
NOT_ON_PAPER = {"linked_cases", "previous_case", "link_reason"}


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'")


@pytest.fixture(autouse=True)
def no_duties(monkeypatch):
    monkeypatch.setattr(laws, "law_of", str)
    monkeypatch.setattr(laws, "limits", lambda country: [f"The duty of {country}."])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", Phase)
def test_no_word_tells_what_the_form_is_for(phase, language):
    html = blank_paper.as_html(phase, extended=True, language=language, country="MD")
    words = words_of(html)
    assert TELLING.findall(words) == []
    assert "The duty of MD." in words and f'lang="{language}"' in html


def test_the_words_looked_for_stand_on_the_pages():
    """Else the test above could not fail."""
    for language in LANGUAGES:
        with translation.override(language):
            for key in blank_words.FIELDS:
                if key not in ("age_at_entry", "retrafficked", "le_trafficker_aware"):
                    assert TELLING.search(str(dictionary.label(key))), (language, key)


def test_every_question_of_a_phase_is_asked_and_extended_ones_only_on_request():
    for phase in Phase:
        short, long = (Form.of(phase, extended=extended) for extended in (False, True))
        asked = {question.label for sheet in long.sheets for question in sheet.questions}
        core = {question.label for sheet in short.sheets for question in sheet.questions}
        for section in in_order():
            if section.phase is not phase:
                continue
            for entry in section.entries:
                if entry.type == "file" or entry.key in NOT_ON_PAPER:
                    continue
                assert blank_words.field(entry.key) in asked, entry.key
                assert entry.tier == "extended" or blank_words.field(entry.key) in core, entry.key
        assert core < asked or not any(s.extended_fields for s in in_order() if s.phase is phase)


def test_codes_are_boxes_and_long_lists_are_written():
    questions = {
        question.label: question
        for sheet in Form.of(Phase.SCREENING, extended=True).sheets
        for question in sheet.questions
    }
    control = questions["Means of control"]
    assert control.several and len(control.boxes) == len(dictionary.codes("means_of_control"))
    assert not questions["Sex"].several and questions["Sex"].boxes
    assert control.may_be_unknown and not questions["Had heard that such things happen"].may_be_unknown
    assert questions["Country of birth"].shape == questions["First language"].shape == "line"
    assert questions["First name"].is_locked and not questions["Sex"].is_locked
    assert "Means of control" in questions["Debt claimed by exploiter"].only_if


def test_a_condition_names_few_answers():
    for condition in SHOW_WHEN.values():
        assert bool(condition.codes) != bool(condition.differs_from)
    assert CODES_NAMED < 10


def test_the_form_is_a_tagged_pdf_without_house_or_staff(people, recorded):
    office = office_of(people.amina)
    given = {"office": office, "phase": Phase.FOLLOW_UP, "extended": False, "language": "fr"}
    found = opened(take_blank_form(actor=people.amina, **given))
    root = found.trailer["/Root"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode() and root["/Lang"] == "fr"
    assert {"/H1", "/H2", "/Table", "/TH"} <= set(tags_of(root["/StructTreeRoot"])["types"])
    words = " ".join(page.extract_text() for page in found.pages)
    for told in (office.name, office.code_name, people.amina.display_name, str(people.amina.pk)):
        assert told not in words
    assert all("Nom de code" in page.extract_text() for page in found.pages), "sheets get separated"
    ((_, event),) = [one for one in recorded if one[0] == "blank_form.taken"]
    assert event["facts"] == {"kind": "follow_up", "scope": "core", "language": "fr"}


def test_only_who_fills_in_sections_there_takes_one(people, recorded):
    office = office_of(people.amina)
    for stranger in (people.emil, people.oskar):
        with pytest.raises(PermissionDenied):
            take_blank_form(
                actor=stranger, office=office, phase=Phase.SCREENING, extended=False, language="en"
            )
    assert recorded == []
