"""An office's own questions: a few, in three languages, sealed, in no figure and no export (P23)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from cases import actions
from cases.actions import InterviewNotAllowed
from cases.models import LocalAnswers, LocalQuestion, SectionVersion
from tests.cases.conftest import agree, open_for
from vault.sealed import StaleVersion

pytestmark = pytest.mark.django_db
BOAT = {"en": "Which boat?", "fr": "Quel bateau ?", "es": "¿Qué barco?"}
YES_NO = [{"en": "Yes", "fr": "Oui", "es": "Sí"}, {"en": "No", "fr": "Non", "es": "No"}]


@pytest.fixture
def ask(people):
    """A way to add a question to Harbour."""

    def add(kind="text", **more):
        office = people.offices["harbour"]
        given = {"wording": BOAT, **more}
        return actions.add_local_question(actor=people.jonas, office=office, kind=kind, **given)

    return add


def answer(people, case, answers, version=0):
    given = {str(question.pk): value for question, value in answers.items()}
    return actions.answer_local_questions(actor=people.amina, case=case, answers=given, base_version=version)


def test_answers_are_sealed_and_replaced_ones_are_kept_as_former(people, case, ask):
    question = ask()
    row = answer(people, case, {question: "Invented Gull"})
    row = answer(people, case, {question: "Invented Tern"}, row.version)
    assert LocalAnswers.objects.get().answers == {str(question.pk): "Invented Tern"}
    assert SectionVersion.objects.get(section="local").values == {str(question.pk): "Invented Gull"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_localanswers::text FROM cases_localanswers")
        assert "Invented" not in cursor.fetchone()[0]
    with pytest.raises(StaleVersion):
        answer(people, case, {question: "Late"}, row.version - 1)


@pytest.mark.parametrize(("language", "text"), BOAT.items())
def test_a_question_is_worded_in_three_languages(people, ask, language, text):
    question = ask("choice", options=YES_NO)
    with translation.override(language):
        assert question.text == text
        assert question.say("1") == YES_NO[1][language]


def test_an_office_asks_up_to_its_number_and_what_is_retired_stays_readable(people, case, ask):
    first = ask()
    for _more in range(9):
        ask()
    with pytest.raises(ValidationError):
        ask()
    answer(people, case, {first: "Invented Gull"})
    actions.retire_local_question(actor=people.jonas, question=first)
    ask()
    with pytest.raises(ValidationError):
        answer(people, case, {first: "Again"}, 1)
    assert LocalQuestion.objects.count() == 11 and LocalAnswers.objects.get().answers


@pytest.mark.parametrize(
    "wrong",
    [
        {"wording": {"en": "Which boat?"}},
        {"kind": "choice"},
        {"kind": "text", "options": YES_NO},
        {"kind": "choice", "options": [{"en": "Yes"}]},
        {"kind": "picture"},
    ],
)
def test_a_question_that_cannot_be_asked_everywhere_is_not_added(people, ask, wrong):
    with pytest.raises(ValidationError):
        ask(**wrong)


def test_only_the_administrator_adds_and_no_other_office_is_asked(people, case, ask):
    question = ask()
    for nobody in (people.amina, people.bruno, people.kofi):
        with pytest.raises(PermissionDenied):
            actions.retire_local_question(actor=nobody, question=question)
    foreign = open_for(people.paola)
    agree(people.paola, foreign, "screening_interview")
    with pytest.raises(ValidationError):
        actions.answer_local_questions(
            actor=people.paola, case=foreign, answers={str(question.pk): "x"}, base_version=0
        )


def test_what_is_told_waits_for_the_interview(people, ask):
    question = ask()
    with pytest.raises(InterviewNotAllowed):
        answer(people, open_for(people.amina), {question: "Invented Gull"})


def test_what_was_answered_at_an_interview_goes_when_the_person_wants_it_erased(people, case, ask):
    boat, port = ask(), ask()
    row = answer(people, case, {boat: "Before"})
    at = actions.start_interview(actor=people.amina, case=case)
    row = answer(people, case, {boat: "Told", port: "Told"}, row.version)
    row = answer(people, case, {boat: "Told better"}, row.version)
    assert row.said_in == {str(boat.pk): str(at.pk), str(port.pk): str(at.pk)}
    assert actions.stop_interview(actor=people.amina, case=case, erase=True).answers == 2
    left = LocalAnswers.objects.get()
    assert (left.answers, left.said_in) == ({str(boat.pk): "Before"}, {})
    assert not SectionVersion.objects.filter(section="local").exists()


def test_what_an_earlier_interview_heard_stands_again(people, case, ask):
    boat = ask()
    first = actions.start_interview(actor=people.amina, case=case)
    row = answer(people, case, {boat: "First"})
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    actions.start_interview(actor=people.amina, case=case)
    answer(people, case, {boat: "Second"}, row.version)
    actions.stop_interview(actor=people.amina, case=case, erase=True)
    left = LocalAnswers.objects.get()
    assert (left.answers, left.said_in) == ({str(boat.pk): "First"}, {str(boat.pk): str(first.pk)})


def test_what_is_told_otherwise_at_another_interview_is_no_correction(people, case, ask):
    boat, port, crew = ask(), ask(), ask()
    first = actions.start_interview(actor=people.amina, case=case)
    row = answer(people, case, {boat: "Gull", port: "Reeds"})
    row = answer(people, case, {port: "Seven Reeds"}, row.version)
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    row = answer(people, case, {crew: "Four", port: "Seven Reeds, north"}, row.version)
    second = actions.start_interview(actor=people.amina, case=case)
    row = answer(people, case, {boat: "Tern", crew: "Five"}, row.version)
    answer(people, case, {boat: "Sea tern"}, row.version)
    kept = {
        tuple(sorted(one.values.values())): (one.kind, set(one.said_in.values()), one.replaced_in)
        for one in SectionVersion.objects.filter(section="local")
    }
    assert kept == {
        ("Reeds",): ("correction", {str(first.pk)}, str(first.pk)),
        ("Seven Reeds",): ("correction", {str(first.pk)}, ""),
        ("Four", "Gull"): ("other_interview", {str(first.pk)}, str(second.pk)),
        ("Tern",): ("correction", {str(second.pk)}, str(second.pk)),
    }


def test_no_figure_and_no_export_reads_them():
    from tests.services import ROOT

    readers = [
        path.name
        for floor in ("reports", "exchange")
        for path in (ROOT / floor).rglob("*.py")
        if "local_answers" in (text := path.read_text()) or "LocalAnswers" in text
    ]
    assert readers == []
