"""Interpreters: a register, the person's choice and refusal, warnings, hours (P7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import actions
from cases.interview import interpreters
from cases.models import InterpreterBooking, InterpreterChoice
from contact.actions import form_family, keep_apart
from tests.cases.conftest import open_for, save
from vault.sealed import StaleVersion

pytestmark = pytest.mark.django_db
READY = {"vetting": "passed", "undertaking_on": timezone.localdate(), "languages": ["km"]}


@pytest.fixture
def register(people):
    """A way to put somebody on Harbour's register."""

    def put(**given):
        office = people.offices["harbour"]
        return actions.register_interpreter(
            actor=people.bruno, office=office, **{"name": "Invented Voice", **READY, **given}
        )

    return put


@pytest.fixture
def khmer(people, case):
    """The person speaks Khmer and comes from an invented place."""
    save(
        people.amina,
        case,
        "biodata",
        {"primary_language": "km", "citizenship": ["KH"], "origin_region": "Hill of Reeds"},
    )
    return case


def proposed(people, case):
    return {one.interpreter.code: one for one in interpreters.offers(people.amina, case)}


def test_whom_the_person_refused_is_never_proposed_to_her_again(people, khmer, register):
    first, second = register(), register()
    booked = actions.book_interpreter(
        actor=people.amina,
        case=khmer,
        interpreter=first,
        starts_at=timezone.now() + timedelta(days=1),
        minutes=30,
        mode="telephone",
    )
    actions.refuse_interpreter(actor=people.amina, case=khmer, interpreter=first)
    assert set(proposed(people, khmer)) == {second.code}
    assert InterpreterBooking.objects.get(pk=booked.pk).cancelled_at
    with pytest.raises(actions.InterpreterRefused):
        actions.book_interpreter(
            actor=people.amina,
            case=khmer,
            interpreter=first,
            starts_at=timezone.now(),
            minutes=30,
            mode="telephone",
        )
    # The refusal is this person's alone.
    other = open_for(people.amina)
    assert first.code in proposed(people, other)


@pytest.mark.parametrize("deed", ["book", "refuse"])
def test_booking_and_refusal_wait_for_each_other_before_they_read(people, khmer, register, deed):
    given = {"actor": people.amina, "case": khmer, "interpreter": register()}
    with CaptureQueriesContext(connection) as asked:
        if deed == "book":
            begins = timezone.now() + timedelta(days=1)
            actions.book_interpreter(**given, starts_at=begins, minutes=30, mode="telephone")
        else:
            actions.refuse_interpreter(**given)
    sent = [query["sql"] for query in asked.captured_queries]
    held = next(at for at, sql in enumerate(sent) if '"cases_interpreter"' in sql and "FOR UPDATE" in sql)
    read = next(at for at, sql in enumerate(sent) if '"cases_interpreterchoice"' in sql)
    assert held < read


def test_a_refusal_is_taken_back_when_the_person_changes_her_mind(people, khmer, register, recorded):
    row = register()
    given = {"case": khmer, "interpreter": row}
    actions.refuse_interpreter(actor=people.amina, **given)
    with pytest.raises(PermissionDenied):
        actions.take_back_refusal(actor=people.emil, **given)
    for _twice in range(2):
        actions.take_back_refusal(actor=people.amina, **given)
    assert set(proposed(people, khmer)) == {row.code}
    assert InterpreterChoice.objects.get().state == "again"
    assert [name for name, _given in recorded].count("interpreter.refusal_taken_back") == 1
    # A choice is none of its business.
    actions.choose_interpreter(actor=people.amina, **given)
    actions.take_back_refusal(actor=people.amina, **given)
    assert InterpreterChoice.objects.get().state == "chosen"


def test_wishes_order_what_is_proposed(people, khmer, register):
    man = register(sex="male", nationalities=["KH"])
    woman = register(sex="female", nationalities=["TH"])
    actions.keep_interpreter_wish(actor=people.amina, case=khmer, interpreter="woman", origin="other")
    assert list(proposed(people, khmer)) == [woman.code, man.code]
    actions.keep_interpreter_wish(actor=people.amina, case=khmer, interpreter="man", origin="same")
    assert list(proposed(people, khmer)) == [man.code, woman.code]


@pytest.mark.parametrize(
    ("given", "warned"),
    [
        ({}, []),
        ({"vetting": "waiting"}, ["not_vetted"]),
        ({"vetted_until": timezone.localdate() - timedelta(days=1)}, ["not_vetted"]),
        ({"undertaking_on": None}, ["no_undertaking"]),
        ({"conflicts": "Brother owns a fleet"}, ["conflict"]),
        ({"nationalities": ["KH"]}, ["nationality"]),
        ({"origin_place": "Réeds, near the river"}, ["place"]),
    ],
)
def test_what_speaks_against_one_is_said(people, khmer, register, given, warned):
    row = register(**given)
    assert list(proposed(people, khmer)[row.code].warnings) == warned


@pytest.mark.parametrize("tie", ["family", "apart"])
def test_one_who_works_for_the_circle_raises_a_warning(people, khmer, register, tie):
    row, other = register(), open_for(people.dana)
    actions.choose_interpreter(actor=people.dana, case=other, interpreter=row)
    assert proposed(people, khmer)[row.code].warnings == ()
    if tie == "family":
        form_family(actor=people.bruno, cases=[khmer, other])
    else:
        keep_apart(actor=people.bruno, case=khmer, other=other)
    assert proposed(people, khmer)[row.code].warnings == ("circle",)


def test_nobody_is_booked_twice_at_a_time_whosever_case_it_is(people, khmer, register):
    row, other = register(), open_for(people.dana)
    begins = timezone.now() + timedelta(days=1)
    hour = {"interpreter": row, "minutes": 60, "mode": "in_person"}
    actions.book_interpreter(actor=people.dana, case=other, starts_at=begins, **hour)
    for shift in (timedelta(), timedelta(minutes=30), timedelta(minutes=-30)):
        with pytest.raises(actions.InterpreterTaken):
            actions.book_interpreter(actor=people.amina, case=khmer, starts_at=begins + shift, **hour)
    actions.book_interpreter(actor=people.amina, case=khmer, starts_at=begins + timedelta(hours=1), **hour)


def test_only_the_offices_keeper_writes_and_no_other_office_reads(people, khmer, register):
    row = register()
    for nobody in (people.amina, people.emil):
        with pytest.raises(PermissionDenied):
            actions.change_interpreter(actor=nobody, interpreter=row, base_version=row.version, name="Else")
    assert not type(row).objects.visible_to(people.emil).exists()
    foreign = open_for(people.paola)
    with pytest.raises(PermissionDenied):
        actions.choose_interpreter(actor=people.paola, case=foreign, interpreter=row)
    assert not InterpreterChoice.objects.exists()


def test_the_register_is_changed_from_what_was_read(people, register):
    row = register()
    seen = row.version
    changed = actions.change_interpreter(
        actor=people.bruno, interpreter=row, base_version=seen, dialects="of the river"
    )
    assert changed.version == seen + 1
    with pytest.raises(StaleVersion):
        actions.change_interpreter(
            actor=people.bruno, interpreter=changed, base_version=seen, dialects="of the hills"
        )


def test_whom_she_refused_is_chosen_only_after_she_changed_her_mind(people, khmer, register):
    row = register()
    given = {"actor": people.amina, "case": khmer, "interpreter": row}
    actions.refuse_interpreter(**given)
    with pytest.raises(actions.InterpreterRefused):
        actions.choose_interpreter(**given)
    actions.take_back_refusal(**given)
    assert actions.choose_interpreter(**given).state == "chosen"


def test_somebody_who_left_is_not_proposed(people, khmer, register):
    row = register()
    actions.let_interpreter_go(actor=people.bruno, interpreter=row)
    for deed in (actions.choose_interpreter, actions.refuse_interpreter):
        with pytest.raises(actions.InterpreterLeft):
            deed(actor=people.amina, case=khmer, interpreter=row)
    assert proposed(people, khmer) == {}


def test_the_events_name_no_word_of_what_was_typed(people, khmer, register, recorded):
    row = register(conflicts="Brother owns a fleet")
    actions.choose_interpreter(actor=people.amina, case=khmer, interpreter=row, despite=["conflict"])
    names = [name for name, _given in recorded]
    assert names == ["interpreter.registered", "interpreter.chosen"]
    assert "fleet" not in repr(recorded) and recorded[1][1]["facts"] == {"categories": ["conflict"]}
